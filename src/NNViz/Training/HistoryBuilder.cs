namespace NNViz.Training;

/// <summary>Makes a history of what a file holds; nothing is shown meanwhile.</summary>
internal sealed class HistoryBuilder(string? name)
{
    private readonly Dictionary<string, MetricSeries> series = new(StringComparer.Ordinal);
    private long lastStep = -1;

    public bool IsEmpty => series.Count == 0;

    public void Add(string metric, long step, double value)
    {
        if (!series.TryGetValue(metric, out var one))
        {
            series.Add(metric, one = new MetricSeries(metric));
        }
        one.Add(new MetricPoint(step, value));
        lastStep = Math.Max(lastStep, step);
    }

    public TrainingHistory Build(IReadOnlyList<Distributions>? distributions = null) =>
        TrainingHistory.Restore(name, lastStep, series.Values, distributions ?? []);
}
