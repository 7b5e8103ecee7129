#nullable enable
namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>Runs cells on the notebook's thread, and stops them when they are cancelled.</summary>
internal sealed class CellRunner(ScriptSession session) : IDisposable
{
    /// <summary>What still runs after this time may be asleep, and is woken.</summary>
    private static readonly TimeSpan WakeAfter = TimeSpan.FromMilliseconds(300);

    /// <summary>A cell that computes after so many of these times does so in code that it does not name: a library calls it back.</summary>
    private const int WidenAfter = 4;

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
        using var registration = context.CancellationToken.Register(() => _ = StopAsync(interrupts, cell.Number, stopped.Token));
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

    /// <summary>Disposes of what a cell's using declarations hold, the last first, on the cell's thread.</summary>
    /// <returns>What disposing threw, or null.</returns>
    public async Task<Exception?> DisposeValuesAsync()
    {
        var values = (await session.StartAsyncTask).ToDispose;
        return values.Count == 0 || _thread.Value.IsBusy ? null : await _thread.Value.RunAsync(() => DisposeAsync(values));
    }

    public void Dispose()
    {
        if (_thread.IsValueCreated)
        {
            _thread.Value.Dispose();
        }
    }

    private async Task StopAsync(InterruptPoint interrupts, int cell, CancellationToken stopped)
    {
        interrupts.Request(session.Calls.From(cell), stopped);
        for (var computing = 0; !stopped.IsCancellationRequested;)
        {
            await Task.Delay(WakeAfter, stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            computing = _thread.Value.IsWaiting ? 0 : computing + 1;
            if (computing == WidenAfter)
            {
                interrupts.Request(Enumerable.Range(1, cell), stopped);
            }
            if (!stopped.IsCancellationRequested)
            {
                _thread.Value.Interrupt();
            }
        }
    }

    private static async Task<Exception?> DisposeAsync(Stack<object?> values)
    {
        Exception? thrown = null;
        while (values.TryPop(out var value))
        {
            try
            {
                if (value is IAsyncDisposable disposable)
                {
                    await disposable.DisposeAsync();
                }
                else
                {
                    (value as IDisposable)?.Dispose();
                }
            }
            catch (Exception exception)
            {
                thrown ??= exception;
            }
        }
        return thrown;
    }
}
