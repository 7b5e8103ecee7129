using NNViz.Diagnosis;
using NNViz.Networks;
using TorchSharp;

namespace NNViz;

/// <content>What is wrong with a network, and what helps.</content>
public static partial class NetExtensions
{
    /// <summary>
    /// Checks a network on a batch: dead units, saturation, initialisation, gradients, output and loss, data, answers; with options also
    /// the learning rate, the classes and what training has logged. Each finding comes with its evidence and what to do.
    /// </summary>
    /// <param name="net">The network, in the mode in which it is trained; it is left as it was.</param>
    /// <param name="input">Its input, best a usual batch of 32 samples or more.</param>
    /// <param name="loss">The loss of the network's output: <c>y => cross_entropy(y, labels)</c>. It is called several times, also with outputs that the network never gave.</param>
    /// <param name="options">What else to look at: labels, further batches, history, optimizer.</param>
    /// <exception cref="ArgumentException">The network does not take such an input, or the loss is not one number that depends on a parameter.</exception>
    /// <exception cref="ForwardException">The network threw; the message names the layer and the shapes.</exception>
    public static NetDiagnosis Diagnose(this torch.nn.Module net, torch.Tensor input, Func<torch.Tensor, torch.Tensor> loss, DiagnosisOptions? options = null) =>
        NetDiagnosis.Of(net, [input], output => output is torch.Tensor tensor
            ? loss(tensor)
            : throw new ArgumentException($"The network returns {output.GetType().Name} and not one tensor. Give the inputs as an array: net.Diagnose([x], output => …)."), options);

    /// <summary>As <see cref="Diagnose(torch.nn.Module, torch.Tensor, Func{torch.Tensor, torch.Tensor}, DiagnosisOptions?)"/>, for a network of several inputs or outputs.</summary>
    /// <param name="net">The network.</param>
    /// <param name="inputs">What <c>net.call</c> takes.</param>
    /// <param name="loss">The loss of what the network returns.</param>
    /// <param name="options">What else to look at.</param>
    public static NetDiagnosis Diagnose(this torch.nn.Module net, object?[] inputs, Func<object, torch.Tensor> loss, DiagnosisOptions? options = null) =>
        NetDiagnosis.Of(net, inputs, loss, options);

    /// <summary>Checks what a training run has logged: a loss that does not fall, rises or breaks, and overfitting with its onset.</summary>
    /// <param name="history">The run.</param>
    /// <param name="options">The names of the losses, where they do not speak for themselves.</param>
    /// <exception cref="KeyNotFoundException">There is no metric of a name that the options give.</exception>
    public static NetDiagnosis Diagnose(this Training.TrainingHistory history, DiagnosisOptions? options = null) => NetDiagnosis.Of(history, options);
}
