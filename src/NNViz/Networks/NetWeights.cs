using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>The parameters of one layer.</summary>
/// <param name="Layer">The layer's dotted name; its type for the network itself.</param>
/// <param name="Type">The layer's type.</param>
/// <param name="Weights">Its own parameters, those of its layers left out.</param>
public sealed record LayerWeights(string Layer, string Type, IReadOnlyList<WeightSummary> Weights);

/// <summary>Parameters of a network, as they stood. Immutable; holds no tensor.</summary>
/// <param name="Layers">The layers with parameters, in tree order.</param>
public sealed record NetWeights(IReadOnlyList<LayerWeights> Layers)
{
    /// <summary>The cells of all parameters together: as many as an output has room for.</summary>
    private const int MaxCells = 40_000;

    /// <summary>The parameters of the chosen layers and, where a chosen layer holds others, of those.</summary>
    /// <exception cref="ArgumentException">A selector names nothing, or there are no parameters.</exception>
    public static NetWeights Of(nn.Module net, string? layers = null)
    {
        var tree = LayerTree.Of(net);
        var chosen = layers is null ? [tree.Root] : tree.Select(layers);
        var holders = tree.Layers.Where(layer => layer.Parameters.Count > 0 && layer.IsIn(chosen)).ToList();
        if (holders.Count == 0)
        {
            throw new ArgumentException($"{string.Join(", ", chosen.Select(layer => layer.DisplayName))} has no parameters. "
                + "Layers with parameters are: "
                + string.Join(", ", tree.Layers.Where(layer => layer.Parameters.Count > 0).Select(layer => layer.DisplayName)) + ".");
        }
        var shares = CellBudget.Share([.. holders.SelectMany(layer => layer.Parameters).Select(parameter => parameter.Value.numel())],
            MaxCells);
        var next = 0;
        return new NetWeights([.. holders.Select(layer =>
            new LayerWeights(layer.DisplayName, layer.Type,
                [.. layer.Parameters.Select(parameter => WeightSummary.Of(parameter.Name, parameter.Value, shares[next++]))]))]);
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
