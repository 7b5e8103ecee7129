using NNViz.Networks;
using TorchSharp;

namespace NNViz;

/// <content>What single neurons answer to.</content>
public static partial class NetExtensions
{
    /// <summary>Which units answer to a data set, how often, and which are dead, saturated or constant.</summary>
    /// <param name="net">The network; run in eval mode, in batches.</param>
    /// <param name="data">[N, …], the samples.</param>
    /// <param name="layers">Which layers: names, patterns, types or indices, comma-separated; by default the activation functions.</param>
    /// <exception cref="ArgumentException">A selector names nothing, or the network does not take such an input.</exception>
    public static Units Units(this torch.nn.Module net, torch.Tensor data, string? layers = null) => Networks.Units.Of(net, UnitOutputs.Batches(data), layers);

    /// <summary>
    /// As <see cref="Units(torch.nn.Module, torch.Tensor, string?)"/>, over batches:
    /// <c>net.Units(loader.Select(batch => batch["data"]))</c>.
    /// </summary>
    /// <param name="net">The network.</param>
    /// <param name="batches">Inputs, each [N, …]; they stay the caller's.</param>
    /// <param name="layers">Which layers.</param>
    public static Units Units(this torch.nn.Module net, IEnumerable<torch.Tensor> batches, string? layers = null) => Networks.Units.Of(net, batches, layers);

    /// <summary>Neurons against samples: how strongly each neuron of a layer answers each sample; samples of one class side by side.</summary>
    /// <param name="net">The network; run in eval mode, in batches.</param>
    /// <param name="x">[N, …], the samples.</param>
    /// <param name="layers">Which layers: names, patterns, types or indices, comma-separated; by default the activation functions.</param>
    /// <param name="labels">[N], the class of each sample.</param>
    /// <param name="classNames">The names of the classes; numbers by default.</param>
    /// <exception cref="ArgumentException">A selector names nothing, the labels do not fit, or the network does not take such an input.</exception>
    public static NeuronActivations NeuronActivations(this torch.nn.Module net, torch.Tensor x, string? layers = null, torch.Tensor? labels = null,
        IReadOnlyList<string>? classNames = null) => Networks.NeuronActivations.Of(net, x, layers, labels, classNames);

    /// <summary>The samples of a data set that excite each unit of a layer most, with the part of each that the unit sees.</summary>
    /// <param name="net">The network; run in eval mode, in batches.</param>
    /// <param name="data">[N, …], the samples.</param>
    /// <param name="layer">The layer's name, or what else selects one.</param>
    /// <param name="options">Which units, and how many samples of each.</param>
    /// <exception cref="ArgumentException">There is no such layer or unit, or the network does not take such an input.</exception>
    public static TopActivations TopActivations(this torch.nn.Module net, torch.Tensor data, string layer, TopOptions? options = null) =>
        Networks.TopActivations.Of(net, UnitOutputs.Batches(data), layer, options);

    /// <summary>As <see cref="TopActivations(torch.nn.Module, torch.Tensor, string, TopOptions?)"/>, over batches.</summary>
    /// <param name="net">The network.</param>
    /// <param name="batches">Inputs, each [N, …]; they stay the caller's.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="options">Which units, and how many samples of each.</param>
    public static TopActivations TopActivations(this torch.nn.Module net, IEnumerable<torch.Tensor> batches, string layer, TopOptions? options = null) =>
        Networks.TopActivations.Of(net, batches, layer, options);

    /// <summary>Which part of the input a place of a layer sees, by the settings of the layers before it, checked by the gradient.</summary>
    /// <param name="net">The network; run in eval mode.</param>
    /// <param name="x">[N, C, spatial axes…], its input.</param>
    /// <param name="layer">The layer's name, or what else selects one.</param>
    /// <exception cref="ArgumentException">There is no such layer, or the network does not take such an input.</exception>
    public static ReceptiveField ReceptiveField(this torch.nn.Module net, torch.Tensor x, string layer) => Networks.ReceptiveField.Of(net, x, layer);

    /// <summary>Where in its input a neuron answers: the output of channels of a layer, laid over the pictures.</summary>
    /// <param name="net">The network; run in eval mode.</param>
    /// <param name="x">[N, C, H, W], pictures; the first six are taken.</param>
    /// <param name="layer">The layer's name, or what else selects one; it returns [N, channels, rows, columns].</param>
    /// <param name="neurons">Which channels; by default the eight with the highest output.</param>
    /// <exception cref="ArgumentException">The input holds no pictures, there is no such layer or channel, or the layer has no places.</exception>
    public static NeuronOverlay NeuronOverlay(this torch.nn.Module net, torch.Tensor x, string layer, params int[] neurons) =>
        Networks.NeuronOverlay.Of(net, x, layer, neurons.Length == 0 ? null : neurons);
}
