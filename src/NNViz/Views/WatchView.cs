using NNViz.Html;
using NNViz.Images;
using NNViz.Plotly;
using NNViz.Training;

namespace NNViz.Views;

/// <summary>
/// What a watch has seen: a panel for each quantity with a line for each layer, dark ones first in the network; the newest numbers and what is
/// wrong with them in a table; what the watch costs. A living chart while the training runs.
/// </summary>
public sealed class WatchView : View
{
    /// <summary>The most points of all lines together, so that the output keeps its budget.</summary>
    internal const int MostPoints = 6000;

    private const double MuchDead = 0.5, LowUpdate = 1e-5, HighUpdate = 0.1, UsualUpdate = 1e-3;
    private const int MostNamed = 8;

    private static readonly (string Title, bool Log, Func<WatchedLayer, Metric?> Of)[] Quantities =
    [
        ("standard deviation of the output", true, layer => layer.Std),
        ("dead units (part)", false, layer => layer.DeadFraction),
        ("norm of the gradient", true, layer => layer.GradientNorm),
        ("update ratio ‖Δw‖/‖w‖", true, layer => layer.UpdateRatio),
    ];

    private readonly NetWatch _watch;

    private WatchView(NetWatch watch) => _watch = watch;

    /// <summary>The view of <paramref name="watch"/> as it stands when it is written.</summary>
    public static WatchView From(NetWatch watch) => new(watch);

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        html.Element("p", Headline());
        foreach (string line in Findings())
        {
            html.Element("p", "⚠ " + line);
        }

        if (Drawn().Count == 0)
        {
            return;
        }

        Figure figure = Figure();
        html.Widget("live", FigureView.Picture(figure), json => FigureView.WritePayload(json, figure), _watch.Key);
        using (html.Element("details"))
        {
            html.Element("summary", $"Newest numbers of {Words.Count(_watch.Layers.Count, "layer")}");
            HtmlTable.Write(html, ["layer", "type", "mean", "std", "dead units", "‖gradient‖", "‖Δw‖/‖w‖"], _watch.Layers.Select(Row));
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(string.Join('\n', Findings().Prepend(Headline())));

    private string Headline()
    {
        string head = $"{Words.Count(_watch.Layers.Count, "layer")} watched, "
            + $"{(_watch.Every == 1 ? "every training pass" : $"every {Words.Count(_watch.Every)} training passes")}: "
            + $"{Words.Count(_watch.Passes, "pass", "passes")}, {Words.Count(_watch.Samples, "sample")}.";
        string cost = double.IsNaN(_watch.Overhead) ? "" : $" The watch adds {Words.Percent(_watch.Overhead)} to the time of a step.";
        return head + cost + (_watch.LayersLeftOut > 0 ? $" {Words.Count(_watch.LayersLeftOut)} layers between them are left out." : "");
    }

    private IEnumerable<string> Findings()
    {
        if (_watch.Fault is { } fault)
        {
            yield return $"The watch stopped, the training did not: {fault.Message}";
        }

        if (_watch.GradientsMissed)
        {
            yield return "No gradient was there to be read. Log to a TrainingHistory after loss.backward() and before zero_grad(), "
                + "or call ReadGradients() there.";
        }

        (string Text, Func<WatchedLayer, bool> Is)[] kinds =
        [
            ("Not finite", layer => layer.Std is { Last.Value: var std, NonFinite: var bad } && (bad > 0 || !double.IsFinite(std))),
            ($"More than {Words.Percent(MuchDead)} of the units dead", layer => layer.DeadFraction?.Last.Value > MuchDead),
            ($"Hardly changed by a step (below {Words.Number(LowUpdate)})", layer => layer.UpdateRatio?.Last.Value < LowUpdate),
            ($"Changed by more than {Words.Percent(HighUpdate)} in one step", layer => layer.UpdateRatio?.Last.Value > HighUpdate),
        ];
        foreach (var (text, isOne) in kinds)
        {
            string[] names = [.. _watch.Layers.Where(isOne).Select(layer => layer.Name)];
            if (names.Length > 0)
            {
                yield return $"{text}: {Words.Some(names, MostNamed)}.";
            }
        }
    }

    private static string[] Row(WatchedLayer layer) =>
    [
        layer.Name, layer.Type, .. new[] { layer.Mean, layer.Std, layer.DeadFraction, layer.GradientNorm, layer.UpdateRatio }
            .Select(metric => metric is null ? "–" : Words.Number(metric.Last.Value, 3)),
    ];

    // A quantity that has nothing to draw, on a logarithmic axis nothing above 0, has no panel.
    private IReadOnlyList<(string Title, bool Log, Func<WatchedLayer, Metric?> Of)> Drawn() =>
        [.. Quantities.Where(quantity => _watch.Layers.Any(layer => quantity.Of(layer)?.Max?.Value > (quantity.Log ? 0 : -1)))];

    private Figure Figure()
    {
        var drawn = Drawn();
        int most = Math.Max(10, MostPoints / (Quantities.Length * _watch.Layers.Count));
        var stops = ColorStops.Of(Colormap.Viridis);
        bool named = _watch.Layers.Count <= Colors.Count;
        var traces = new List<Trace>();
        foreach (var (at, layer) in _watch.Layers.Index())
        {
            // The last tenth of the colours is too pale on a light page.
            string color = named ? Colors.Of(at) : Colors.At(stops, 0.9 * at / (_watch.Layers.Count - 1)).Css;
            foreach (var (panel, (_, log, of)) in drawn.Index())
            {
                if (of(layer) is { } metric)
                {
                    traces.Add(LineOf(HistoryPoints.Means(metric.Means, most), log) with
                    {
                        Name = layer.Name,
                        Color = color,
                        Panel = panel,
                        Width = 1.5,
                        ShowLegend = traces.All(trace => trace.Name != layer.Name),
                    });
                }
            }
        }

        return new Figure(Layout(drawn, named), traces)
        {
            Width = 900,
            Height = drawn.Count > 2 ? 560 : 300,
            Alt = $"Output spread, dead units, gradient norm and update ratio of {Words.Count(_watch.Layers.Count, "layer")} "
                + $"over {Words.Count(_watch.Passes)} training passes",
        };
    }

    // On a logarithmic axis a 0 is a gap.
    private static Line LineOf(IReadOnlyList<MetricPoint> points, bool log) => new(
        points.Select(point => (int)Math.Min(point.Step, int.MaxValue)).ToArray(),
        points.Select(point => log && point.Value <= 0 ? float.NaN : (float)point.Value).ToArray());

    private static FigureLayout Layout(IReadOnlyList<(string Title, bool Log, Func<WatchedLayer, Metric?> Of)> drawn, bool named) =>
        new([.. drawn.Select(quantity =>
        new Panel(new Axis("training pass"), new Axis(quantity.Title) { Log = quantity.Log, Range = quantity.Log ? null : (-0.02, 1.02) }))])
        {
            Columns = 2,
            Legend = named,
            Marks = [.. drawn.Index().Where(entry => entry.Item.Title == Quantities[^1].Title)
            .Select(entry => new Mark(UsualUpdate, "usual") { Vertical = false, Panel = entry.Index })],
        };
}
