using System.Diagnostics;
using Xunit;

namespace Standins.Tests.Interactive;

/// <summary>Limits of time that are strict and yet hold on a machine that others use too.</summary>
internal static class Pace
{
    /// <summary>Attempts that must be within the limit beyond those that are not.</summary>
    private const int Lead = 5;

    /// <summary>An action takes no longer than a bare one, done in the same moment, and the limit: in most attempts, which go on until
    /// it is plain what most do.</summary>
    /// <param name="output">Is told the times.</param>
    /// <param name="limit">Milliseconds.</param>
    /// <param name="action">Measures the action: milliseconds.</param>
    /// <param name="bare">Measures what the machine takes for its least part: milliseconds.</param>
    public static async Task AssertWithinAsync(ITestOutputHelper output, double limit, Func<Task<double>> action, Func<Task<double>> bare)
    {
        var (lead, times) = (0, new List<string>());
        while (Math.Abs(lead) < Lead)
        {
            var (least, time) = (await bare(), await action());
            lead += time <= least + limit ? 1 : -1;
            times.Add(FormattableString.Invariant($"{time:F1} ({least:F1})"));
        }
        var seen = $"Milliseconds, and those of the bare action beside it: {string.Join(", ", times)}";
        output.WriteLine(seen);
        Assert.True(lead > 0, seen);
    }

    /// <summary>The least processor time of fifteen runs, in milliseconds: what else the machine does is not in it.</summary>
    public static async Task<double> LeastProcessorTimeAsync(Func<Task> action)
    {
        const int Runs = 15;
        using var process = Process.GetCurrentProcess();
        var least = double.MaxValue;
        for (var run = 0; run < Runs; run++)
        {
            var before = Used();
            await action();
            least = Math.Min(least, Used() - before);
        }
        return least;

        double Used()
        {
            process.Refresh();
            return process.TotalProcessorTime.TotalMilliseconds;
        }
    }
}
