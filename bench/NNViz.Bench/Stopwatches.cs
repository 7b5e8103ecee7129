using System.Diagnostics;

namespace NNViz.Bench;

/// <summary>What one thing costs over another: the median of the ratios of pairs, and between what the middle half of them lies.</summary>
internal readonly record struct Ratio(double Median, double Low, double High, int Pairs);

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
        return [.. times.Select(values => At(values, 0.5))];
    }

    /// <summary>
    /// The processor time of one thing over another's: what other programs do meanwhile takes no part in it. Pairs of runs, now the one first and now the
    /// other, after one pair that is not counted.
    /// </summary>
    public static Ratio Ratios(int pairs, Action plain, Action other)
    {
        var ratios = new double[pairs];
        for (var pair = -1; pair < pairs; pair++)
        {
            var (first, second) = pair % 2 == 0 ? (Worked(plain), Worked(other)) : (Worked(other), Worked(plain));
            var (a, b) = (first(), second());
            if (pair >= 0)
            {
                ratios[pair] = pair % 2 == 0 ? b / a : a / b;
            }
        }
        return new(At(ratios, 0.5), At(ratios, 0.25), At(ratios, 0.75), pairs);
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

    /// <summary>The quantile at a probability, between neighbours.</summary>
    private static double At(double[] values, double probability)
    {
        Array.Sort(values);
        var place = probability * (values.Length - 1);
        var (low, high) = (values[(int)place], values[(int)Math.Ceiling(place)]);
        return low + ((place - (int)place) * (high - low));
    }
}
