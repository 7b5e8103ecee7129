using NNViz.Plotly;
using NNViz.Training;

namespace NNViz.Views;

/// <summary>Metrics that belong on the same axes: the same quantity on training, validation and test data.</summary>
/// <param name="Name">The quantity: the metric's name without <c>train</c>, <c>val</c>, <c>test</c>.</param>
/// <param name="Series">The metrics, with 0 for training, 1 for validation, 2 for test.</param>
internal sealed record MetricGroup(string Name, IReadOnlyList<(int Role, Metric Metric)> Series)
{
    /// <summary>The metrics in groups, in the order in which each group's first was logged.</summary>
    public static IReadOnlyList<MetricGroup> Of(IEnumerable<Metric> metrics) =>
    [
        .. metrics.Select(metric => (Metric: metric, Parts: MetricName.Split(metric.Name)))
            .GroupBy(metric => metric.Parts.Name, StringComparer.OrdinalIgnoreCase)
            .Select(group => new MetricGroup(group.Key, [.. group.Select(metric => (metric.Parts.Role, metric.Metric))])),
    ];

    /// <summary>
    /// The best value of a metric: the lowest of a loss or an error, the highest of a score; <see langword="null"/> where the name does not
    /// say which is better, or no value was finite.
    /// </summary>
    public MetricPoint? BestOf(Metric metric) =>
        MetricName.IsLoss(Name) ? metric.Min : MetricName.IsScore(Name) ? metric.Max : null;

    /// <summary>
    /// The best step (on validation data where there are some, since training always seems to improve), and the first value that was no
    /// number.
    /// </summary>
    public IEnumerable<Mark> Marks()
    {
        var judged = Series.FirstOrDefault(series => series.Role == 1, Series[0]).Metric;
        if (judged.Count > 1 && BestOf(judged) is { } best)
        {
            yield return new Mark(best.Step, $"best {Words.Number(best.Value)}");
        }
        foreach (var (_, metric) in Series.Where(series => series.Metric.NonFinite > 0))
        {
            var first = metric.Points.First(point => !double.IsFinite(point.Value));
            yield return new Mark(first.Step, $"{Words.Number(first.Value)} at {first.Step}");
        }
    }
}
