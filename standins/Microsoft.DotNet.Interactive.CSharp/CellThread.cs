#nullable enable
using System.Collections.Concurrent;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>
/// The thread that a notebook's cells run on, one after the other: what libraries keep by thread (gradient mode, for one) holds from cell
/// to cell,
/// as people expect of a notebook.
/// </summary>
internal sealed class CellThread : IDisposable
{
    private const int StackSize = 16 << 20;

    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    public CellThread()
    {
        _thread = new Thread(Work, StackSize) { IsBackground = true, Name = "C# cell" };
        _thread.Start();
    }

    /// <summary>The thread sleeps, or waits for a lock or another thread.</summary>
    public bool IsWaiting => _thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin);

    /// <summary>A cell is running; what comes now comes from inside it.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>Runs on the thread, in the caller's execution context.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> run)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var context = ExecutionContext.Capture()!;
        IsBusy = true;
        _work.Add(() => ExecutionContext.Run(context, _ => Complete(run, result), null));
        return result.Task;
    }

    /// <summary>Wakes the cell from a sleep or a lock.</summary>
    public void Interrupt() => _thread.Interrupt();

    public void Dispose() => _work.CompleteAdding();

    private void Complete<T>(Func<Task<T>> run, TaskCompletionSource<T> result)
    {
        try
        {
            result.SetResult(run().GetAwaiter().GetResult());
        }
        catch (Exception exception)
        {
            result.SetException(exception);
        }
        finally
        {
            IsBusy = false;
        }
    }

    private void Work()
    {
        while (!_work.IsCompleted)
        {
            try
            {
                if (_work.TryTake(out var action, Timeout.Infinite))
                {
                    action();
                }
            }
            catch (ThreadInterruptedException)
            {
                // Came after the cell had ended; it is not for the next one.
            }
        }
    }
}
