using System.Globalization;

namespace NNViz.Plotly;

/// <summary>Round numbers at which an axis is marked, and their words.</summary>
internal static class Ticks
{
    /// <summary>Ticks within an interval, about <paramref name="wanted"/> of them.</summary>
    public static IReadOnlyList<(double At, string Text)> Of(Axis axis, Interval interval, int wanted)
    {
        wanted = Math.Max(2, wanted);
        return axis.Labels is { } labels ? Words(labels, interval, wanted)
            : axis.Log ? Decades(interval, wanted)
            : Linear(interval, wanted, axis.Integers);
    }

    /// <summary>A step of 1, 2 or 5 times a power of ten such that about as many as wanted fit into the length.</summary>
    public static double NiceStep(double length, int wanted)
    {
        double rough = length / wanted;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double leading = rough / power;
        return power * (leading < 1.5 ? 1 : leading < 3.5 ? 2 : leading < 7.5 ? 5 : 10);
    }

    /// <summary>A number as a tick says it: 0.25, 1,500 → 1500, 20k, 3M, 2e−7.</summary>
    public static string Words(double value, double step)
    {
        double size = Math.Max(Math.Abs(value), step);
        (double unit, string suffix) = size switch
        {
            >= 1e12 or < 1e-4 => (0, ""),
            >= 1e9 => (1e9, "G"),
            >= 1e6 => (1e6, "M"),
            >= 1e4 => (1e3, "k"),
            _ => (1, ""),
        };
        if (value == 0)
        {
            return "0";
        }

        string digits = unit == 0
            ? value.ToString("0.##e0", CultureInfo.InvariantCulture)
            : Math.Round(value / unit, Decimals(step / unit)).ToString(CultureInfo.InvariantCulture) + suffix;
        return digits.Replace('-', '−');
    }

    private static int Decimals(double step) => Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 12);

    private static List<(double, string)> Linear(Interval interval, int wanted, bool integers)
    {
        double step = NiceStep(interval.Length, wanted);
        step = integers ? Math.Max(1, Math.Round(step)) : step;
        var ticks = new List<(double, string)>();
        double first = Math.Ceiling((interval.Low / step) - 1e-9);
        for (double n = first; n * step <= interval.High + (step * 1e-9) && ticks.Count < 100; n++)
        {
            ticks.Add((n * step, Words(n * step, step)));
        }

        return ticks;
    }

    // Powers of ten; where fewer than two lie inside, also their multiples by 2 and 5.
    private static List<(double, string)> Decades(Interval interval, int wanted)
    {
        (int low, int high) = ((int)Math.Floor(Math.Log10(interval.Low)), (int)Math.Ceiling(Math.Log10(interval.High)));
        int every = Math.Max(1, (high - low) / wanted);
        double[] multiples = Math.Log10(interval.High / interval.Low) < 2 ? [1, 2, 5] : [1];
        return [.. from power in Enumerable.Range(low, high - low + 1)
                   where power % every == 0
                   from multiple in multiples
                   let at = multiple * Math.Pow(10, power)
                   where at >= interval.Low * (1 - 1e-9) && at <= interval.High * (1 + 1e-9)
                   select (at, Words(at, at))];
    }

    private static List<(double, string)> Words(IReadOnlyList<string> labels, Interval interval, int wanted)
    {
        int first = Math.Max(0, (int)Math.Ceiling(interval.Low)), last = Math.Min(labels.Count - 1, (int)Math.Floor(interval.High));
        int every = Math.Max(1, (int)Math.Ceiling((last - first + 1.0) / wanted));
        return [.. from i in Enumerable.Range(first, Math.Max(0, last - first + 1)) where i % every == 0 select ((double)i, labels[i])];
    }
}
