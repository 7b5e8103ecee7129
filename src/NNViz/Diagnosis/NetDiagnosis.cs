using NNViz.Training;
using static TorchSharp.torch;

namespace NNViz.Diagnosis;

/// <summary>
/// What is wrong with a network, its data or its training, each with a verdict, the evidence and what to do; and what was checked and found
/// fine. Immutable; holds no tensor.
/// </summary>
/// <param name="Subject">The network's type, or the name of the training run.</param>
/// <param name="Findings">What is wrong, the worst first.</param>
/// <param name="Checks">Every check, with what it looked at.</param>
public sealed record NetDiagnosis(string Subject, IReadOnlyList<Finding> Findings, IReadOnlyList<CheckOutcome> Checks)
{
    private static readonly Func<Examination, CheckResult>[] OfNets =
    [
        FiniteNumbers.Check, OutputActivation.Check, InputScale.Check, Initialisation.Check, DeadUnits.Check, Saturation.Check, GradientReach.Check,
        ConstantAnswers.Check, ClassBalance.Check, StepSize.Check,
    ];

    private static readonly Func<LossCurves, CheckResult>[] OfHistories = [LossFalling.Check, Overfitting.Check];

    /// <summary>Whether no check found anything.</summary>
    public bool IsHealthy => Findings.Count == 0;

    /// <summary>
    /// Runs the network on a batch, differentiates the loss, and checks what it sees. Leaves no trace on the network: parameters, gradients,
    /// buffers, modes, random state and hooks are as before. The loss function is called several times, also with outputs that the network
    /// never gave, to find out what it expects.
    /// </summary>
    /// <param name="net">The network, in the mode in which it is trained.</param>
    /// <param name="inputs">What <c>net.call</c> takes; best a usual batch of 32 samples or more.</param>
    /// <param name="loss">Makes one number of what the network returns.</param>
    /// <param name="options">What else to look at.</param>
    /// <exception cref="ArgumentException">The network does not take such inputs, or the loss is not one number that depends on a parameter.</exception>
    /// <exception cref="Networks.ForwardException">The network threw; the message names the layer and the shapes.</exception>
    public static NetDiagnosis Of(nn.Module net, IReadOnlyList<object?> inputs, Func<object, Tensor> loss, DiagnosisOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(net);
        ArgumentNullException.ThrowIfNull(loss);
        options ??= new DiagnosisOptions();
        using var examination = Examination.Of(net, inputs, loss, options);
        var curves = new LossCurves(options.History, options);
        return From(examination.Tree.Root.Type, [.. OfNets.Select(check => check(examination)), .. OfHistories.Select(check => check(curves))]);
    }

    /// <summary>Checks what a training run has logged.</summary>
    /// <exception cref="KeyNotFoundException">There is no metric of a name that the options give.</exception>
    public static NetDiagnosis Of(TrainingHistory history, DiagnosisOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        var curves = new LossCurves(history, options ?? new DiagnosisOptions());
        return From(history.Name ?? "training run", [.. OfHistories.Select(check => check(curves))]);
    }

    /// <summary>The findings of one check.</summary>
    public IEnumerable<Finding> Of(string check) => Findings.Where(finding => finding.Check == check);

    private static NetDiagnosis From(string subject, IReadOnlyList<CheckResult> results) => new(
        subject,
        [.. results.SelectMany(result => result.Findings).OrderByDescending(finding => finding.Verdict)],
        [.. results.Select(result => result.Outcome)]);

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
