using System.Text.Json;
using NNViz.Html;
using NNViz.Images;
using NNViz.Networks;

namespace NNViz.Views;

/// <summary>
/// Feature maps as galleries, with a choice of layer and sample. All maps of a layer, of every sample, share one colour scale, so that they
/// can be compared.
/// </summary>
public sealed class FeatureMapsView : View
{
    private readonly FeatureMaps maps;
    private readonly IReadOnlyList<ColorScale> scales;

    private FeatureMapsView(FeatureMaps maps)
    {
        this.maps = maps;
        scales = [.. maps.Layers.Select(layer => ColorScale.For(layer.Grid.Cells))];
    }

    /// <summary>The view of feature maps.</summary>
    public static FeatureMapsView From(FeatureMaps maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        return new FeatureMapsView(maps);
    }

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        if (maps.Layers.Count > 0)
        {
            html.Widget("panels", Part(0, 0).Picture(), WritePanels);
            WriteTable(html);
        }
        MissedView.WriteHtml(html, maps.Missed);
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) =>
        text.Write(string.Join('\n',
            [.. maps.Layers.Select((layer, i) => $"{NameOf(layer)}: {FactsOf(i)}"),
                .. maps.Missed.Select(missed => "⚠ " + missed.Reason)]));

    private static string NameOf(LayerMaps layer) => layer.Call.Count > 1
        ? $"{layer.Layer}, call {layer.Call.Index + 1} of {layer.Call.Count}"
        : layer.Layer;

    private GridPart Part(int index, int sample)
    {
        var (layer, grid, scale) = (maps.Layers[index], maps.Layers[index].Grid, scales[index]);
        var size = layer.Channels.Count * grid.Rows * grid.Columns;
        return new GridPart
        {
            Cells = grid.Cells.AsMemory(sample * size, size),
            Rows = new CellAxis("row", layer.Shape.Count > 2 ? layer.Shape[^2] : 1, grid.RowBlock),
            Columns = new CellAxis(layer.Shape.Count > 2
                ? "column"
                : "unit", layer.Shape.Count > 0
                ? layer.Shape[^1]
                : 1, grid.ColumnBlock),
            Scale = scale,
            Noun = "channel",
            Titles = [.. layer.Channels.Select(channel => Words.Count(channel))],
            Alt = $"{Words.Count(layer.Channels.Count, "feature map")} of {NameOf(layer)}, sample {layer.Samples[sample]}, "
                + $"colours from {Words.Number(scale.Low)} to {Words.Number(scale.High)}",
        };
    }

    private string FactsOf(int index)
    {
        var (layer, scale) = (maps.Layers[index], scales[index]);
        var stats = layer.Stats;
        var clipped = layer.Grid.Cells.Count(scale.Clips);
        string?[] parts =
        [
            $"{layer.Type} {Words.Shape(layer.Shape)}",
            stats.Moments.Finite > 0
                ? $"{Words.Number(stats.Min)} … {Words.Number(stats.Max)}, mean {Words.Number(stats.Mean)} ± {Words.Number(stats.Std)}"
                : "nothing finite",
            stats.Moments.Zeros > 0 ? $"{Words.Percent((double)stats.Moments.Zeros / stats.Count)} zeros" : null,
            stats.Moments.NonFinite > 0 ? $"⚠ {Words.Count(stats.Moments.NonFinite)} not finite" : null,
            layer.Note,
            clipped > 0 ? $"{Words.Count(clipped, "cell")} beyond the scale: above in orange, below in azure" : null,
        ];
        return string.Join(" · ", parts.Where(part => part is not null));
    }

    private void WriteTable(HtmlWriter html)
    {
        for (var i = 0; i < maps.Layers.Count; i++)
        {
            using (html.Element("p", ("class", "nnviz-note")))
            {
                html.Element("b", NameOf(maps.Layers[i]));
                html.Text(" " + FactsOf(i));
            }
        }
    }

    /// <summary>A panel for each layer and sample; where a layer has fewer samples than another, a panel that says so.</summary>
    private void WritePanels(Utf8JsonWriter json)
    {
        var samples = maps.Layers.SelectMany(layer => layer.Samples).Distinct().Order().ToList();
        string[] options = [.. samples.Select(sample => Words.Count(sample))];
        PanelsPart.Write(json, [("layer", [.. maps.Layers.Select(NameOf)]), ("sample", options)], (panel, i) =>
            WritePanel(panel, i / samples.Count, maps.Layers[i / samples.Count].Samples.ToList().IndexOf(samples[i % samples.Count])));
    }

    private void WritePanel(Utf8JsonWriter json, int layer, int sample)
    {
        if (sample < 0)
        {
            json.WriteString("text",
                $"Of {NameOf(maps.Layers[layer])} only {maps.Layers[layer].Note}. Ask for this layer alone, or for more cells.");
        }
        else
        {
            var part = Part(layer, sample);
            PanelsPart.Widget(json, part.Widget, part.WritePayload);
        }
    }
}
