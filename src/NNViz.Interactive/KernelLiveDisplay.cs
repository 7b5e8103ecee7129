using System.Runtime.CompilerServices;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using NNViz.Html;
using NNViz.Training;
using NNViz.Views;

namespace NNViz.Interactive;

/// <summary>Shows live results in the output of the running cell, and updates them in place.</summary>
internal sealed class KernelLiveDisplay : ILiveDisplay
{
    // Of all kernels of the process: the display that is current may have come with another kernel than the one whose cell runs.
    private static readonly ConditionalWeakTable<KernelInvocationContext, List<LiveView>> Open = [];

    /// <summary>A display for the cells of a kernel: when the cell's code has run, and its output can still be changed, the last update comes.</summary>
    /// <param name="root">The root kernel.</param>
    public KernelLiveDisplay(Kernel root) => root.AddMiddleware(async (command, context, next) =>
    {
        try
        {
            await next(command, context);
        }
        finally
        {
            // Commands may hold others; the cell ends with the outermost.
            if (command.Parent is null && Open.Remove(context, out var views))
            {
                views.ForEach(view => view.Close());
            }
        }
    });

    /// <inheritdoc/>
    public ILiveView? Show(object result)
    {
        if (KernelInvocationContext.Current is not { IsComplete: false } context)
        {
            return null;
        }
        var view = new LiveView(context, result);
        Open.GetOrCreateValue(context).Add(view);
        return view;
    }

    private sealed class LiveView : ILiveView, IObserver<KernelEvent>
    {
        // Not result.Display(): the value that this returns does not update (an upstream bug).
        private readonly DisplayedValue _displayed;
        private readonly object _result;
        private readonly IDisposable _events;
        private volatile bool _isReturned;

        public LiveView(KernelInvocationContext context, object result)
        {
            _result = result;
            _displayed = context.Display(result);
            _events = context.KernelEvents.Subscribe(this);
        }

        public event Action? Closing;

        public void Update(object result)
        {
            if (!_isReturned)
            {
                _displayed.Update(result);
            }
        }

        public void Remove() => _displayed.Update(new Nothing());

        /// <summary>A cell that ends in the result shows it as its value: the live one gives way to that.</summary>
        public void OnNext(KernelEvent value)
        {
            if (value is ReturnValueProduced { Value: { } returned } && ReferenceEquals(returned, _result))
            {
                _isReturned = true;
                Remove();
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Close()
        {
            _events.Dispose();
            Closing?.Invoke();
            if (_isReturned)
            {
                // An update may have been on its way when the value came; after Closing there is none.
                Remove();
            }
        }
    }

    /// <summary>Takes the place of what is shown elsewhere.</summary>
    private sealed class Nothing : View
    {
        public override void WriteHtml(HtmlWriter html)
        {
        }

        public override void WriteText(TextWriter text)
        {
        }
    }
}
