using NNViz.Plotly;
using NNViz.Training;

namespace NNViz.Views;

/// <summary>Fewer points of a metric, as many as a chart can show.</summary>
internal static class HistoryPoints
{
    /// <summary>Whether a chart of at most <paramref name="most"/> points shows extremes in place of all values.</summary>
    public static bool IsThinned(Metric metric, int most) => metric.PerBucket > 1 || metric.Points.Count > most;

    /// <summary>
    /// At most about <paramref name="most"/> of the points: of each run of neighbours the lowest, the highest and the first that is not
    /// finite.
    /// </summary>
    public static IReadOnlyList<MetricPoint> Extremes(IReadOnlyList<MetricPoint> points, int most) =>
        points.Count <= most ? points : [.. Thinning.Extremes([.. points.Select(point => point.Value)], most).Select(i => points[i])];

    /// <summary>At most about <paramref name="most"/> means, each of neighbouring ones, at the step in their middle.</summary>
    public static IReadOnlyList<MetricPoint> Means(IReadOnlyList<MetricPoint> means, int most) =>
        means.Count <= most ? means : [.. means.Chunk(means.Count / most + 1).Select(MeanOf)];

    private static MetricPoint MeanOf(MetricPoint[] run) => new(run[run.Length / 2].Step, run.Average(mean => mean.Value));
}
