using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Xunit;

namespace Standins.Tests.Interactive;

/// <summary>What a command's result keeps, and when it is there.</summary>
[Collection(KernelTests.Name)]
public sealed class ResultTests : IDisposable
{
    private readonly Notebook _notebook = new();

    [Fact]
    public async Task OfTenThousandUpdatesTheLastIsKept()
    {
        const int Size = 100_000;
        var result = await _notebook.TryRunAsync($$"""
            var (chart, other) = (display("first"), display("other"));
            chart.Update("second");
            other.Update("last of the other");
            var before = GC.GetTotalMemory(forceFullCollection: true);
            for (var i = 1; i <= 10_000; i++)
                chart.Update(new string((char)('a' + i % 26), {{Size}}));
            GC.GetTotalMemory(forceFullCollection: true) - before
            """);
        Assert.IsType<CommandSucceeded>(result.Events[^1]);
        // Two bytes a character. A few updates, and some megabytes for what else goes on in the process; all of them would be gigabytes.
        Assert.InRange((long)result.Events.OfType<ReturnValueProduced>().Single().Value, long.MinValue, 50 * 2 * Size);
        var last = new string((char)('a' + 10_000 % 26), Size);
        Assert.Equal(["first", "other", "last of the other", last], result.Events.OfType<DisplayEvent>().Where(e => e is not ReturnValueProduced).Select(Text));
        Assert.Equal(2, result.Events.OfType<DisplayedValueUpdated>().Select(update => update.ValueId).Distinct().Count());
    }

    [Fact]
    public async Task OfTheTextOnTheConsoleTheLastIsKept()
    {
        const int Writes = 300_000, Limit = 1 << 20;
        var result = await _notebook.TryRunAsync($"display(1); for (var i = 0; i < {Writes}; i++) {{ Console.Write(i); if (i % 1000 == 0) Console.Error.Write('!'); }} 2");
        var text = string.Concat(result.Events.OfType<StandardOutputValueProduced>().Select(Text));
        var whole = string.Concat(Enumerable.Range(0, Writes));
        Assert.EndsWith(text, whole, StringComparison.Ordinal);
        Assert.InRange(text.Length, Limit / 20, Limit);
        Assert.InRange(result.Events.Count, 1000, Limit / 50);
        Assert.Equal(["DisplayedValueProduced", "ReturnValueProduced", "CommandSucceeded"],
            result.Events.Where(e => e is not (StandardOutputValueProduced or StandardErrorValueProduced)).Select(e => e.GetType().Name)
                .Where(name => name is not ("CodeSubmissionReceived" or "CompleteCodeSubmissionReceived" or "DiagnosticsProduced")));
        // One write is kept whatever its length.
        result = await _notebook.TryRunAsync($"Console.Write(new string('x', {3 * Limit}));");
        Assert.Equal(3 * Limit, Text(result.Events.OfType<StandardOutputValueProduced>().Single()).Length);
    }

    [Fact]
    public void AThreadThatHasGivenAResultIsBusyNoMore()
    {
        var type = typeof(CSharpKernel).Assembly.GetType("Microsoft.DotNet.Interactive.CSharp.CellThread", throwOnError: true)!;
        using var thread = (IDisposable)Activator.CreateInstance(type)!;
        var run = type.GetMethod("RunAsync")!.MakeGenericMethod(typeof(int)).CreateDelegate<Func<Func<Task<int>>, Action?, Task<int>>>(thread);
        var isBusy = type.GetProperty("IsBusy")!.GetMethod!.CreateDelegate<Func<bool>>(thread);
        for (var round = 0; round < 1_000; round++)
        {
            var fails = round % 2 == 0;
            var result = run(() => fails ? Task.FromException<int>(new InvalidOperationException()) : Task.FromResult(1), null);
            while (!result.IsCompleted)
            {
            }
            Assert.False(isBusy());
        }
    }

    public void Dispose() => _notebook.Dispose();

    private static string Text(DisplayEvent shown) => shown.FormattedValues.Single().Value;
}
