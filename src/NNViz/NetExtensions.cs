using NNViz.Networks;
using TorchSharp;

namespace NNViz;

/// <summary>What can be asked of a network. Every method leaves it as it was: modes, gradients, buffers, random state, hooks.</summary>
public static partial class NetExtensions
{
    /// <summary>
    /// The layers as a tree with types, settings and parameters; with an input also output shapes, multiply-adds, memory and time by layer.
    /// When the network throws, everything up to the failing layer with both shapes.
    /// </summary>
    /// <param name="net">The network.</param>
    /// <param name="inputs">
    /// What <c>net.call</c> takes, or nothing. The network is run in eval mode, twice: the first time warms up.
    /// </param>
    /// <exception cref="ArgumentException">The network does not take such inputs.</exception>
    public static NetSummary Summary(this torch.nn.Module net, params object?[] inputs) => NetSummary.Of(net, inputs);

    /// <summary>Runs the network once in eval mode and keeps what its layers are given and return. To be disposed.</summary>
    /// <param name="net">The network.</param>
    /// <param name="input">Its input.</param>
    /// <param name="layers">Which layers: names, patterns (<c>conv*</c>), types or indices, comma-separated; all by default.</param>
    /// <param name="keep">The tensors, only statistics of them, or only shapes and times.</param>
    /// <exception cref="ArgumentException">A selector names nothing, or the network does not take such an input.</exception>
    /// <exception cref="ForwardException">The network threw; the message names the layer and the shapes.</exception>
    public static Capture Capture(this torch.nn.Module net, torch.Tensor input, string? layers = null, Keep keep = Keep.Activations) =>
        Networks.Capture.Run(net, [input], new CaptureOptions { Layers = layers, Keep = keep });

    /// <summary>As <see cref="Capture(torch.nn.Module, torch.Tensor, string?, Keep)"/>, for a network of several inputs.</summary>
    /// <param name="net">The network.</param>
    /// <param name="inputs">What <c>net.call</c> takes.</param>
    /// <param name="options">Which layers, and what to keep.</param>
    public static Capture Capture(this torch.nn.Module net, object?[] inputs, CaptureOptions? options = null) =>
        Networks.Capture.Run(net, inputs, options);

    /// <summary>What layers return for an input, as maps: one for each sample and channel.</summary>
    /// <param name="net">The network.</param>
    /// <param name="input">Its input; the first axis counts the samples.</param>
    /// <param name="layers">
    /// Which layers: names, patterns (<c>conv*</c>), types or indices, comma-separated; by default all that hold no others.
    /// </param>
    /// <param name="options">How many maps, and how fine.</param>
    /// <exception cref="ArgumentException">A selector names nothing, or the network does not take such an input.</exception>
    /// <exception cref="ForwardException">The network threw; the message names the layer and the shapes.</exception>
    /// <exception cref="InvalidOperationException">
    /// None of the layers ran through call(); the message says why and what to change.
    /// </exception>
    public static FeatureMaps FeatureMaps(this torch.nn.Module net, torch.Tensor input, string? layers = null,
        FeatureMapOptions? options = null) =>
        Networks.FeatureMaps.Of(net, [input], layers, options);

    /// <summary>
    /// As <see cref="FeatureMaps(torch.nn.Module, torch.Tensor, string?, FeatureMapOptions?)"/>, for a network of several inputs.
    /// </summary>
    /// <param name="net">The network.</param>
    /// <param name="inputs">What <c>net.call</c> takes.</param>
    /// <param name="layers">Which layers.</param>
    /// <param name="options">How many maps, and how fine.</param>
    public static FeatureMaps FeatureMaps(this torch.nn.Module net, object?[] inputs, string? layers = null,
        FeatureMapOptions? options = null) =>
        Networks.FeatureMaps.Of(net, inputs, layers, options);

    /// <summary>The parameters of layers with their distribution, as they are now.</summary>
    /// <param name="net">The network.</param>
    /// <param name="layers">Which layers: names, patterns (<c>conv*</c>), types or indices, comma-separated; all by default.</param>
    /// <exception cref="ArgumentException">A selector names nothing, or the layers have no parameters.</exception>
    public static NetWeights Weights(this torch.nn.Module net, string? layers = null) => NetWeights.Of(net, layers);

    /// <summary>The network's layers as HTML; the first of a process brings the front end with it.</summary>
    public static string ToHtml(this torch.nn.Module net) => Display.HtmlPort.Of(net);
}
