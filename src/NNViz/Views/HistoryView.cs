using NNViz.Html;
using NNViz.Plotly;
using NNViz.Training;

namespace NNViz.Views;

/// <summary>
/// A training history as it stood when the view was made: for each metric a panel in which training, validation and test share the axes,
/// the best step marked, and a bar for each loop that runs. The chart keeps the history's key, so a newer view of it replaces this one's
/// data in place.
/// </summary>
public sealed class HistoryView : View
{
    private static readonly string[] Roles = ["training", "validation", "test"];

    private readonly string _key;
    private readonly string? _name;
    private readonly IReadOnlyList<Progress> _progress;
    private readonly IReadOnlyList<Metric> _metrics;
    private readonly IReadOnlyList<MetricGroup> _groups;
    private readonly IReadOnlyList<Distributions> _distributions;
    private readonly long? _at;

    private HistoryView(TrainingHistory history, long? at)
    {
        (_at, _distributions) = (at, [history.Weights, history.Gradients]);
        (_key, _name, _metrics, _progress) = (history.Key, history.Name, history.Metrics, history.Progress);
        _groups = MetricGroup.Of(_metrics);
    }

    /// <summary>The view of <paramref name="history"/> as it stands now.</summary>
    /// <param name="history">The history.</param>
    /// <param name="at">A step to be marked; none by default.</param>
    public static HistoryView From(TrainingHistory history, long? at = null) => new(history, at);

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        if (_name is not null)
        {
            html.Element("b", _name);
        }
        foreach (var loop in _progress)
        {
            ProgressView.Write(html, loop);
        }
        if (_metrics.Count == 0)
        {
            html.Note("Nothing has been logged yet.");
            return;
        }
        WriteChart(html);
        foreach (var line in Lines.Concat(Further))
        {
            html.Note(line);
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text)
    {
        string[] lines = [.. _progress.Select(loop => loop.ToString()), .. Lines, .. Further];
        text.Write(lines.Length == 0 ? "Nothing has been logged yet." : string.Join('\n', lines));
    }

    private IEnumerable<string> Lines => _groups.SelectMany(group => group.Series.Select(series => Line(group, series.Metric)));

    /// <summary>What else was logged, and where it is.</summary>
    private IEnumerable<string> Further => _distributions.Where(kind => kind.Series.Count > 0).Select(kind =>
        $"{kind.What} of {Words.Count(kind.Series.Count, "parameter")} over "
            + $"{Words.Count(kind.Series.Max(one => one.Steps.Count), "step")}: "
            + $"history.{char.ToUpperInvariant(kind.What[0])}{kind.What[1..]}");

    /// <summary>One line: <c>val_loss 0.112 at step 5 · best 0.101 at step 4 · 3 of 900 values are not finite</c>.</summary>
    private static string Line(MetricGroup group, Metric metric)
    {
        var parts = new List<string> { $"{metric.Name} {Words.Number(metric.Last.Value)} at step {metric.Last.Step}" };
        if (group.BestOf(metric) is { } best)
        {
            parts.Add($"best {Words.Number(best.Value)} at step {best.Step}");
        }
        if (metric.NonFinite > 0)
        {
            parts.Add($"{Words.Count(metric.NonFinite)} of {Words.Count(metric.Count)} values are not finite");
        }
        if (metric.Note is { } note)
        {
            parts.Add(note);
        }
        return string.Join(" · ", parts);
    }

    private void WriteChart(HtmlWriter html)
    {
        var lines = _groups.Index().SelectMany(group => group.Item.Series.Select(series =>
            new HistoryLine(group.Index, series.Metric, Roles[series.Role], Colors.Of(series.Role))));
        var marks = _groups.Index().SelectMany(group => (_at is { } step ? [new Mark(step, $"step {step}")] : group.Item.Marks())
            .Select(mark => mark with { Panel = group.Index }));
        new HistoryChart([.. _groups.Select(group => group.Name)], [.. lines], [.. marks])
            .Write(html, $"Training history of {string.Join(", ", _metrics.Select(metric => metric.Name))}.", _key);
    }
}
