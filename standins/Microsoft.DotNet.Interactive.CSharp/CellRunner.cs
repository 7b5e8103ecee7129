#nullable enable
namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>Runs cells on the notebook's thread, and stops them when they are cancelled.</summary>
internal sealed class CellRunner(ScriptSession session) : IDisposable
{
    /// <summary>Loops notice an interrupt at once; what still runs after this time may be asleep, and is woken.</summary>
    private static readonly TimeSpan WakeAfter = TimeSpan.FromMilliseconds(300);

    private readonly Lazy<CellThread> _thread = new(() => new CellThread());

    /// <returns>What the cell threw, or null.</returns>
    public async Task<Exception?> RunAsync(CompiledCell cell, KernelInvocationContext context)
    {
        var interrupts = await session.StartAsyncTask;
        if (_thread.Value.IsBusy)
        {
            // A cell that submits code and waits for it occupies the notebook's thread.
            using var thread = new CellThread();
            return await thread.RunAsync(() => session.RunAsync(cell));
        }
        interrupts.Arm(context.CancellationToken);
        using var stopped = new CancellationTokenSource();
        using var registration = context.CancellationToken.Register(() => Stop(interrupts, context, stopped.Token));
        try
        {
            return await _thread.Value.RunAsync(() => session.RunAsync(cell));
        }
        finally
        {
            await stopped.CancelAsync();
            interrupts.Arm(CancellationToken.None);
        }
    }

    public void Dispose()
    {
        if (_thread.IsValueCreated)
        {
            _thread.Value.Dispose();
        }
    }

    private void Stop(InterruptPoint interrupts, KernelInvocationContext context, CancellationToken stopped)
    {
        interrupts.Request(() => ThrowIfOwn(context));
        _ = WakeAsync(stopped);
    }

    /// <summary>Polls of other cells' background work go on; and so do threads that the cell itself started, where an exception would end the process.</summary>
    private void ThrowIfOwn(KernelInvocationContext context)
    {
        if (KernelInvocationContext.Current == context && (_thread.Value.IsCurrent || Thread.CurrentThread.IsThreadPoolThread))
        {
            throw new OperationCanceledException("The cell was interrupted.", context.CancellationToken);
        }
    }

    private async Task WakeAsync(CancellationToken stopped)
    {
        while (!stopped.IsCancellationRequested)
        {
            await Task.Delay(WakeAfter, stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stopped.IsCancellationRequested)
            {
                _thread.Value.Interrupt();
            }
        }
    }
}
