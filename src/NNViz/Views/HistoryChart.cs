using System.Text.Json;
using System.Text.RegularExpressions;
using NNViz.Html;
using NNViz.Plotly;
using NNViz.Training;

namespace NNViz.Views;

/// <summary>A line of a history's chart.</summary>
/// <param name="Panel">The panel's number.</param>
/// <param name="Metric">What is drawn.</param>
/// <param name="Name">What it is called in the legend: lines of one name and colour are named once.</param>
/// <param name="Color">Its colour.</param>
/// <param name="Dashed">Whether it is dashed.</param>
internal readonly record struct HistoryLine(int Panel, Metric Metric, string Name, string Color, bool Dashed = false);

/// <summary>Metrics over steps: a panel for each quantity, with smoothing, logarithmic axes and outliers left out on request.</summary>
/// <param name="quantities">The panels' quantities.</param>
/// <param name="lines">The lines.</param>
/// <param name="marks">Lines with a word to them.</param>
internal sealed partial class HistoryChart(IReadOnlyList<string> quantities, IReadOnlyList<HistoryLine> lines, IReadOnlyList<Mark> marks)
{
    /// <summary>The most points that all lines together draw, so that the output keeps its budget however long the run.</summary>
    internal const int MostPoints = 4000;

    private const int PanelHeight = 250, PanelWidth = 450, LeastPoints = 10;

    /// <summary>From this ratio of the highest to the lowest on, a learning rate is drawn on a logarithmic axis.</summary>
    private const double ManyFold = 10;

    /// <summary>Whether the legend is shown; by default where a panel has several names.</summary>
    public bool? Legend { get; init; }

    private int Budget => Math.Max(LeastPoints, MostPoints / lines.Count);

    /// <summary>Writes the chart.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="alt">The chart in words.</param>
    /// <param name="key">The key of a chart that goes on living; null for one that does not.</param>
    public void Write(HtmlWriter html, string alt, string? key = null)
    {
        Figure figure = Figure(alt);
        html.Widget("history", FigureView.Picture(figure), json => Write(json, figure), key);
    }

    private Figure Figure(string alt)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        var traces = new List<Trace>();
        foreach (HistoryLine line in lines)
        {
            traces.Add(LineOf(HistoryPoints.Extremes(line.Metric.Points, Budget)) with
            {
                Name = line.Name,
                Color = line.Color,
                Dashed = line.Dashed,
                Panel = line.Panel,
                ShowLegend = named.Add(line.Name),
                Width = 1.5,
            });
        }

        return new Figure(Layout(), traces)
        {
            Width = quantities.Count == 1 ? 640 : 2 * PanelWidth,
            Height = ((quantities.Count + 1) / 2 * PanelHeight) + 40,
            Alt = alt,
        };
    }

    private FigureLayout Layout() => new([.. quantities.Select((name, panel) => new Panel(new Axis("step"), new Axis(name) { Log = IsLog(name, panel) }))])
    {
        Columns = 2,
        Legend = Legend ?? lines.GroupBy(line => line.Panel).Any(panel => panel.Select(line => line.Name).Distinct().Count() > 1),
        Marks = marks,
    };

    // A learning rate that falls by factors shows it on a logarithmic axis only.
    private bool IsLog(string name, int panel)
    {
        Metric[] metrics = [.. lines.Where(line => line.Panel == panel).Select(line => line.Metric)];
        return LearningRate().IsMatch(name) && metrics.All(metric => metric.Min?.Value > 0)
            && metrics.Max(metric => metric.Max!.Value.Value) > ManyFold * metrics.Min(metric => metric.Min!.Value.Value);
    }

    private static Line LineOf(IReadOnlyList<MetricPoint> points) =>
        new(points.Select(point => point.Step).ToArray(), points.Select(point => point.Value).ToArray());

    private void Write(Utf8JsonWriter json, Figure figure)
    {
        json.WriteStartObject();
        json.WritePropertyName("figure");
        FigureJson.Write(json, figure);
        json.WriteNumber("height", figure.Height);
        if (quantities.Count == 1)
        {
            json.WriteNumber("width", figure.Width);
        }
        json.WriteString("alt", figure.Alt);
        json.WriteStartArray("trends");
        foreach (var (trace, line) in lines.Index())
        {
            json.WriteStartObject();
            json.WriteNumber("trace", trace);
            if (HistoryPoints.IsThinned(line.Metric, Budget) && HistoryPoints.Means(line.Metric.Means, Math.Max(1, Budget / 4)) is { Count: > 0 } trend)
            {
                json.WriteArray<double>("x", trend.Select(point => (double)point.Step).ToArray());
                json.WriteArray<double>("y", trend.Select(point => point.Value).ToArray());
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WritePropertyName("valueAxes");
        JsonSerializer.Serialize(json, quantities.Index().Select(indexed => indexed.Index == 0 ? "yaxis" : $"yaxis{indexed.Index + 1}"));
        json.WriteEndObject();
    }

    [GeneratedRegex(@"^(lr|learning[ _-]?rate)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LearningRate();
}
