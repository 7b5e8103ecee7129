using System.Diagnostics;

namespace NNViz.Bench;

/// <summary>
/// Times things side by side: their runs are interleaved, so that a busy moment of the machine meets all of them, and the median is taken.
/// </summary>
internal static class Stopwatches
{
    /// <summary>Median milliseconds of each, after one run that is not counted.</summary>
    public static double[] Medians(int runs, params Action[] candidates) => Medians(runs, [.. candidates.Select(Timed)]);

    /// <summary>The same of what measures its milliseconds itself.</summary>
    public static double[] Medians(int runs, params Func<double>[] candidates)
    {
        var times = candidates.Select(_ => new double[runs]).ToArray();
        for (var run = -1; run < runs; run++)
        {
            for (var i = 0; i < candidates.Length; i++)
            {
                var time = candidates[i]();
                if (run >= 0)
                {
                    times[i][run] = time;
                }
            }
        }
        return [.. times.Select(Median)];
    }

    /// <summary>The action as something that measures itself.</summary>
    public static Func<double> Timed(Action action) => () =>
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    };

    /// <summary>The same in processor time, all threads together: on a machine that others use as well, wall time tells of them.</summary>
    public static Func<double> Worked(Action action) => () =>
    {
        var start = Environment.CpuUsage.TotalTime;
        action();
        return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
    };

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
