using NNViz.Networks;
using TorchSharp;

namespace NNViz;

/// <content>How a network is built, and how two compare.</content>
public static partial class NetExtensions
{
    /// <summary>
    /// The calls of one forward pass as a graph: layers with shapes, parameters, multiply-adds and time, and the tensors that go from one to
    /// the next. When the network throws, everything up to the failing layer.
    /// </summary>
    /// <param name="net">The network; run twice in eval mode.</param>
    /// <param name="inputs">What <c>net.call</c> takes; a small batch is enough.</param>
    /// <exception cref="ArgumentException">There are no inputs, or the network does not take them.</exception>
    public static NetGraph Graph(this torch.nn.Module net, params object?[] inputs) => NetGraph.Of(net, inputs);

    /// <summary>
    /// Two networks side by side on the same data:
    /// parameters, cost, layers, accuracy and loss, where they disagree, and how alike their layers are.
    /// </summary>
    /// <param name="net">One network; run in eval mode and left as it was, as the other.</param>
    /// <param name="other">The other network.</param>
    /// <param name="input">What both take; the first axis counts the samples.</param>
    /// <param name="options">Names, labels, a loss, and how layers are compared.</param>
    /// <exception cref="ArgumentException">A network does not take the input, or the labels do not fit it.</exception>
    /// <exception cref="ForwardException">A network threw; the message names the layer and the shapes.</exception>
    public static NetComparison CompareWith(this torch.nn.Module net, torch.nn.Module other, torch.Tensor input, ComparisonOptions? options = null) =>
        NetComparison.Of(net, other, input, options);

    /// <summary>How alike the layers of two networks represent the same samples: linear CKA (Kornblith et al. 2019), 0 to 1.</summary>
    /// <param name="net">One network.</param>
    /// <param name="other">The other network; the same one compares its layers among each other.</param>
    /// <param name="input">What both take; the first axis counts the samples, best a hundred or more.</param>
    /// <param name="options">Which layers, further batches, the unbiased estimate.</param>
    /// <exception cref="ArgumentException">There are too few samples, or no layers that return a row for each.</exception>
    public static LayerSimilarity Similarity(this torch.nn.Module net, torch.nn.Module other, torch.Tensor input, SimilarityOptions? options = null) =>
        LayerSimilarity.Of(net, other, input, options);
}
