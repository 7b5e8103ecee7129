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
}
