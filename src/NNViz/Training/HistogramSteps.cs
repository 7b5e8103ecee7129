using NNViz.Training.EventFiles;

namespace NNViz.Training;

/// <summary>Distributions of weights and gradients out of the histograms of event files.</summary>
internal static class HistogramSteps
{
    private const double SameWidth = 1e-6;

    // Those of DistributionStep.Quantiles between the lowest and the highest.
    private static readonly double[] Levels = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

    /// <summary>The histograms under weights/ and gradients/ whose bins are all of one width; those of other writers stay in the event log.</summary>
    public static IReadOnlyList<Distributions> Of(EventLog log) => [.. new[] { "weights", "gradients" }.Select(what => new Distributions(what,
        [.. log.Histograms.Where(entry => entry.Key.StartsWith(what + "/", StringComparison.Ordinal) && entry.Value.All(IsEven))
            .Select(entry => SeriesOf(entry.Key[(what.Length + 1)..], entry.Value))]))];

    private static bool IsEven(HistogramEvent one)
    {
        double range = one.Counts.Count == 0 ? double.NaN : one.Edges[^1] - one.Edges[0];
        return one.Edges.Zip(one.Edges.Skip(1), (low, high) => Math.Abs(high - low - (range / one.Counts.Count)) <= SameWidth * range).All(same => same);
    }

    private static DistributionSeries SeriesOf(string name, IReadOnlyList<HistogramEvent> events)
    {
        var series = new DistributionLog(name);
        foreach (HistogramEvent one in events.Where(one => one.Counts.Count > 0))
        {
            series.Add(() => StepOf(one));
        }
        return series.Snapshot();
    }

    // What a histogram knows of its elements: those of a bin are taken to lie evenly in it.
    private static DistributionStep StepOf(HistogramEvent one)
    {
        double count = one.Counts.Sum();
        double[] middles = [.. one.Counts.Select((_, i) => (one.Edges[i] + one.Edges[i + 1]) / 2)];
        double mean = middles.Zip(one.Counts, (middle, n) => middle * n).Sum() / count;
        double squares = middles.Zip(one.Counts, (middle, n) => (middle - mean) * (middle - mean) * n).Sum();
        double[] quantiles = [one.Edges[0], .. Levels.Select(level => Quantile(one, level * count)), one.Edges[^1]];
        return new DistributionStep(one.Step, (long)count, 0, mean, Math.Sqrt(squares / (count - 1)), quantiles)
        {
            Counts = [.. one.Counts.Select(n => (long)n)],
        };
    }

    private static double Quantile(HistogramEvent one, double below)
    {
        int bin = 0;
        for (; bin < one.Counts.Count - 1 && below > one.Counts[bin]; bin++)
        {
            below -= one.Counts[bin];
        }
        double part = one.Counts[bin] > 0 ? Math.Min(1, below / one.Counts[bin]) : 0;
        return one.Edges[bin] + (part * (one.Edges[bin + 1] - one.Edges[bin]));
    }
}
