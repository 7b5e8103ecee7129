using NNViz.Training;

namespace NNViz.Diagnosis;

/// <summary>The training and the validation loss of a history.</summary>
internal sealed class LossCurves
{
    public LossCurves(TrainingHistory? history, DiagnosisOptions options)
    {
        var metrics = history?.Metrics ?? [];
        Metric? Named(string? name, string option) => name is null ? null : history is null
            ? throw new ArgumentException($"options.{option} is '{name}', but there is no history (options.History).", nameof(options))
            : history[name];
        var losses = metrics.Where(metric => MetricName.IsLoss(metric.Name)).ToList();
        Training = Named(options.LossName, nameof(options.LossName)) ?? losses.FirstOrDefault(metric => MetricName.Split(metric.Name).Role == 0);
        Validation = Named(options.ValidationLossName, nameof(options.ValidationLossName))
            ?? losses.FirstOrDefault(metric => MetricName.Split(metric.Name).Role > 0);
        WhyNot = history is null ? "No history was given (options.History)." : metrics.Count == 0 ? "The history is empty."
            : $"No metric of the history is called a loss; logged are {string.Join(", ", metrics.Select(metric => metric.Name))} (see options.LossName).";
    }

    /// <summary>The loss on training data.</summary>
    public Metric? Training { get; }

    /// <summary>The loss on other data.</summary>
    public Metric? Validation { get; }

    /// <summary>Why there is no training loss, if there is none.</summary>
    public string WhyNot { get; }

    /// <summary>A metric as a curve: the means of what was logged, so that noise does not hide the trend.</summary>
    public static EvidenceCurve Curve(Metric metric) =>
        new(metric.Name, [.. metric.Means.Select(point => (double)point.Step)], [.. metric.Means.Select(point => point.Value)]);
}
