using NNViz.Networks;
using NNViz.Training;
using TorchSharp;

namespace NNViz;

/// <content>Where gradients go, and what weights do for an output.</content>
public static partial class NetExtensions
{
    /// <summary>How the elements of a loss's gradients are distributed: those of each parameter and those of what each layer returns.</summary>
    /// <param name="net">The network; run once in the mode in which it stands, and left as it was.</param>
    /// <param name="input">Its input, best a usual batch.</param>
    /// <param name="loss">The loss of the network's output: <c>y => cross_entropy(y, labels)</c>.</param>
    /// <exception cref="ArgumentException">The loss is not one number that depends on a parameter, or the network does not take such an input.</exception>
    /// <exception cref="ForwardException">The network threw; the message names the layer and the shapes.</exception>
    public static GradientHistograms GradientHistograms(this torch.nn.Module net, torch.Tensor input, Func<torch.Tensor, torch.Tensor> loss) =>
        Training.GradientHistograms.Of(net, [input], LossPass.OfTensor(loss));

    /// <summary>
    /// As <see cref="GradientHistograms(torch.nn.Module, torch.Tensor, Func{torch.Tensor, torch.Tensor})"/>,
    /// for a network of several inputs or outputs.
    /// </summary>
    /// <param name="net">The network.</param>
    /// <param name="inputs">What <c>net.call</c> takes.</param>
    /// <param name="loss">The loss of what the network returns.</param>
    public static GradientHistograms GradientHistograms(this torch.nn.Module net, object?[] inputs, Func<object, torch.Tensor> loss) =>
        Training.GradientHistograms.Of(net, inputs, loss);

    /// <summary>
    /// A record of gradients over training steps, in bounded memory: call its <see cref="GradientHistory.Record"/> after every
    /// <c>loss.backward()</c>, and end a cell in it.
    /// </summary>
    /// <exception cref="ArgumentException">The network has no parameter that is trained.</exception>
    public static GradientHistory RecordGradients(this torch.nn.Module net) => GradientHistory.Of(net);

    /// <summary>What each weight does for an output: for it in red, against it in blue.</summary>
    /// <param name="net">The network; run in eval mode.</param>
    /// <param name="x">[N, …], its input; the mean over the samples is taken.</param>
    /// <param name="target">The output that is explained, as its number along axis 1; null: for each sample the highest. Of gradient times weight only.</param>
    /// <param name="layers">Which layers: names, patterns, types or indices, comma-separated; all by default.</param>
    /// <param name="rule">How importance is measured: gradient times weight, or weight times input.</param>
    /// <exception cref="ArgumentException">
    /// There is no such layer or output, no weight that the rule can measure, or a target for a rule that takes none.
    /// </exception>
    public static WeightImportance WeightImportance(this torch.nn.Module net, torch.Tensor x, int? target = null, string? layers = null,
        ImportanceRule rule = ImportanceRule.GradientTimesWeight) => Networks.WeightImportance.Of(net, x, target, layers, rule);
}
