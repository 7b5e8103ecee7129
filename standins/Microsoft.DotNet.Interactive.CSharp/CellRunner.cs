#nullable enable
namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>Runs cells on the notebook's thread, and stops them when they are cancelled.</summary>
internal sealed class CellRunner(ScriptSession session) : IDisposable
{
    /// <summary>What still runs after this time may be asleep, and is woken.</summary>
    private static readonly TimeSpan WakeAfter = TimeSpan.FromMilliseconds(300);

    /// <summary>A cell that computes after so many of these times does so in code that it does not name: a library calls it back.</summary>
    private const int WidenAfter = 4;

    /// <summary>Each value of an interrupted cell's using declarations has this time to be disposed of.</summary>
    private static readonly TimeSpan DisposalAfterInterrupt = TimeSpan.FromSeconds(2);

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
        var thrown = await RunAsync(() => session.RunAsync(cell), () => session.Calls.From(cell.Number), cell.End!.Now, context.CancellationToken);
        if (!cell.End.Work.IsCompleted)
        {
            interrupts.Hold(cell.Number, cell.End.Work);
        }
        return thrown;
    }

    /// <summary>Runs a host's own code, which may call what any cell has declared, where cells run.</summary>
    public async Task RunAsync(Func<Task> action, KernelInvocationContext context)
    {
        await session.StartAsyncTask;
        if (_thread.Value.IsBusy)
        {
            await action();
            return;
        }
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await RunAsync(() => EarlierAsync(action(), end.Task), () => [], () => end.TrySetCanceled(), context.CancellationToken);
    }

    /// <summary>Disposes of what a cell's using declarations hold, the last first, on the cell's thread. An interrupt that comes now ends it;
    /// one that has ended the cell leaves it some time.</summary>
    /// <returns>What disposing threw, or null.</returns>
    public async Task<Exception?> DisposeValuesAsync(CompiledCell cell, KernelInvocationContext context)
    {
        var values = (await session.StartAsyncTask).ToDispose;
        if (values.Count == 0 || _thread.Value.IsBusy)
        {
            return null;
        }
        Exception? thrown = null;
        while (values.TryPop(out var value))
        {
            // Each on its own: an interrupt that ends one leaves the next its time too.
            var own = await DisposeAsync(value, cell, context.CancellationToken);
            thrown ??= own;
        }
        return thrown;
    }

    public void Dispose()
    {
        if (_thread.IsValueCreated)
        {
            _thread.Value.Dispose();
        }
    }

    /// <param name="run">What to run on the notebook's thread.</param>
    /// <param name="calls">The numbers of the cells whose code it may run.</param>
    /// <param name="giveUp">Called at an interrupt when it waits outside of that code.</param>
    /// <param name="interrupt">Cancelled when it is to end.</param>
    private async Task<T> RunAsync<T>(
        Func<Task<T>> run, Func<IReadOnlyCollection<int>> calls, Action giveUp, CancellationToken interrupt)
    {
        var interrupts = await session.StartAsyncTask;
        interrupts.Arm(interrupt);
        using var stopped = new CancellationTokenSource();
        using var registration = interrupt.Register(() => _ = StopAsync(interrupts, calls, stopped.Token));
        try
        {
            return await _thread.Value.RunAsync(run, giveUp);
        }
        finally
        {
            await stopped.CancelAsync();
            interrupts.Arm(CancellationToken.None);
        }
    }

    private async Task StopAsync(InterruptPoint interrupts, Func<IReadOnlyCollection<int>> calls, CancellationToken stopped)
    {
        interrupts.Request(calls(), stopped);
        for (var computing = 0; !stopped.IsCancellationRequested;)
        {
            await Task.Delay(WakeAfter, stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            computing = _thread.Value.IsWaiting ? 0 : computing + 1;
            if (computing == WidenAfter)
            {
                interrupts.Request(AllCells(), stopped);
            }
            if (!stopped.IsCancellationRequested)
            {
                _thread.Value.Interrupt();
            }
        }
    }

    private IReadOnlyCollection<int> AllCells() => [.. Enumerable.Range(1, session.Count)];

    /// <summary>The end of what ends first.</summary>
    private static async Task<bool> EarlierAsync(Task work, Task end)
    {
        await await Task.WhenAny(work, end);
        return true;
    }

    private async Task<Exception?> DisposeAsync(object? value, CompiledCell cell, CancellationToken interrupt)
    {
        using var late = new CancellationTokenSource();
        if (interrupt.IsCancellationRequested)
        {
            interrupt = late.Token;
            late.CancelAfter(DisposalAfterInterrupt);
        }
        return await RunAsync(() => Task.FromResult(Dispose(value)), () => session.Calls.From(cell.Number), () => { }, interrupt);
    }

    private static Exception? Dispose(object? value)
    {
        try
        {
            if (value is IAsyncDisposable disposable)
            {
                // Waits here, where an interrupt wakes it.
                disposable.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }
            else
            {
                (value as IDisposable)?.Dispose();
            }
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }
}
