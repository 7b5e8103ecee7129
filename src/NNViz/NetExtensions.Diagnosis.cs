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
    /// <param name="loss">
    /// The loss of the network's output: <c>y => cross_entropy(y, labels)</c>.
    /// It is called several times, also with outputs that the network never gave.
    /// </param>
    /// <param name="options">What else to look at: labels, further batches, history, optimizer.</param>
    /// <exception cref="ArgumentException">The network does not take such an input, or the loss is not one number that depends on a parameter.</exception>
    /// <exception cref="ForwardException">The network threw; the message names the layer and the shapes.</exception>
    public static NetDiagnosis Diagnose(
        this torch.nn.Module net, torch.Tensor input, Func<torch.Tensor, torch.Tensor> loss, DiagnosisOptions? options = null) =>
        NetDiagnosis.Of(net, [input], Training.LossPass.OfTensor(loss), options);

    /// <summary>
    /// As <see cref="Diagnose(torch.nn.Module, torch.Tensor, Func{torch.Tensor, torch.Tensor}, DiagnosisOptions?)"/>,
    /// for a network of several inputs or outputs.
    /// </summary>
    /// <param name="net">The network.</param>
    /// <param name="inputs">What <c>net.call</c> takes.</param>
    /// <param name="loss">The loss of what the network returns.</param>
    /// <param name="options">What else to look at.</param>
    public static NetDiagnosis Diagnose(this torch.nn.Module net, object?[] inputs, Func<object, torch.Tensor> loss, DiagnosisOptions? options = null) =>
        NetDiagnosis.Of(net, inputs, loss, options);

    /// <summary>
    /// Tries what a diagnosis advises: trains the network as it is and one candidate for each remedy, all on the same batches in the same
    /// order, and compares them. The network itself is not touched. The same seed gives the same curves.
    /// </summary>
    /// <param name="net">The network.</param>
    /// <param name="create">
    /// Makes a new network of this kind: <c>() => new Net()</c>. Candidates get this one's weights, or fresh ones where the remedy is about
    /// these.
    /// </param>
    /// <param name="batches">Inputs and labels, in the order of training; begun again when they end.</param>
    /// <param name="loss">The loss of an output and labels: <c>(y, labels) => cross_entropy(y, labels)</c>.</param>
    /// <param name="options">Which remedies, how many steps, optimizer, learning rate, seed, cancellation.</param>
    /// <exception cref="ArgumentException">There are no batches, or <paramref name="create"/> makes another kind of network or the same one again.</exception>
    /// <exception cref="OperationCanceledException">The trial was cancelled.</exception>
    public static RemedyTrial TryRemedies(this torch.nn.Module net, Func<torch.nn.Module> create, IEnumerable<(torch.Tensor X, torch.Tensor Y)> batches,
        Func<torch.Tensor, torch.Tensor, torch.Tensor> loss, RemedyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(net);
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(loss);
        return RemedyTraining.Run(net, create, batches, loss, options ?? new RemedyOptions());
    }

    /// <summary>Checks what a training run has logged: a loss that does not fall, rises or breaks, and overfitting with its onset.</summary>
    /// <param name="history">The run.</param>
    /// <param name="options">The names of the losses, where they do not speak for themselves.</param>
    /// <exception cref="KeyNotFoundException">There is no metric of a name that the options give.</exception>
    public static NetDiagnosis Diagnose(this Training.TrainingHistory history, DiagnosisOptions? options = null) => NetDiagnosis.Of(history, options);
}
