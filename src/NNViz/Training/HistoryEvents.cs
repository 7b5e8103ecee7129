using NNViz.Training.EventFiles;

namespace NNViz.Training;

/// <summary>A history as TensorBoard event files: metrics as scalars, distributions as histograms under weights/ and gradients/.</summary>
internal static class HistoryEvents
{
    public static TrainingHistory Read(string path, string? name)
    {
        var log = EventLog.Read(path);
        if (log.Scalars.Count == 0)
        {
            throw new InvalidDataException($"{path} holds no scalars" + (log.Histograms.Count + log.Images.Count + log.Skipped.Count is 0 ? "."
                : $", but histograms ({log.Histograms.Count}), images ({log.Images.Count}) and others ({log.Skipped.Count}): read them with EventLog.Read."));
        }
        var builder = new HistoryBuilder(name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))));
        foreach (var (tag, values) in log.Scalars)
        {
            foreach (var value in values)
            {
                builder.Add(tag, value.Step, value.Value);
            }
        }
        return builder.Build(HistogramSteps.Of(log));
    }

    public static void Write(TrainingHistory history, string folder, TimeProvider time)
    {
        using var writer = new EventWriter(folder, time);
        foreach (var metric in history.Metrics)
        {
            foreach (var point in metric.Points)
            {
                writer.Scalar(metric.Name, point.Step, point.Value);
            }
        }
        foreach (var kind in new[] { history.Weights, history.Gradients })
        {
            foreach (var series in kind.Series)
            {
                foreach (var step in series.Steps.Where(step => step.Counts.Count > 0))
                {
                    int bins = step.Counts.Count;
                    double[] edges = [.. Enumerable.Range(0, bins).Select(i => step.Low + ((step.High - step.Low) * i / bins)), step.High];
                    writer.Histogram($"{kind.What}/{series.Name}", step.Step, edges, [.. step.Counts.Select(count => (double)count)]);
                }
            }
        }
    }
}
