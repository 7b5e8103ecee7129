using NNViz.Networks;
using NNViz.Projections;
using TorchSharp;

namespace NNViz;

public static partial class NetExtensions
{
    /// <summary>
    /// Which class the network gives every place of a plane through the data, and how sure it is: of two features all there is, of more the plane of the
    /// first two principal components or two chosen features, the rest held as the nearest sample has it.
    /// </summary>
    /// <param name="net">
    /// Takes [M, …] of the samples' shape and returns [M, C], a number for each class, or [M] or [M, 1] for two classes. Run in eval mode.
    /// </param>
    /// <param name="x">[N, …], three floating-point samples at least.</param>
    /// <param name="labels">[N], the class of each sample.</param>
    /// <param name="options">Axes, resolution, names: <c>net.DecisionBoundary(x, y, new() { Axes = (0, 3) })</c>.</param>
    /// <exception cref="ArgumentException">The samples, the labels or the network's output do not fit; the message says which and how.</exception>
    /// <exception cref="ForwardException">The network threw; the message names the layer and the shapes.</exception>
    public static DecisionBoundary DecisionBoundary(this torch.nn.Module net, torch.Tensor x, torch.Tensor labels, DecisionBoundaryOptions? options = null) =>
        Projections.DecisionBoundary.Of(net, x, labels, options);

    /// <summary>Each hidden neuron's own boundary in the plane: where its output is 0.</summary>
    /// <param name="net">Takes [M, …] of the samples' shape. Run in eval mode.</param>
    /// <param name="x">[N, …], three floating-point samples at least.</param>
    /// <param name="labels">[N], the class of each sample.</param>
    /// <param name="layers">Which layers: names, patterns, types or indices, comma-separated; by default all Linear ones but the last.</param>
    /// <param name="options">Axes, resolution, names.</param>
    /// <exception cref="ArgumentException">The samples or labels do not fit, there is no such layer, or no hidden one.</exception>
    public static NeuronBoundaries NeuronBoundaries(this torch.nn.Module net, torch.Tensor x, torch.Tensor labels, string? layers = null,
        DecisionBoundaryOptions? options = null) => Projections.NeuronBoundaries.Of(net, x, labels, layers, options);
}
