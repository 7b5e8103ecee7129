using System.Globalization;
using NNViz.Networks;
using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Projections;

/// <summary>What one neuron returns at every place of the plane.</summary>
/// <param name="Neuron">Its number in the layer.</param>
/// <param name="Values">[R, R], row-major, the lowest row first; its boundary runs where they change their sign.</param>
public sealed record NeuronMap(int Neuron, IReadOnlyList<double> Values);

/// <summary>The neurons of one layer.</summary>
/// <param name="Layer">The layer's dotted name.</param>
/// <param name="SourceNeurons">How many neurons it has.</param>
/// <param name="Neurons">The first of them, <see cref="NeuronBoundaries.MostNeurons"/> at most.</param>
public sealed record LayerBoundaries(string Layer, int SourceNeurons, IReadOnlyList<NeuronMap> Neurons);

/// <summary>
/// Each hidden neuron's own boundary in a plane through the data: where its output is 0. The decision boundary of the network is made of these pieces.
/// Immutable; holds no tensor.
/// </summary>
public sealed record NeuronBoundaries
{
    /// <summary>The most neurons of a layer.</summary>
    public const int MostNeurons = 32;

    /// <summary>What the horizontal and the vertical axis are.</summary>
    public required IReadOnlyList<string> AxisNames { get; init; }

    /// <summary>[R]: the middles of the cells from left to right.</summary>
    public required IReadOnlyList<double> X { get; init; }

    /// <summary>[R]: the middles of the cells from bottom to top.</summary>
    public required IReadOnlyList<double> Y { get; init; }

    /// <summary>The layers, in the order of the tree.</summary>
    public required IReadOnlyList<LayerBoundaries> Layers { get; init; }

    /// <summary>The place of each sample.</summary>
    public required IReadOnlyList<(double X, double Y)> Points { get; init; }

    /// <summary>The class of each sample, and the names of all classes.</summary>
    public required ClassLabels Labels { get; init; }

    /// <summary>What is shown, a sentence.</summary>
    public required string Facts { get; init; }

    /// <summary>Runs <paramref name="net"/> in eval mode over the plane. Leaves no trace on it.</summary>
    /// <param name="net">Takes [M, …] of the samples' shape.</param>
    /// <param name="x">[N, …] with three samples at least.</param>
    /// <param name="labels">[N], the class of each sample.</param>
    /// <param name="layers">
    /// Which layers; by default all Linear ones but the last: before the activation function, whose kink or middle lies at 0. Of a feature
    /// map the largest place.
    /// </param>
    /// <param name="options">Axes, resolution, names.</param>
    /// <exception cref="ArgumentException">The samples or labels do not fit, there is no such layer, or no hidden one.</exception>
    public static NeuronBoundaries Of(nn.Module net, Tensor x, Tensor labels, string? layers = null, DecisionBoundaryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(net);
        options ??= new DecisionBoundaryOptions { Resolution = 64 };
        var grid = PlaneGrid.Of(x, options);
        var found = new Dictionary<string, (int Order, int Neurons, List<double>[] Values)>();
        UnitOutputs.Over(net, PlaneGrid.Batches(grid.Cells, grid.Fill, x), layers ?? Hidden(net), batch =>
        {
            var units = (int)batch.Values.shape[1];
            if (!found.TryGetValue(batch.Name, out var layer))
            {
                found.Add(batch.Name, layer = (batch.Layer.Index, units,
                    [.. Enumerable.Range(0, Math.Min(units, MostNeurons)).Select(_ => new List<double>(grid.Cells))]));
            }
            var peaks = batch.Values.amax(new long[] { 2 }, false).t().contiguous();
            var values = HostTensor.Copy(peaks, peaks.numel()).ToDoubles();
            var rows = (int)batch.Values.shape[0];
            for (var neuron = 0; neuron < layer.Values.Length; neuron++)
            {
                layer.Values[neuron].AddRange(values[(neuron * rows)..((neuron + 1) * rows)]);
            }
        });
        return new NeuronBoundaries
        {
            AxisNames = grid.Plane.AxisNames,
            X = grid.Across,
            Y = grid.Up,
            Layers = [.. found.OrderBy(entry => entry.Value.Order).Select(entry => new LayerBoundaries(entry.Key, entry.Value.Neurons,
                [.. entry.Value.Values.Select((values, neuron) => new NeuronMap(neuron, values))]))],
            Points = grid.Points,
            Labels = ClassLabels.Of(labels, x.shape[0], options.ClassNames),
            Facts = grid.Facts,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"Boundaries of {string.Join(", ", Layers.Select(layer => $"{layer.Neurons.Count} of {layer.SourceNeurons} neurons of {layer.Layer}"))}: "
            + $"where each one's output is 0. {Facts}");

    private static string Hidden(nn.Module net)
    {
        var tree = LayerTree.Of(net);
        var dense = tree.Layers.Where(layer => layer.Module is TorchSharp.Modules.Linear).SkipLast(1).Select(layer => layer.Name).ToList();
        return dense.Count > 0 ? string.Join(",", dense)
            : throw new ArgumentException(
                $"{tree.Root.DisplayName} has no hidden Linear layer. Name the layers to look at: "
                + "net.NeuronBoundaries(x, labels, \"conv1\").");
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
