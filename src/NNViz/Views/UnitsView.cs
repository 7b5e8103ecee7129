using System.Text.Json;
using NNViz.Html;
using NNViz.Networks;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>Units over a data set: the findings in words, the counts of each layer in a table, and of a chosen layer how often each unit is active.</summary>
public sealed class UnitsView(Units units) : View
{
    private const int MostLayers = 24, MostBars = 600, MostNamed = 12;

    /// <summary>Colour and words of each verdict.</summary>
    private static readonly Dictionary<UnitVerdict, (string Color, string Words)> Verdicts = new()
    {
        [UnitVerdict.Fine] = ("#3b7dd8", "fine"),
        [UnitVerdict.Rare] = ("#e0a02a", "rarely active"),
        [UnitVerdict.NeverPositive] = ("#96714a", "never above 0"),
        [UnitVerdict.Constant] = ("#7d8b99", "constant"),
        [UnitVerdict.Saturated] = ("#e0702a", "saturated"),
        [UnitVerdict.Dead] = ("#d64550", "dead"),
        [UnitVerdict.NonFinite] = ("#c2479a", "not finite"),
    };

    private readonly LayerUnits[] _drawn = [.. units.Layers.OrderBy(layer => layer.Items.All(unit => unit.Verdict == UnitVerdict.Fine)).Take(MostLayers)];

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        foreach (string line in Findings())
        {
            html.Element("p", line);
        }

        html.Widget("panels", FigureView.Picture(Draw(_drawn[0])), WritePanels);
        string few = _drawn.Length < units.Layers.Count
            ? $" Drawn are {_drawn.Length} of {Words.Count(units.Layers.Count)} layers, those with findings first."
            : "";
        html.Note("Outputs are counted over samples and places. "
            + "A unit is active on a sample where it is not 0 at some place; "
            + $"dead: 0 on every sample behind a function that passes no gradient there (ReLU and its kind).{few}".TrimEnd());
        UnitVerdict[] found = [.. Verdicts.Keys.Where(verdict => units.Layers.Any(layer => layer.With(verdict).Any()))];
        HtmlTable.Write(html, ["layer", "type", "units", .. found.Select(verdict => Verdicts[verdict].Words), "active on (mean)", "zeros"],
            units.Layers.Select(layer => Numbers(layer, found)));
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(string.Join('\n', Findings().Concat(units.Layers.Select(layer =>
        $"{layer.Layer}: {Words.Count(layer.Items.Count, "unit")}, {VerdictsOf(layer)}"))));

    private static string VerdictsOf(LayerUnits layer) => string.Join(", ",
        layer.Items.GroupBy(unit => unit.Verdict).OrderBy(group => group.Key).Select(group => $"{group.Count()} {Verdicts[group.Key].Words}"));

    private static string[] Numbers(LayerUnits layer, UnitVerdict[] found) =>
    [
        layer.Layer, layer.Type, Words.Count(layer.Items.Count),
        .. found.Select(verdict => layer.With(verdict).Count() is > 0 and var count ? Words.Count(count) : "–"),
        Words.Percent(layer.Items.Average(unit => unit.Active)) + " of samples",
        Words.Percent(layer.Items.Average(unit => unit.Zeros)),
    ];

    private static Figure Draw(LayerUnits layer)
    {
        bool bounded = layer.Items.Any(unit => !double.IsNaN(unit.Saturated));
        Unit[] order = [.. layer.Items.OrderByDescending(unit => bounded ? unit.Saturated : 1 - unit.Zeros).ThenBy(unit => unit.Index)];
        int step = (order.Length + MostBars - 1) / MostBars;
        Unit[] shown = [.. order.Where((unit, i) => i % step == 0)];
        var bars = shown.Index().GroupBy(entry => entry.Item.Verdict).OrderBy(group => group.Key).Select(group =>
            new Bar(group.Select(entry => (double)entry.Index).ToArray(),
                group.Select(entry => 100 * (bounded ? entry.Item.Saturated : 1 - entry.Item.Zeros)).ToArray())
            {
                Name = Verdicts[group.Key].Words,
                Color = Verdicts[group.Key].Color,
            });
        // A unit that is always 0 has no bar: a dot stands for it.
        var dots = shown.Index().Where(entry => !bounded && entry.Item.Zeros == 1).GroupBy(entry => entry.Item.Verdict).Select(group =>
            new Scatter(group.Select(entry => (float)entry.Index).ToArray(), new float[group.Count()])
            {
                Name = Verdicts[group.Key].Words,
                Color = Verdicts[group.Key].Color,
                Size = 7,
                ShowLegend = false,
            });
        string every = step > 1 ? $", every {Words.Count(step)}th" : "";
        var across = new Axis($"unit of {layer.Layer}{every}") { Labels = [.. shown.Select(unit => $"{unit.Index}")] };
        var up = new Axis(bounded ? "outputs near a bound (%)" : "outputs that are not 0 (%)") { Range = (0, 100) };
        return new Figure(new FigureLayout(new Panel(across, up)) { OverlayBars = true, Legend = true }, [.. bars, .. dots])
        {
            Height = 300,
            Alt = $"{Words.Count(layer.Items.Count, "unit")} of {layer.Layer}, "
                + $"{(bounded ? "the most saturated" : "the most active")} first: {VerdictsOf(layer)}",
        };
    }

    private IEnumerable<string> Findings()
    {
        int all = units.Layers.Sum(layer => layer.Items.Count);
        foreach ((UnitVerdict verdict, string meaning) in new[]
        {
            (UnitVerdict.NonFinite, "return values that are not finite"),
            (UnitVerdict.Dead, "are dead: 0 on every sample, so no gradient reaches their weights"),
            (UnitVerdict.Saturated, $"are saturated: {Words.Percent(Units.SaturatedShare)} of their outputs lie at a bound, where the gradient is next to 0"),
            (UnitVerdict.Constant, "return one and the same number"),
            (UnitVerdict.Rare, $"are active on less than {Words.Percent(Units.RareShare)} of the samples"),
            (UnitVerdict.NeverPositive, "are never above 0: a ReLU behind them is dead"),
        })
        {
            (string Layer, string Unit)[] found = [.. units.Layers.SelectMany(layer => layer.With(verdict).Select(unit => (layer.Layer, NameOf(unit))))];
            if (found.Length > 0)
            {
                string names = string.Join("; ", found.Take(MostNamed)
                    .GroupBy(unit => unit.Layer)
                    .Select(group => $"{group.Key} {string.Join(", ", group.Select(unit => unit.Unit))}"));
                yield return $"⚠ {Words.Count(found.Length)} of {Words.Count(all, "unit")} {meaning}. "
                    + $"{names}{(found.Length > MostNamed ? $" and {found.Length - MostNamed} more" : "")}.";
            }
        }

        if (units.Layers.All(layer => layer.Items.All(unit => unit.Verdict == UnitVerdict.Fine)))
        {
            yield return $"All {Words.Count(all, "unit")} answer: none is dead, saturated or constant over {Words.Count(units.Samples, "sample")}.";
        }
        else
        {
            yield return $"Seen over {Words.Count(units.Samples, "sample")}.";
        }
    }

    // Of a constant one the number, too: 0 has other causes than any other.
    private static string NameOf(Unit unit) => $"{unit.Index}" + (unit.Verdict == UnitVerdict.Constant ? $" (always {Words.Number(unit.Min)})" : "");

    private void WritePanels(Utf8JsonWriter json) => PanelsPart.Write(json, [("layer", [.. _drawn.Select(layer => layer.Layer)])], (panel, i) =>
        PanelsPart.Figure(panel, Draw(_drawn[i])));
}
