using System.Diagnostics;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Xunit;

namespace Standins.Tests.Interactive;

[Collection(KernelTests.Name)]
public sealed class CellTests(ITestOutputHelper output) : IDisposable
{
    private readonly Notebook _notebook = new();

    [Theory]
    [InlineData("1 + 1", 2)]
    [InlineData("var list = new List<int> { 3, 4 }; list.Sum()", 7)]
    [InlineData("await Task.FromResult(5)", 5)]
    [InlineData("await Task.Delay(1); 6", 6)]
    [InlineData("await new ValueTask<int>(7)", 7)]
    [InlineData("int Twice(int x) => 2 * x; Twice(4)", 8)]
    [InlineData("using System.IO; using N = System.Numerics; N.BigInteger.One.IsOne && Path.GetFileName(\"a/b\") == \"b\"", true)]
    [InlineData("record Point(int X); new Point(9).X", 9)]
    [InlineData("return 10;", 10)]
    [InlineData("if (true) return 11; return 12;", 11)]
    [InlineData("static int Double(this int x) => 2 * x; 6.Double()", 12)]
    [InlineData("while (true) {\n#if true\n    break;\n#endif\n}\n13", 13)]
    [InlineData("var sum = 0; await foreach (var x in Numbers()) sum += x; async IAsyncEnumerable<int> Numbers() { yield return 6; await Task.Delay(1); yield return 8; } sum", 14)]
    [InlineData("int n = 0; next: n++; if (n < 15) goto next; n", 15)]
    [InlineData("await Task.Run(() => 16).ConfigureAwait(false)", 16)]
    [InlineData("unsafe { int i = 17; int* p = &i; return *p; }", 17)]
    [InlineData("dynamic d = 9; d + d", 18)]
    [InlineData("using (var reader = new System.IO.StringReader(\"19\")) return int.Parse(reader.ReadToEnd());", 19)]
    public async Task ACellEndsInItsLastExpression(string code, object value) => Assert.Equal(value, await _notebook.RunAsync(code));

    [Theory]
    [InlineData("_ = 1 + 1;")]
    [InlineData("var x = 1;")]
    [InlineData("Console.Write(1)")]
    [InlineData("await Task.Delay(1)")]
    [InlineData("int F() { return 1; }")]
    [InlineData("")]
    [InlineData("// nothing")]
    public async Task AStatementHasNoValue(string code)
    {
        var result = await _notebook.TryRunAsync(code);
        Assert.IsType<CommandSucceeded>(result.Events[^1]);
        Assert.Empty(result.Events.OfType<ReturnValueProduced>());
    }

    [Fact]
    public async Task ADeclarationReplacesAnEarlierOneOfItsName()
    {
        await _notebook.RunAsync("var x = 1; class C { public int V = 1; } int F() => 1;");
        await _notebook.RunAsync("var x = \"two\"; class C { public int V = 2; } int F() => 2;");
        Assert.Equal("two22", await _notebook.RunAsync("x + new C().V + F()"));
    }

    [Fact]
    public async Task WhatACellAssignedBeforeItThrewStays()
    {
        await _notebook.RunAsync("var before = 1;");
        Assert.StartsWith("System.InvalidOperationException: stop", await _notebook.FailAsync("before = 2; var made = 3; throw new InvalidOperationException(\"stop\");"));
        Assert.Equal(5, await _notebook.RunAsync("before + made"));
    }

    [Fact]
    public async Task ACompileErrorNamesTheCellsOwnLineAndColumn()
    {
        var message = await _notebook.FailAsync("#!value --name v\ntext\n#!csharp\nfor (var i = 0; i < 1; i++)\n    missing(i);");
        Assert.Equal("(5,5): error CS0103: The name 'missing' does not exist in the current context", message);
    }

    /// <summary>A poll in front of an expression changes neither what it is nor which overload takes it.</summary>
    [Theory]
    [InlineData("Func<byte> f = () => 1; f()", (byte)1)]
    [InlineData("Func<int[]> f = () => [1, 2]; f().Length", 2)]
    [InlineData("Func<object> f = () => null; f() is null", true)]
    [InlineData("Func<List<int>> f = () => new(); f().Count", 0)]
    [InlineData("int n = 0; Action a = () => n++; a(); n", 1)]
    [InlineData("int n = 0; Action<int> a = x => n = x; a(3); n", 3)]
    [InlineData("string Which(Action a) => \"action\"; string Which(Func<int> f) => \"function\"; int One() => 1; Which(() => One())", "function")]
    [InlineData("string Which(Action a) => \"action\"; string Which(Func<int> f) => \"function\"; Which(() => Console.Write(1))", "action")]
    [InlineData("System.Linq.Expressions.Expression<Func<int, int>> e = x => x + 1; e.Body.ToString()", "(x + 1)")]
    [InlineData("await Task.Run(async () => await Task.FromResult(4))", 4)]
    [InlineData("Func<Task> f = async () => await Task.Delay(1); await f(); 5", 5)]
    [InlineData("Func<int> f = () => throw new NotSupportedException(); try { f(); } catch (NotSupportedException) { return 6; } return 0;", 6)]
    [InlineData("int[] a = [1]; ref int At() => ref a[0]; At() = 7; a[0]", 7)]
    [InlineData("async Task<int> F() => await Task.FromResult(8); await F()", 8)]
    [InlineData("int n = 0; async Task F() => n = await Task.FromResult(9); await F(); n", 9)]
    [InlineData("int n = 0; void Set(int x)\n    => n = x; // why\nSet(10); n", 10)]
    [InlineData("class C { int v; public int V { get => v; set => v = value; } public int W => v + 1; public int this[int i] => v + i; public static int operator +(C a, C b) => a.v + b.v; } var c = new C { V = 4 }; c.W + c[2] + (c + c) + c.V", 23)]
    public async Task AFunctionWithAnExpressionForABodyIsWhatItWas(string code, object value) => Assert.Equal(value, await _notebook.RunAsync(code));

    [Theory]
    [InlineData("for (var i = 0; i < 1; i++) { int x; }", "(1,35)-(1,36) CS0168")]
    [InlineData("int F(int a) => a; for (;;) { break; int b; }", "(1,42)-(1,43) CS0168")]
    [InlineData("[Obsolete(\"gone\")] class Old { }\nOld F(int x) => new Old();", "(2,21)-(2,24) CS0618")]
    [InlineData("Func<int, int> f = x => { int y; return x; };", "(1,31)-(1,32) CS0168")]
    public async Task AWarningNamesTheCellsOwnColumns(string code, string expected)
    {
        var diagnostics = Assert.Single((await _notebook.TryRunAsync(code)).Events.OfType<DiagnosticsProduced>()).Diagnostics;
        Assert.Contains(expected, diagnostics.Select(found => $"({Place(found.LinePositionSpan.Start)})-({Place(found.LinePositionSpan.End)}) {found.Code}"));

        static string Place(LinePosition position) => $"{position.Line + 1},{position.Character + 1}";
    }

    [Fact]
    public async Task AFrameOfAnExceptionNamesTheCellsOwnLine()
    {
        var message = await _notebook.FailAsync("#!value --name v\ntext\n#!csharp\nwhile (true)\n    throw new Exception();");
        Assert.Contains("cell 1:line 5", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OutputComesInOrder()
    {
        var result = await _notebook.TryRunAsync("Console.Write(1); display(2); Console.Error.Write(3); Console.WriteLine(\"4\"); 5");
        Assert.Equal(
            ["StandardOutputValueProduced 1", "DisplayedValueProduced 2", "StandardErrorValueProduced 3", $"StandardOutputValueProduced 4{Environment.NewLine}", "ReturnValueProduced 5"],
            result.Events.OfType<DisplayEvent>().Select(e => $"{e.GetType().Name} {e.Value ?? e.FormattedValues.Single().Value}"));
    }

    [Fact]
    public async Task ADisplayedValueIsReplacedUnderItsId()
    {
        var result = await _notebook.TryRunAsync("var shown = display(\"one\"); await Task.Run(() => shown.Update(\"two\")); new System.Threading.Thread(() => shown.Update(\"three\")).Start(); await Task.Delay(50);");
        var first = Assert.Single(result.Events.OfType<DisplayedValueProduced>());
        var updates = result.Events.OfType<DisplayedValueUpdated>().ToArray();
        Assert.Equal(["two", "three"], updates.Select(update => update.FormattedValues.Single().Value));
        Assert.All(updates, update => Assert.Equal(first.ValueId, update.ValueId));
    }

    [Fact]
    public async Task AUsingDeclarationIsDisposedOfWhenItsValueHasBeenShown()
    {
        await _notebook.RunAsync("class Scope : IDisposable { public string State = \"open\"; public void Dispose() { State = \"closed\"; Console.Write(\"closed\"); } public override string ToString() => State; }");
        var result = await _notebook.TryRunAsync("using var first = new Scope(); var other = 1;\nusing Scope second = new();\ndisplay(second.State);\nfirst.State");
        Assert.Equal(["open", "open", "closed", "closed"], result.Events.OfType<DisplayEvent>().Select(e => e.FormattedValues.Single().Value));
        Assert.Equal("closed1", await _notebook.RunAsync("first.State + other"));
        Assert.Equal("(2,15): error CS0103: The name 'missing' does not exist in the current context", await _notebook.FailAsync("using var third = new Scope();\nvar fourth =  missing;"));
        await _notebook.FailAsync("using var fifth = new Scope();\nthrow new Exception();");
        Assert.Equal("closed", await _notebook.RunAsync("fifth.State"));
    }

    [Fact]
    public async Task AllCellsRunOnOneThreadThroughTheirAwaits()
    {
        await _notebook.RunAsync("class Kept { [ThreadStatic] public static int Value; } Kept.Value = 1; await Task.Delay(5); Kept.Value++;");
        Assert.Equal(2, await _notebook.RunAsync("await Task.Delay(5); Kept.Value"));
    }

    [Theory]
    [InlineData("var n = 0L; while (true) n++;")]
    [InlineData("var n = 0L; do n++; while (true);")]
    [InlineData("var n = 0L; for (;;) { n++; }")]
    [InlineData("var n = 0L; foreach (var _ in Forever()) n++; IEnumerable<int> Forever() { while (true) yield return 1; }")]
    [InlineData("var n = 0L; again: n++; goto again;")]
    [InlineData("var n = 0L; void Work() { while (true) n++; } Work();")]
    [InlineData("var n = 0L; await Task.Run(() => { while (true) n++; });")]
    [InlineData("var n = 1L; await Task.Delay(-1);")]
    [InlineData("var n = 1L; try { while (true) { } } finally { n++; }")]
    [InlineData("var n = 1L; while (true) { try { n++; } catch { } }")]
    [InlineData("var n = 1L; while (true) { Earlier(); }")]
    [InlineData("var n = 1L; Earlier(forever: true);")]
    [InlineData("var n = 1L; var thread = new System.Threading.Thread(() => { while (true) n++; }); thread.Start(); thread.Join();")]
    [InlineData("var n = 1L; long Fibonacci(long x) => x < 2 ? x : Fibonacci(x - 1) + Fibonacci(x - 2); Fibonacci(90)")]
    [InlineData("var n = 1L; Func<long, long> f = null; f = x => x < 2 ? x : f(x - 1) + f(x - 2); f(90)")]
    [InlineData("var n = 1L; Enumerable.Range(0, int.MaxValue).Select(x => x + n).Where(x => x < 0).Sum()")]
    [InlineData("var n = 1L; Parallel.ForEach(Enumerable.Range(0, int.MaxValue), x => System.Threading.Thread.MemoryBarrier());")]
    public async Task AnInterruptStopsACellWithinFiftyMillisecondsAndLeavesItsVariables(string code)
    {
        await _notebook.RunAsync("void Earlier(bool forever = false) { while (forever) { } }");
        var (times, delays) = (new List<double>(), new List<double>());
        for (var attempt = 0; attempt < 7; attempt++)
        {
            delays.Add(SchedulingDelay());
            times.Add((await InterruptAsync(code)).Milliseconds);
        }
        // The middle one of seven counts. Where others use the machine, each of the few threads that take part waits for its turn: what such
        // a wait costs here and now, beside a loop, is allowed for; on a machine with nothing else to do it is a fraction of a millisecond.
        var allowed = 50 + (5 * delays.Average());
        output.WriteLine($"{Middle(times):F1} ms of {allowed:F1} ms; {string.Join(' ', times.Select(time => $"{time:F1}"))}");
        Assert.InRange(Middle(times), 0, allowed);
        Assert.Equal(true, await _notebook.RunAsync("n > 0"));
    }

    [Theory]
    [InlineData("var n = 1; System.Threading.Thread.Sleep(-1);")]
    [InlineData("var n = 1; lock (typeof(string)) System.Threading.Monitor.Wait(typeof(string));")]
    [InlineData("var n = 1; Task.Delay(-1).Wait();")]
    [InlineData("var n = 1; await Task.Delay(1); System.Threading.Thread.Sleep(-1);")]
    public async Task AnInterruptWakesACellThatSleeps(string code)
    {
        await _notebook.RunAsync("0");
        var (milliseconds, message) = await InterruptAsync(code);
        Assert.InRange(milliseconds, 0, 700);
        Assert.Equal("Command cancelled.", message);
        Assert.Equal(1, await _notebook.RunAsync("n"));
    }

    [Fact]
    public async Task AnInterruptLeavesTheBackgroundWorkOfEarlierCellsAlone()
    {
        await _notebook.RunAsync("var counted = 0L; var background = Task.Run(() => { while (true) counted++; });");
        await InterruptAsync("while (true) { }");
        Assert.Equal(true, await _notebook.RunAsync("var before = counted; await Task.Delay(300); counted > before && !background.IsCompleted"));
        await InterruptAsync("void Hold() { background.Wait(); } Hold();", settled: 500); // waiting, and no longer about to
        Assert.Equal(false, await _notebook.RunAsync("background.IsCompleted"));
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

    [Fact]
    public async Task AThousandCellsRunAndStayQuick()
    {
        await _notebook.RunAsync("var total = 0;");
        var clock = Stopwatch.StartNew();
        for (var i = 1; i <= 1000; i++)
        {
            await _notebook.RunAsync($"var v{i} = {i}; total += v{i};");
        }
        output.WriteLine($"{clock.Elapsed.TotalMilliseconds / 1000:F1} ms a cell, {GC.GetTotalMemory(true) >> 20} MiB");
        Assert.Equal(500500, await _notebook.RunAsync("total"));
        Assert.Equal(1000, await _notebook.RunAsync("v1000"));
    }

    public void Dispose() => _notebook.Dispose();

    private static double Middle(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    /// <summary>From waking a thread to its running, in milliseconds.</summary>
    private static double SchedulingDelay()
    {
        using var wake = new ManualResetEvent(false);
        var (woken, looping) = (0.0, true);
        var loop = new Thread(() =>
        {
            while (Volatile.Read(ref looping))
            {
            }
        });
        loop.Start();
        var clock = new Stopwatch();
        var thread = new Thread(() =>
        {
            wake.WaitOne();
            woken = clock.Elapsed.TotalMilliseconds;
        });
        thread.Start();
        Thread.Sleep(20);
        clock.Start();
        wake.Set();
        thread.Join();
        Volatile.Write(ref looping, false);
        loop.Join();
        return woken;
    }

    /// <returns>The time from the interrupt of the running cell to its end, and the message of its failure.</returns>
    private async Task<(double Milliseconds, string Message)> InterruptAsync(string code, int settled = 50)
    {
        using var interrupt = new CancellationTokenSource();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var observer = _notebook.Root.KernelEvents.Subscribe(new Observer(started));
        var cell = _notebook.FailAsync("Console.Write(1);" + code, interrupt);
        await started.Task;
        await Task.Delay(settled, TestContext.Current.CancellationToken);
        Assert.False(cell.IsCompleted);
        var clock = Stopwatch.StartNew();
        await interrupt.CancelAsync();
        var message = await cell;
        return (clock.Elapsed.TotalMilliseconds, message);
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
