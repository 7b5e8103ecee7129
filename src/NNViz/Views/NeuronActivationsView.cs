using NNViz.Html;
using NNViz.Networks;
using static TorchSharp.torch;

namespace NNViz.Views;

/// <summary>Neurons down, samples across, of one layer at a time: which neurons answer which samples, and which classes.</summary>
public sealed class NeuronActivationsView : View
{
    private const int MostCells = 48_000, MostLayers = 12;

    private readonly NeuronActivations _result;
    private readonly HeatmapView[] _maps;

    internal NeuronActivationsView(NeuronActivations result)
    {
        _result = result;
        int[] shares = CellBudgetOf([.. result.Layers.Take(MostLayers)]);
        _maps = [.. result.Layers.Take(MostLayers).Select((layer, i) => MapOf(layer, shares[i]))];
    }

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        html.Widget("panels", _maps[0].StaticPicture(),
            json => PanelsPart.Write(json, [("layer", [.. _result.Layers.Take(MostLayers).Select(layer => layer.Layer)])],
            (panel, i) => PanelsPart.Widget(panel, "tensor", _maps[i].WritePayload)));
        foreach (string line in Notes())
        {
            html.Note(line);
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(string.Join('\n', _result.Layers.Select(layer =>
        $"{layer.Layer} {layer.Type}: {Words.Count(layer.Values.Shape[0], "neuron")} on {Words.Count(layer.Values.Shape[1], "sample")}"
            + $"{(layer.Places > 1 ? $", each the largest of {Words.Count(layer.Places)} places" : "")}")));

    private static int[] CellBudgetOf(LayerNeurons[] layers) => Tensors.CellBudget.Share([.. layers.Select(layer => (long)layer.Values.Count)], MostCells);

    private HeatmapView MapOf(LayerNeurons layer, int cells)
    {
        using Tensor values = tensor(layer.Values.ToDoubles(), [.. layer.Values.Shape]);
        var options = new HeatmapOptions { AxisNames = ["neuron", _result.Labels is null ? "sample" : "sample, by class"], ColumnLabels = LabelsOf() };
        return HeatmapView.From(values, options, HeatmapView.CentreOf(Tensors.TensorStats.MomentsOf(values)), cells);
    }

    // Class first, for the eye; the sample's own number after it.
    private string[]? LabelsOf() => _result.Labels is { } labels
        ? [.. _result.Order.Select((sample, column) => $"{labels.Names[labels.Classes[column]]} · {sample}")]
        : null;

    private IEnumerable<string> Notes()
    {
        if (_result.Labels is { } labels)
        {
            string runs = string.Join(", ", labels.Classes.Index()
                .GroupBy(entry => entry.Item)
                .Select(group => $"{labels.Names[group.Key]}: columns {group.First().Index} to {group.Last().Index}"));
            yield return $"Samples of one class stand side by side. {runs}.";
        }

        foreach ((LayerNeurons layer, HeatmapView map) in _result.Layers.Zip(_maps).Where(entry => entry.First.Places > 1 || entry.Second.Note is not null))
        {
            string places = layer.Places > 1 ? $"each value is the largest of a neuron's {Words.Count(layer.Places)} places. " : "";
            yield return $"{layer.Layer}: {places}{map.Note}".TrimEnd();
        }

        if (_maps.Length < _result.Layers.Count)
        {
            yield return $"The first {_maps.Length} of {Words.Count(_result.Layers.Count)} layers are drawn; name others: net.NeuronActivations(x, \"fc*\").";
        }
    }
}
