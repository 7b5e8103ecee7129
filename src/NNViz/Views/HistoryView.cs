using System.Globalization;
using System.Text.Json;
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
    /// <summary>The most points that all metrics together draw, so that the output keeps its budget however long the run.</summary>
    internal const int MostPoints = 4000;

    private const int PanelHeight = 250;
    private const int PanelWidth = 450;
    private static readonly string[] Roles = ["training", "validation", "test"];

    private readonly string _key;
    private readonly string? _name;
    private readonly IReadOnlyList<Progress> _progress;
    private readonly IReadOnlyList<Metric> _metrics;
    private readonly IReadOnlyList<MetricGroup> _groups;

    private HistoryView(TrainingHistory history)
    {
        (_key, _name, _metrics, _progress) = (history.Key, history.Name, history.Metrics, history.Progress);
        _groups = MetricGroup.Of(_metrics);
    }

    /// <summary>The view of <paramref name="history"/> as it stands now.</summary>
    public static HistoryView From(TrainingHistory history) => new(history);

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        if (_name is not null)
        {
            html.Element("b", _name);
        }
        foreach (var loop in _progress)
        {
            using (html.Element("div", ("class", "nnviz-loop")))
            {
                var share = loop.Fraction?.ToString("0.####", CultureInfo.InvariantCulture);
                html.Element("progress", "", ("aria-label", loop.Label), ("max", "1"), ("value", share));
                html.Text(" " + loop);
            }
        }
        if (_metrics.Count == 0)
        {
            html.Element("p", "Nothing has been logged yet.", ("class", "nnviz-note"));
            return;
        }
        WriteChart(html);
        foreach (var line in Lines)
        {
            html.Element("p", line, ("class", "nnviz-note"));
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text)
    {
        string[] lines = [.. _progress.Select(loop => loop.ToString()), .. Lines];
        text.Write(lines.Length == 0 ? "Nothing has been logged yet." : string.Join('\n', lines));
    }

    private IEnumerable<string> Lines => _groups.SelectMany(group => group.Series.Select(series => Line(group, series.Metric)));

    /// <summary>One line: <c>val_loss 0.112 at step 5 · best 0.101 at step 4 · 3 of 900 values are not finite</c>.</summary>
    private static string Line(MetricGroup group, Metric metric)
    {
        var culture = CultureInfo.InvariantCulture;
        var parts = new List<string> { string.Create(culture, $"{metric.Name} {metric.Last.Value:G4} at step {metric.Last.Step}") };
        if (group.BestOf(metric) is { } best)
        {
            parts.Add(string.Create(culture, $"best {best.Value:G4} at step {best.Step}"));
        }
        if (metric.NonFinite > 0)
        {
            parts.Add(string.Create(culture, $"{metric.NonFinite:N0} of {metric.Count:N0} values are not finite"));
        }
        if (metric.Note is { } note)
        {
            parts.Add(note);
        }
        return string.Join(" · ", parts);
    }

    private void WriteChart(HtmlWriter html)
    {
        var budget = Math.Max(50, MostPoints / _metrics.Count);
        var traces = new List<Trace>();
        var trends = new List<IReadOnlyList<MetricPoint>>();
        foreach (var (panel, group) in _groups.Index())
        {
            foreach (var (role, metric) in group.Series)
            {
                traces.Add(LineOf(HistoryPoints.Extremes(metric.Points, budget)) with
                {
                    Name = Roles[role],
                    Color = Colors.Of(role),
                    Panel = panel,
                    ShowLegend = traces.All(trace => trace.Name != Roles[role]),
                    Width = 1.5,
                });
                trends.Add(HistoryPoints.IsThinned(metric, budget) ? HistoryPoints.Means(metric.Means, budget / 4) : []);
            }
        }
        var figure = new Figure(Layout(), traces)
        {
            Width = _groups.Count == 1 ? 640 : 2 * PanelWidth,
            Height = (_groups.Count + 1) / 2 * PanelHeight + 40,
            Alt = $"Training history of {string.Join(", ", _metrics.Select(metric => metric.Name))}.",
        };
        html.Widget("history", FigureView.Picture(figure), json => Write(json, figure, trends), _key);
    }

    private FigureLayout Layout() => new([.. _groups.Select(group => new Panel(new Axis("step"), new Axis(group.Name)))])
    {
        Columns = 2,
        Legend = _groups.Any(group => group.Series.Count > 1),
        Marks = [.. _groups.Index().SelectMany(indexed => indexed.Item.Marks().Select(mark => mark with { Panel = indexed.Index }))],
    };

    private static Line LineOf(IReadOnlyList<MetricPoint> points) =>
        new(points.Select(point => point.Step).ToArray(), points.Select(point => point.Value).ToArray());

    private void Write(Utf8JsonWriter json, Figure figure, List<IReadOnlyList<MetricPoint>> trends)
    {
        json.WriteStartObject();
        json.WritePropertyName("figure");
        FigureJson.Write(json, figure);
        json.WriteNumber("height", figure.Height);
        if (_groups.Count == 1)
        {
            json.WriteNumber("width", figure.Width);
        }
        json.WriteString("alt", figure.Alt);
        json.WriteStartArray("trends");
        foreach (var (trace, trend) in trends.Index())
        {
            json.WriteStartObject();
            json.WriteNumber("trace", trace);
            if (trend.Count > 0)
            {
                json.WriteArray<double>("x", trend.Select(point => (double)point.Step).ToArray());
                json.WriteArray<double>("y", trend.Select(point => point.Value).ToArray());
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WritePropertyName("valueAxes");
        JsonSerializer.Serialize(json, _groups.Index().Select(indexed => indexed.Index == 0 ? "yaxis" : $"yaxis{indexed.Index + 1}"));
        json.WriteEndObject();
    }
}
