using NNViz.Html;
using NNViz.Images;
using NNViz.Networks;
using NNViz.Plotly;
using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Views;

/// <summary>
/// The importance of weights in red and blue, a layer at a time; of dense layers the strongest also as lines from inputs to outputs; the strongest for
/// and against in a table.
/// </summary>
public sealed class WeightImportanceView : View
{
    private const int MostCells = 44_000, MostLayers = 16, Named = 5;

    private readonly WeightImportance _result;
    private readonly LayerImportance[] _drawn;
    private readonly GridPart[] _parts;
    private readonly string?[] _notes;

    internal WeightImportanceView(WeightImportance result)
    {
        _result = result;
        _drawn = [.. result.Layers.Take(MostLayers)];
        int[] shares = CellBudget.Share([.. _drawn.Select(layer => (long)layer.Values.Count)], MostCells);
        var parts = _drawn.Select((layer, i) => PartOf(layer, shares[i])).ToArray();
        (_parts, _notes) = ([.. parts.Select(part => part.Part)], [.. parts.Select(part => part.Note)]);
    }

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        html.Element("p", Summary());
        html.Widget("panels", _parts[0].Picture(), json => PanelsPart.Write(json, [("weight", [.. _drawn.Select(layer => layer.Name)])],
            (panel, i) => PanelsPart.Widget(panel, _parts[i].Widget, _parts[i].WritePayload)));
        WriteLinks(html);
        double all = _result.Layers.Sum(layer => layer.Total);
        HtmlTable.Write(html, ["weight", "Σ|importance|", "share", "most for", "most against"], _result.Layers.Select(layer => new[]
        {
            layer.Name, Words.Number(layer.Total), all > 0 ? Words.Percent(layer.Total / all) : "–", Strongest(layer, 1), Strongest(layer, -1),
        }));
        foreach ((LayerImportance layer, string? note) in _drawn.Zip(_notes).Where(entry => entry.Second is not null))
        {
            html.Note($"{layer.Name}: {note}.");
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(string.Join('\n', _result.Layers.Select(layer =>
        $"{layer.Name}: Σ|importance| {Words.Number(layer.Total)}, for {Strongest(layer, 1)}, against {Strongest(layer, -1)}").Prepend(Summary())));

    // A choice of the dense layers, where there are any.
    private void WriteLinks(HtmlWriter html)
    {
        LayerImportance[] dense = [.. _drawn.Where(layer => layer.Values.Shape.Count == 2 && layer.Total > 0)];
        if (dense.Length > 0)
        {
            html.Widget("panels", FigureView.Picture(WeightLinks.Of(dense[0])),
                json => PanelsPart.Write(json, [("strongest weights of", [.. dense.Select(layer => layer.Name)])],
                (panel, i) => PanelsPart.Figure(panel, WeightLinks.Of(dense[i]))));
            html.Note($"Lines: the strongest {WeightLinks.MostLines} weights at most, the thicker the stronger, "
                + $"between {WeightLinks.MostUnits} inputs and as many outputs at most.");
        }
    }

    private string Summary() => _result.Rule == ImportanceRule.GradientTimesWeight
        ? $"Weight times gradient for {_result.Score} ({Words.Number(_result.ScoreValue)} "
            + $"on the mean of {Words.Count(_result.Samples, "sample")}): red speaks for it, blue against it; "
            + "to first order what is lost when the weight is set to 0."
        : $"Weight times mean input over {Words.Count(_result.Samples, "sample")}: red pushes a neuron of the layer up, blue down.";

    private static string Strongest(LayerImportance layer, int sign)
    {
        double[] values = layer.Values.ToDoubles();
        var found = values.Index().Where(entry => entry.Item * sign > 0).OrderByDescending(entry => entry.Item * sign).Take(Named);
        string text = string.Join(", ", found.Select(entry =>
            $"{Words.Shape(RowMajor.Index(entry.Index, [.. layer.Values.Shape]))} {Words.Number(entry.Item, 2)}"));
        return text.Length > 0 ? text : "–";
    }

    private static (GridPart Part, string? Note) PartOf(LayerImportance layer, int cells)
    {
        long[] shape = [.. layer.Values.Shape];
        using Tensor values = tensor(layer.Values.ToDoubles(), shape);
        SliceGrid grid = SliceGrid.Of(values, cells, 0);
        ColorScale robust = ColorScale.For(grid.Cells);
        var scale = ColorScale.Diverging(Math.Max(Math.Abs(robust.Low), Math.Abs(robust.High)) is > 0 and var limit ? limit : 1);
        bool dense = shape.Length == 2;
        return (new GridPart
        {
            Cells = grid.Cells,
            Rows = new CellAxis(dense ? "output" : "row", shape[^2], grid.RowBlock),
            Columns = new CellAxis(dense ? "input" : "column", shape[^1], grid.ColumnBlock),
            Scale = scale,
            Noun = "kernel",
            Titles = [.. grid.Slices.Select(slice => string.Join(",", RowMajor.Index(slice, shape[..^2])))],
            Alt = $"Importance of {layer.Name} {Words.Shape(shape)}, blue {Words.Number(scale.Low)} to red {Words.Number(scale.High)}",
        }, grid.Note);
    }
}
