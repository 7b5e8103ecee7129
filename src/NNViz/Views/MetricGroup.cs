using System.Globalization;
using System.Text.RegularExpressions;
using NNViz.Plotly;
using NNViz.Training;

namespace NNViz.Views;

/// <summary>Metrics that belong on the same axes: the same quantity on training, validation and test data.</summary>
/// <param name="Name">The quantity: the metric's name without <c>train</c>, <c>val</c>, <c>test</c>.</param>
/// <param name="Series">The metrics, with 0 for training, 1 for validation, 2 for test.</param>
internal sealed partial record MetricGroup(string Name, IReadOnlyList<(int Role, Metric Metric)> Series)
{
    /// <summary>The metrics in groups, in the order in which each group's first was logged.</summary>
    public static IReadOnlyList<MetricGroup> Of(IEnumerable<Metric> metrics) =>
    [
        .. metrics.Select(metric => (Metric: metric, Parts: Split(metric.Name)))
            .GroupBy(metric => metric.Parts.Name, StringComparer.OrdinalIgnoreCase)
            .Select(group => new MetricGroup(group.Key, [.. group.Select(metric => (metric.Parts.Role, metric.Metric))])),
    ];

    /// <summary>
    /// The best value of a metric: the lowest of a loss or an error, the highest of a score; <see langword="null"/> where the name does not
    /// say which is better, or no value was finite.
    /// </summary>
    public MetricPoint? BestOf(Metric metric) =>
        LowerIsBetter().IsMatch(Name) ? metric.Min : HigherIsBetter().IsMatch(Name) ? metric.Max : null;

    /// <summary>
    /// The best step (on validation data where there are some, since training always seems to improve), and the first value that was no
    /// number.
    /// </summary>
    public IEnumerable<Mark> Marks()
    {
        var judged = Series.FirstOrDefault(series => series.Role == 1, Series[0]).Metric;
        if (judged.Count > 1 && BestOf(judged) is { } best)
        {
            yield return new Mark(best.Step, string.Create(CultureInfo.InvariantCulture, $"best {best.Value:G4}"));
        }
        foreach (var (_, metric) in Series.Where(series => series.Metric.NonFinite > 0))
        {
            var first = metric.Points.First(point => !double.IsFinite(point.Value));
            yield return new Mark(first.Step, string.Create(CultureInfo.InvariantCulture, $"{first.Value} at {first.Step}"));
        }
    }

    private static (string Name, int Role) Split(string name)
    {
        Regex[] roles = [Training(), Validation(), Test()];
        foreach (var (role, pattern) in roles.Index())
        {
            var rest = pattern.Replace(name, "").Trim(' ', '_', '.', '/', '-', ':');
            if (pattern.IsMatch(name) && rest.Length > 0)
            {
                return (rest, role);
            }
        }
        return (name, 0);
    }

    // Whole words only: 'valence' is no validation. Words end at anything but a letter, and at a capital one.
    [GeneratedRegex(@"^(training|train|Training|Train)(?![a-z])|(?<![A-Za-z])(training|train)$", RegexOptions.CultureInvariant)]
    private static partial Regex Training();

    [GeneratedRegex(
        @"^(validation|valid|val|dev|Validation|Valid|Val)(?![a-z])|(?<![A-Za-z])(validation|valid|val|dev)$", RegexOptions.CultureInvariant)]
    private static partial Regex Validation();

    [GeneratedRegex(@"^(test|Test|eval|Eval)(?![a-z])|(?<![A-Za-z])(test|eval)$", RegexOptions.CultureInvariant)]
    private static partial Regex Test();

    [GeneratedRegex("loss|error|perplexity|entropy|mse|mae|rmse|nll", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LowerIsBetter();

    [GeneratedRegex(
        "acc|precision|recall|f1|auc|score|iou|dice|bleu|rouge|psnr|ssim", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HigherIsBetter();
}
