#nullable enable
namespace Microsoft.DotNet.Interactive;

/// <summary>Runs one submission after the other, in the order of arrival.</summary>
internal sealed class CommandQueue
{
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;

    /// <summary>The submission that runs, or null.</summary>
    public KernelInvocationContext? Current { get; private set; }

    public async Task RunAsync(KernelInvocationContext context, Func<Task> run)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task previous;
        lock (_gate)
        {
            (previous, _last) = (_last, done.Task);
        }
        try
        {
            await previous;
            Current = context;
            if (!context.CancellationToken.IsCancellationRequested)
            {
                await run();
            }
        }
        finally
        {
            Current = null;
            done.SetResult();
        }
    }
}
