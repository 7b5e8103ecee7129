using System.Diagnostics;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Xunit;

namespace Standins.Tests.Interactive;

/// <summary>Interrupts: what they stop, how soon, and what they leave alone.</summary>
[Collection(KernelTests.Name)]
public sealed partial class InterruptTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>Milliseconds in which an interrupt ends a cell that computes or awaits, beyond those that ending any thread takes.</summary>
    private const double Limit = 50;

    /// <summary>The same for a cell that sleeps or waits for a lock, which is woken after 300 ms.</summary>
    private const double LimitAsleep = 350;

    /// <summary>Milliseconds from a cell's first output until it is in its loop.</summary>
    private const int Settled = 50;

    private readonly Notebook _notebook = new();

    [Theory]
    [InlineData("var n = 0L; while (true) n++;")]
    [InlineData("var n = 0L; do n++; while (true);")]
    [InlineData("var n = 0L; for (;;) { n++; }")]
    [InlineData("var n = 0L; foreach (var _ in Forever()) n++; IEnumerable<int> Forever() { while (true) yield return 1; }")]
    [InlineData("var n = 0L; again: n++; goto again;")]
    [InlineData("var n = 0L; void Work() { while (true) n++; } Work();")]
    [InlineData("var n = 1L; await Task.Run(() => { while (true) n++; });")]
    [InlineData("var n = 1L; await Task.Delay(-1);")]
    [InlineData("var n = 1L; try { while (true) { } } finally { n++; }")]
    [InlineData("var n = 1L; while (true) { try { n++; } catch { } }")]
    [InlineData("var n = 1L; while (true) { Earlier(); }")]
    [InlineData("var n = 1L; Earlier(forever: true);")]
    [InlineData("var n = 1L; var thread = new System.Threading.Thread(() => { while (true) n++; }); thread.Start(); thread.Join();")]
    [InlineData("var n = 1L; long Fibonacci(long x) => x < 2 ? x : Fibonacci(x - 1) + Fibonacci(x - 2); Fibonacci(90)")]
    [InlineData("var n = 1L; Func<long, long> f = null; f = x => x < 2 ? x : f(x - 1) + f(x - 2); f(90)")]
    [InlineData("var n = 1L; Enumerable.Range(0, int.MaxValue).Select(x => x + n).Where(x => x < 0).Sum()")]
    [InlineData("var n = 1L; await Task.Delay(-1).ConfigureAwait(false);")]
    [InlineData("var n = 1L; await Task.Run(async () => { await Task.Delay(-1); return 1; }).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);")]
    [InlineData("var n = 1L; await new ValueTask(Task.Delay(-1)).ConfigureAwait(false);")]
    [InlineData("var n = 0L; await foreach (var x in Stuck()) n += x; async IAsyncEnumerable<int> Stuck() { yield return 1; await Task.Delay(-1); }")]
    [InlineData("var n = 0L; await foreach (var (x, y) in Stuck().ConfigureAwait(false)) n += x; async IAsyncEnumerable<(int, int)> Stuck() { yield return (1, 2); await Task.Delay(-1); }")]
    [InlineData("var n = 1L; while (true) await Task.Yield();")]
    [InlineData("var n = 1L; Parallel.ForEach(Enumerable.Range(0, int.MaxValue), x => System.Threading.Thread.MemoryBarrier());")]
    public async Task AnInterruptStopsACellWithinFiftyMillisecondsAndLeavesItsVariables(string code)
    {
        await _notebook.RunAsync("void Earlier(bool forever = false) { while (forever) { } }");
        await Pace.AssertWithinAsync(output, Limit, () => MillisecondsAsync(code), () => BareInterruptAsync(BareLoop));
        Assert.Equal(true, await _notebook.RunAsync("n > 0"));
    }

    [Theory]
    [InlineData("var n = 1; System.Threading.Thread.Sleep(-1);")]
    [InlineData("var n = 1; lock (typeof(string)) System.Threading.Monitor.Wait(typeof(string));")]
    [InlineData("var n = 1; Task.Delay(-1).Wait();")]
    [InlineData("var n = 1; await Task.Delay(1); System.Threading.Thread.Sleep(-1);")]
    [InlineData("var n = 1; await foreach (var x in Stuck()) n = 1; async IAsyncEnumerable<int> Stuck() { yield return 1; System.Threading.Thread.Sleep(-1); }")]
    [InlineData("var n = 1; await using (new Slow()) { n = 1; } class Slow : IAsyncDisposable { public ValueTask DisposeAsync() => new(Task.Delay(-1)); }")]
    [InlineData("var n = 1; await using var slow = new Slow(); class Slow : IAsyncDisposable { public ValueTask DisposeAsync() => new(Task.Delay(-1)); }")]
    [InlineData("var n = 1; await new Own(); class Own { public System.Runtime.CompilerServices.TaskAwaiter GetAwaiter() => Task.Delay(-1).GetAwaiter(); }")]
    [InlineData("var n = 1; await foreach (var x in new Own()) n = 1; class Own { public Own GetAsyncEnumerator() => this; public int Current => 1; public Task<bool> MoveNextAsync() => Task.Delay(-1).ContinueWith(_ => true); }")]
    public async Task AnInterruptWakesACellThatSleeps(string code)
    {
        await _notebook.RunAsync("0");
        await Pace.AssertWithinAsync(output, LimitAsleep, () => MillisecondsAsync(code), () => BareInterruptAsync(BareSleep));
        Assert.Equal(1, await _notebook.RunAsync("n"));
    }

    [Fact]
    public async Task AnInterruptLeavesTheBackgroundWorkOfEarlierCellsAlone()
    {
        const int FlagsOnce = 32; // where cells shared flags, these two did
        await _notebook.RunAsync("var goes = true; var counted = 0L; var background = Task.Run(() => { while (goes) counted++; });");
        for (var cell = 1; cell < FlagsOnce; cell++)
        {
            await _notebook.RunAsync("0");
        }
        await InterruptAsync("while (true) { }");
        await _notebook.RunAsync("var before = counted; while (counted == before && !background.IsCompleted) await Task.Delay(5);");
        await InterruptAsync("void Hold() { background.Wait(); } Hold();", settled: 500); // waiting, and no longer about to
        Assert.Equal(false, await _notebook.RunAsync("background.IsCompleted"));
        await _notebook.RunAsync("goes = false; await background;");
    }

    /// <summary>The cell waits in an await that only it knows, and its work goes on when the notebook has long gone on too.</summary>
    [Fact]
    public async Task WorkThatOutlivesItsInterruptedCellChangesNoLaterOne()
    {
        await _notebook.RunAsync("var gate = new TaskCompletionSource(); class Own { public Task Task; public System.Runtime.CompilerServices.TaskAwaiter GetAwaiter() => Task.GetAwaiter(); }");
        await _notebook.RunAsync("var passed = new TaskCompletionSource(); var turns = 0L;");
        await InterruptAsync("var mine = 1; await new Own { Task = gate.Task }; passed.SetResult(); while (true) turns++;");
        await _notebook.RunAsync("var later = 2; int Twice(int x) => 2 * x;");
        await _notebook.RunAsync("gate.SetResult(); await passed.Task;");
        // Its loop ends at the first poll. Whatever it does until its end, what the cells after it have declared is there.
        await _notebook.RunAsync("for (var i = 0; i < 100; i++) await Task.Delay(1);");
        Assert.Equal(5, await _notebook.RunAsync("mine + Twice(later)"));
        Assert.Equal(0L, await _notebook.RunAsync("turns"));
        await _notebook.RunAsync("var last = 7;");
        Assert.Equal(7, await _notebook.RunAsync("last"));
    }

    [Fact]
    public async Task TheSourceOfAnInterruptedLoopIsCancelledAndDisposedOf()
    {
        await _notebook.RunAsync("var ended = new TaskCompletionSource<string>();");
        await InterruptAsync("""
            await foreach (var x in Stuck()) { }
            async IAsyncEnumerable<int> Stuck([System.Runtime.CompilerServices.EnumeratorCancellation] System.Threading.CancellationToken token = default)
            {
                try { yield return 1; await Task.Delay(-1, token); }
                finally { ended.SetResult(token.IsCancellationRequested ? "cancelled" : "disposed of"); }
            }
            """);
        Assert.Equal("cancelled", await _notebook.RunAsync("await ended.Task"));
    }

    [Theory]
    [InlineData("Task.CompletedTask.ConfigureAwait(false)")]
    [InlineData("Task.Delay(20).ConfigureAwait(false)")]
    [InlineData("new ValueTask<int>(Task.Run(async () => { await Task.Delay(20); return 1; })).ConfigureAwait(false)")]
    [InlineData("Task.Yield()")]
    public async Task AnAwaitLeavesTheCellOnItsThread(string awaitable) => Assert.Equal(
        true,
        await _notebook.RunAsync($$"""
            var thread = Environment.CurrentManagedThreadId;
            var same = true;
            async IAsyncEnumerable<int> Slow() { await Task.Delay(10); yield return 1; await Task.Delay(10); yield return 2; await Task.Delay(10); }
            await {{awaitable}};
            same &= thread == Environment.CurrentManagedThreadId;
            await foreach (var x in Slow())
                same &= thread == Environment.CurrentManagedThreadId;
            same && thread == Environment.CurrentManagedThreadId
            """));

    [Fact]
    public async Task AnInterruptReachesWhatOnlyALibraryCalls()
    {
        await _notebook.RunAsync("var n = 1; class Endless : IComparable { public int CompareTo(object other) { while (true) { } } }");
        await _notebook.RunAsync("object[] endless = [new Endless(), new Endless()];");
        Assert.Equal("Command cancelled.", (await InterruptAsync("Array.Sort(endless);")).Message);
        Assert.Equal(1, await _notebook.RunAsync("n"));
    }

    [Fact]
    public async Task ACancelCommandInterruptsTheRunningCellOnly()
    {
        var running = _notebook.TryRunAsync("while (true) ;");
        var waiting = _notebook.TryRunAsync("42");
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await _notebook.Root.SendAsync(new Cancel(), TestContext.Current.CancellationToken);
        Assert.IsType<CommandFailed>((await running).Events[^1]);
        Assert.IsType<CommandSucceeded>((await waiting).Events[^1]);
    }

    public void Dispose() => _notebook.Dispose();

    private static void BareLoop(CancellationToken interrupted)
    {
        var flag = new Flag();
        using var registration = interrupted.Register(() => flag.IsSet = true);
        while (!flag.IsSet)
        {
        }
        interrupted.ThrowIfCancellationRequested();
    }

    private static void BareSleep(CancellationToken interrupted)
    {
        interrupted.WaitHandle.WaitOne();
        interrupted.ThrowIfCancellationRequested();
    }

    /// <summary>What the same interrupt takes here and now where no kernel takes part: a thread does the work, notices and throws, and the
    /// one who waits for it is told.</summary>
    /// <returns>Milliseconds.</returns>
    private static async Task<double> BareInterruptAsync(Action<CancellationToken> work)
    {
        using var interrupt = new CancellationTokenSource();
        var (started, ended) = (NewSignal(), NewSignal());
        var thread = new Thread(() =>
        {
            started.SetResult();
            try
            {
                work(interrupt.Token);
            }
            catch (OperationCanceledException)
            {
                ended.SetResult();
            }
        });
        thread.Start();
        await started.Task;
        await Task.Delay(Settled, TestContext.Current.CancellationToken);
        var clock = Stopwatch.StartNew();
        await interrupt.CancelAsync();
        await ended.Task;
        return clock.Elapsed.TotalMilliseconds;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<double> MillisecondsAsync(string code)
    {
        var (milliseconds, message) = await InterruptAsync(code);
        Assert.Equal("Command cancelled.", message);
        return milliseconds;
    }

    /// <returns>The time from the interrupt of the running cell to its end, and the message of its failure.</returns>
    private async Task<(double Milliseconds, string Message)> InterruptAsync(string code, int settled = Settled)
    {
        using var interrupt = new CancellationTokenSource();
        var started = NewSignal();
        using var observer = _notebook.Root.KernelEvents.Subscribe(new Observer(started));
        var cell = _notebook.FailAsync("Console.Write(1);" + code, interrupt);
        await Task.WhenAny(started.Task, cell);
        await Task.Delay(settled, TestContext.Current.CancellationToken);
        Assert.False(cell.IsCompleted);
        var clock = Stopwatch.StartNew();
        await interrupt.CancelAsync();
        var message = await cell;
        return (clock.Elapsed.TotalMilliseconds, message);
    }

    private sealed class Flag
    {
        public volatile bool IsSet;
    }

    private sealed class Observer(TaskCompletionSource started) : IObserver<KernelEvent>
    {
        public void OnNext(KernelEvent value)
        {
            if (value is StandardOutputValueProduced)
            {
                started.TrySetResult();
            }
        }

        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }
    }
}
