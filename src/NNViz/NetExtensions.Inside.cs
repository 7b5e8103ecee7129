using NNViz.Networks;
using NNViz.Projections;
using NNViz.Training;
using TorchSharp;

namespace NNViz;

/// <content>What goes on inside a network: activation functions, gradients, weights.</content>
public static partial class NetExtensions
{
    /// <summary>
    /// The curves and derivatives of the network's activation layers,
    /// with the numbers that they are given for an input as histograms underneath.
    /// </summary>
    /// <param name="net">The network; run once in eval mode.</param>
    /// <param name="input">Its input.</param>
    /// <param name="layers">Which layers: names, patterns, types or indices, comma-separated; by default all whose type is an activation function.</param>
    /// <param name="options">From where to where, and how many points.</param>
    /// <exception cref="ArgumentException">There is no such layer, or one is not elementwise.</exception>
    public static ActivationCurves ActivationCurves(this torch.nn.Module net, torch.Tensor input, string? layers = null, CurveOptions? options = null) =>
        Networks.ActivationCurves.Of(net, [input], layers, options);

    /// <summary>
    /// How the gradient of a loss arrives at each parameter: norm, largest element, ratio to the parameter,
    /// verdicts on vanishing and exploding, the first layer with NaN or Inf.
    /// </summary>
    /// <param name="net">The network; run once in the mode in which it stands, and left as it was.</param>
    /// <param name="input">Its input, best a usual batch.</param>
    /// <param name="loss">The loss of the network's output: <c>y => cross_entropy(y, labels)</c>.</param>
    /// <exception cref="ArgumentException">The loss is not one number that depends on a parameter, or the network does not take such an input.</exception>
    /// <exception cref="ForwardException">The network threw; the message names the layer and the shapes.</exception>
    public static GradientFlow GradientFlow(this torch.nn.Module net, torch.Tensor input, Func<torch.Tensor, torch.Tensor> loss) =>
        Training.GradientFlow.Of(net, [input], LossPass.OfTensor(loss));

    /// <summary>
    /// As <see cref="GradientFlow(torch.nn.Module, torch.Tensor, Func{torch.Tensor, torch.Tensor})"/>,
    /// for a network of several inputs or outputs.
    /// </summary>
    /// <param name="net">The network.</param>
    /// <param name="inputs">What <c>net.call</c> takes.</param>
    /// <param name="loss">The loss of what the network returns.</param>
    public static GradientFlow GradientFlow(this torch.nn.Module net, object?[] inputs, Func<object, torch.Tensor> loss) =>
        Training.GradientFlow.Of(net, inputs, loss);

    /// <summary>The same of the gradients that the network holds: after <c>loss.backward()</c>, before <c>optimizer.zero_grad()</c>.</summary>
    /// <exception cref="InvalidOperationException">It holds none.</exception>
    public static GradientFlow GradientFlow(this torch.nn.Module net) => Training.GradientFlow.Of(net);

    /// <summary>
    /// Copies of all parameters and buffers as they are now, to compare with later: <c>net.WeightDiff(before)</c>.
    /// The tensors are the caller's.
    /// </summary>
    public static Dictionary<string, torch.Tensor> Checkpoint(this torch.nn.Module net) => Networks.WeightDiff.Checkpoint(net);

    /// <summary>What has become of each parameter and buffer since a checkpoint.</summary>
    /// <param name="net">The network as it is now.</param>
    /// <param name="before">What <see cref="Checkpoint"/> gave, or the <c>state_dict()</c> of another network of this kind.</param>
    /// <exception cref="ArgumentException">No name is in both.</exception>
    public static WeightDiff WeightDiff(this torch.nn.Module net, IReadOnlyDictionary<string, torch.Tensor> before) =>
        Networks.WeightDiff.Of(before, net.state_dict());

    /// <summary>Singular values, effective rank and condition of the weights.</summary>
    /// <param name="net">The network.</param>
    /// <param name="layers">Which layers: names, patterns, types or indices, comma-separated; all by default.</param>
    /// <exception cref="ArgumentException">A selector names nothing, or there is no weight of two axes or more.</exception>
    public static WeightSpectra SingularValues(this torch.nn.Module net, string? layers = null) => WeightSpectra.Of(net, layers);

    /// <summary>The kernels of a convolution as pictures, the largest norm first; dead, low and duplicate ones marked.</summary>
    /// <param name="net">The network.</param>
    /// <param name="layer">The layer's name, or what else selects one; the first convolution by default.</param>
    /// <exception cref="ArgumentException">There is no such layer, or it is no convolution.</exception>
    public static FilterSet Filters(this torch.nn.Module net, string? layer = null) => FilterSet.Of(net, layer);

    /// <summary>
    /// The filters of a convolution as points of a plane, by PCA and by t-SNE of their weights:
    /// filters that look for alike patterns lie near one another.
    /// </summary>
    /// <param name="net">The network.</param>
    /// <param name="layer">The layer's name, or what else selects one; the first convolution by default.</param>
    /// <param name="seed">The seed of the t-SNE.</param>
    /// <exception cref="ArgumentException">There is no such layer, it is no convolution, or fewer than three of its filters are finite.</exception>
    public static FilterMap FilterMap(this torch.nn.Module net, string? layer = null, int seed = 0) => Projections.FilterMap.Of(FilterSet.Of(net, layer), seed);
}
