using System.Diagnostics;

namespace NNViz.Bench;

/// <summary>Times things side by side: their runs are interleaved, so that a busy moment of the machine meets all of them, and the median is taken.</summary>
internal static class Stopwatches
{
    /// <summary>Median milliseconds of each, after one run that is not counted.</summary>
    public static double[] Medians(int runs, params Action[] candidates)
    {
        var times = candidates.Select(_ => new double[runs]).ToArray();
        for (var run = -1; run < runs; run++)
        {
            for (var i = 0; i < candidates.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                candidates[i]();
                if (run >= 0)
                {
                    times[i][run] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                }
            }
        }
        return [.. times.Select(Median)];
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
