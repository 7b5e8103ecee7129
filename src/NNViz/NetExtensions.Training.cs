using NNViz.Networks;
using NNViz.Training;
using TorchSharp;

namespace NNViz;

/// <content>What surrounds a training.</content>
public static partial class NetExtensions
{
    /// <summary>
    /// The loss around the network's weights, along one or two random directions whose every filter is as long as the network's own (Li et al. 2018). Run in
    /// eval mode; to the last bit as before afterwards.
    /// </summary>
    /// <param name="net">The network.</param>
    /// <param name="input">Its input, best some hundred samples: the loss is taken 441 times by default.</param>
    /// <param name="loss">The loss of the network's output: <c>y => cross_entropy(y, labels)</c>.</param>
    /// <param name="options">How many dimensions and points, how far, and the seed.</param>
    /// <exception cref="ArgumentException">An option is out of its range, the loss is not one number, or the network has no weight of two axes.</exception>
    /// <exception cref="ForwardException">The network threw; the message names the layer and the shapes.</exception>
    public static LossLandscape LossLandscape(
        this torch.nn.Module net, torch.Tensor input, Func<torch.Tensor, torch.Tensor> loss, LandscapeOptions? options = null) =>
        Training.LossLandscape.Of(net, [input], LossPass.OfTensor(loss), options);

    /// <summary>
    /// As <see cref="LossLandscape(torch.nn.Module, torch.Tensor, Func{torch.Tensor, torch.Tensor}, LandscapeOptions?)"/>,
    /// for a network of several inputs or outputs.
    /// </summary>
    /// <param name="net">The network.</param>
    /// <param name="inputs">What <c>net.call</c> takes.</param>
    /// <param name="loss">The loss of what the network returns.</param>
    /// <param name="options">How many dimensions and points, how far, and the seed.</param>
    public static LossLandscape LossLandscape(this torch.nn.Module net, object?[] inputs, Func<object, torch.Tensor> loss, LandscapeOptions? options = null) =>
        Training.LossLandscape.Of(net, inputs, loss, options);
}
