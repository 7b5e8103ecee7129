using Xunit;

namespace Standins.Tests.Interactive;

/// <summary>What an interrupt leaves: functions of the cell, and what its using declarations hold.</summary>
public sealed partial class InterruptTests
{
    /// <summary>Its top level is held back for as long as its work waits, through other interrupts too, and its functions are as good as
    /// any.</summary>
    [Fact]
    public async Task FunctionsOfACellWhoseWorkOutlivesItsInterruptCanBeCalled()
    {
        await _notebook.RunAsync("var gate = new TaskCompletionSource(); class Own { public Task Task; public System.Runtime.CompilerServices.TaskAwaiter GetAwaiter() => Task.GetAwaiter(); }");
        await _notebook.RunAsync("var passed = new TaskCompletionSource(); var turns = 0L;");
        await InterruptAsync("""
            int Twice(int x) => 2 * x;
            long Spin(bool forever) { var n = 0L; for (; forever || n < 3; n++) { } return n; }
            Func<int, int> next = x => x + 1;
            class Counter { public int Count { get { return 4; } } }
            await new Own { Task = gate.Task }; passed.SetResult(); while (true) turns++;
            """);
        const string Calls = "Twice(1) + Spin(false) + next(2) + new Counter().Count";
        Assert.Equal(12L, await _notebook.RunAsync(Calls));
        // This interrupt is for the cell's functions and top level both, and once it is over for neither.
        Assert.Equal("Command cancelled.", (await InterruptAsync("Spin(true);")).Message);
        Assert.Equal(12L, await _notebook.RunAsync(Calls));
        await _notebook.RunAsync("gate.SetResult(); await passed.Task;");
        await _notebook.RunAsync("for (var i = 0; i < 100; i++) await Task.Delay(1);");
        Assert.Equal(0L, await _notebook.RunAsync("turns"));
        Assert.Equal(12L, await _notebook.RunAsync(Calls));
    }

    [Theory]
    [InlineData("public ValueTask DisposeAsync() => new(Task.Delay(-1));")]
    [InlineData("public ValueTask DisposeAsync() { while (true) { } }")]
    [InlineData("public ValueTask DisposeAsync() { System.Threading.Thread.Sleep(-1); return default; }")]
    public async Task ADisposalWithoutEndEndsAfterTheInterruptOfItsCell(string dispose)
    {
        await _notebook.RunAsync("class First : IDisposable { public static int Disposals; public void Dispose() => Disposals++; }");
        var code = $"using var first = new First(); await using var slow = new Slow(); class Slow : IAsyncDisposable {{ {dispose} }} while (true) {{ }}";
        Assert.Equal("Command cancelled.", (await InterruptAsync(code)).Message);
        Assert.Equal(1, await _notebook.RunAsync("First.Disposals"));
    }

    /// <summary>Disposing takes its time after the interrupt of its cell, and has it.</summary>
    [Fact]
    public async Task TheInterruptOfACellLeavesItsDisposalTime()
    {
        await InterruptAsync("""
            await using var slow = new Slow();
            class Slow : IAsyncDisposable
            {
                public static int Turns;
                public async ValueTask DisposeAsync() { while (Turns < 10) { await Task.Delay(1); Turns++; } }
            }
            while (true) { }
            """);
        Assert.Equal(10, await _notebook.RunAsync("Slow.Turns"));
    }

    [Fact]
    public async Task TheInterruptOfADisposalLeavesTheBackgroundWorkOfEarlierCellsAlone()
    {
        await _notebook.RunAsync("var goes = true; var counted = 0L; var background = Task.Run(() => { while (goes) counted++; });");
        await InterruptAsync("await using var slow = new Slow(); class Slow : IAsyncDisposable { public ValueTask DisposeAsync() => new(Task.Delay(-1)); }");
        await _notebook.RunAsync("var before = counted; while (counted == before && !background.IsCompleted) await Task.Delay(5);");
        Assert.Equal(false, await _notebook.RunAsync("background.IsCompleted"));
        await _notebook.RunAsync("goes = false; await background;");
    }
}
