using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;
using NNViz.Training;

namespace NNViz.Interactive;

/// <summary>Shows live results in the output of the running cell, and updates them in place.</summary>
internal sealed class KernelLiveDisplay : ILiveDisplay
{
    /// <inheritdoc/>
    public ILiveView? Show(object result) =>
        KernelInvocationContext.Current is { IsComplete: false } context ? new LiveView(context, result) : null;

    private sealed class LiveView : ILiveView
    {
        // Not result.Display(): the value that this returns does not update (an upstream bug).
        private readonly DisplayedValue _displayed;

        public LiveView(KernelInvocationContext context, object result)
        {
            _displayed = context.Display(result);
            context.OnComplete(_ => Closing?.Invoke());
        }

        public event Action? Closing;

        public void Update(object result) => _displayed.Update(result);
    }
}
