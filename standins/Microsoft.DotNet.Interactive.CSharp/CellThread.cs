#nullable enable
namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>
/// The thread that a notebook's cells run on, one after the other: what libraries keep by thread (gradient mode, for one) holds from cell
/// to cell,
/// as people expect of a notebook.
/// </summary>
internal sealed class CellThread : IDisposable
{
    private const int StackSize = 16 << 20;

    // A monitor waits without spinning first: cells come seconds apart, and on few cores the spinning would be paid by the compiler.
    private readonly Queue<Action> _work = new();
    private readonly Thread _thread;
    private volatile bool _isBusy;
    private volatile bool _isInterrupted;
    private bool _ended;

    public CellThread()
    {
        _thread = new Thread(Work, StackSize) { IsBackground = true, Name = "C# cell" };
        _thread.Start();
    }

    /// <summary>The thread sleeps, or waits for a lock or another thread.</summary>
    public bool IsWaiting => _thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin);

    /// <summary>A cell is running; what comes now comes from inside it.</summary>
    public bool IsBusy => _isBusy;

    /// <summary>Runs on the thread, in the caller's execution context.</summary>
    /// <param name="run">What to run.</param>
    /// <param name="interrupted">Called at interrupts that come when the thread has nothing to do but wait for the end.</param>
    public Task<T> RunAsync<T>(Func<Task<T>> run, Action? interrupted = null)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var context = ExecutionContext.Capture()!;
        _isBusy = true;
        lock (_work)
        {
            _work.Enqueue(() => ExecutionContext.Run(context, _ => Complete(run, interrupted, result), null));
            Monitor.Pulse(_work);
        }
        return result.Task;
    }

    /// <summary>Wakes the cell from a sleep or a lock.</summary>
    public void Interrupt()
    {
        _isInterrupted = true;
        _thread.Interrupt();
    }

    public void Dispose()
    {
        lock (_work)
        {
            _ended = true;
            Monitor.Pulse(_work);
        }
    }

    private void Complete<T>(Func<Task<T>> run, Action? interrupted, TaskCompletionSource<T> result)
    {
        ForgetInterrupt();
        Action end;
        try
        {
            var task = run();
            Wait(task, interrupted);
            var value = task.GetAwaiter().GetResult();
            end = () => result.SetResult(value);
        }
        catch (Exception exception)
        {
            end = () => result.SetException(exception);
        }
        // Before the result: who waits for it may have more for the thread.
        _isBusy = false;
        end();
    }

    private static void Wait(Task task, Action? interrupted)
    {
        while (!task.IsCompleted)
        {
            try
            {
                Task.WaitAny(task);
            }
            catch (ThreadInterruptedException)
            {
                interrupted?.Invoke();
            }
        }
    }

    /// <summary>The last interrupt may have come after the end of what it was for.</summary>
    private void ForgetInterrupt()
    {
        try
        {
            if (_isInterrupted)
            {
                // One may be on its way: it is looked for again before each cell from now on.
                Thread.Sleep(0);
            }
        }
        catch (ThreadInterruptedException)
        {
        }
    }

    private void Work()
    {
        var goesOn = true;
        while (goesOn)
        {
            try
            {
                var action = Next();
                goesOn = action is not null;
                action?.Invoke();
            }
            catch (ThreadInterruptedException)
            {
                // Came after the cell had ended; it is not for the next one.
            }
        }
    }

    /// <returns>What to run next, or null when no more will come.</returns>
    private Action? Next()
    {
        lock (_work)
        {
            while (_work.Count == 0 && !_ended)
            {
                Monitor.Wait(_work);
            }
            return _work.TryDequeue(out var action) ? action : null;
        }
    }
}
