using NNViz.Networks;
using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Training;

/// <summary>
/// How the gradient of a loss arrives at each parameter of a network: too small, too large, not at all, or well. Immutable; holds no tensor.
/// Ratios are ‖gradient‖/‖weight‖, before an optimiser has made a step of it; ‖step‖/‖weight‖ is what <c>net.Watch()</c> shows.
/// </summary>
public sealed record GradientFlow
{
    /// <summary>
    /// A weight's gradient vanishes where its root mean square is below this part of the largest one in the network (exploding ones left aside). Only
    /// parameters of two axes and more are judged so: the bias before a normalisation rightly gets next to nothing.
    /// </summary>
    public const double VanishingShare = 1e-3;

    /// <summary>A weight's gradient vanishes also where ‖gradient‖/‖weight‖ is below this: float32 would round away a step with learning rate 1.</summary>
    public const double VanishingRatio = 1e-7;

    /// <summary>
    /// A gradient explodes where ‖gradient‖ is above this times ‖parameter‖, of a small parameter times 1:
    /// a step with learning rate 0.01 replaces it.
    /// </summary>
    public const double ExplodingRatio = 100;

    /// <summary>Every parameter, in the order of the network.</summary>
    public required IReadOnlyList<ParameterGradient> Parameters { get; init; }

    /// <summary>The loss; NaN where the gradients were read from the network.</summary>
    public required double Loss { get; init; }

    /// <summary>The first layer at which something was not finite any more, in words; null where all is finite.</summary>
    public required string? FirstNonFinite { get; init; }

    /// <summary>The parameters of one verdict.</summary>
    public IEnumerable<ParameterGradient> With(GradientVerdict verdict) => Parameters.Where(parameter => parameter.Verdict == verdict);

    /// <summary>
    /// Runs <paramref name="net"/> once, in the mode in which it stands, and differentiates the loss. Leaves no trace: gradients, buffers,
    /// modes and random state are as before.
    /// </summary>
    /// <param name="net">The network.</param>
    /// <param name="inputs">What <c>net.call</c> takes.</param>
    /// <param name="loss">Makes one number of what the network returns.</param>
    /// <exception cref="ArgumentException">The network does not take such inputs, or the loss is not one number that depends on a parameter.</exception>
    /// <exception cref="ForwardException">The network threw; the message names the layer and the shapes.</exception>
    public static GradientFlow Of(nn.Module net, IReadOnlyList<object?> inputs, Func<object, Tensor> loss)
    {
        using var capture = Capture.Attach(net, new CaptureOptions { Keep = Keep.Statistics });
        using var state = NetState.Save(net);
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        using var value = LossPass.Run(net, inputs, loss, capture);
        value.backward();
        var parameters = Read(capture.Tree);
        return new GradientFlow
        {
            Parameters = parameters,
            Loss = value.Doubles().ToDouble(),
            FirstNonFinite = NonFiniteOutput(capture) ?? NonFiniteLoss(value) ?? NonFiniteGradient(parameters),
        };
    }

    /// <summary>Reads the gradients that <paramref name="net"/> holds, after <c>loss.backward()</c>.</summary>
    /// <exception cref="InvalidOperationException">It holds none.</exception>
    public static GradientFlow Of(nn.Module net)
    {
        var parameters = Read(LayerTree.Of(net));
        return parameters.Any(parameter => parameter.HasGradient)
            ? new GradientFlow { Parameters = parameters, Loss = double.NaN, FirstNonFinite = NonFiniteGradient(parameters) }
            : throw new InvalidOperationException(
                "The network holds no gradients. Ask after loss.backward() and before optimizer.zero_grad(), or give an input and a loss.");
    }

    private static IReadOnlyList<ParameterGradient> Read(LayerTree tree)
    {
        var measured = tree.Layers.SelectMany(layer => layer.Parameters.Select(entry => ParameterGradient.Measure(layer, entry.Name, entry.Value))).ToList();
        var sound = measured.Where(parameter => parameter is { HasGradient: true, NonFinite: 0, Explodes: false });
        var largest = sound.Select(parameter => parameter.RootMeanSquare).DefaultIfEmpty().Max();
        return [.. measured.Select(parameter => parameter.Judged(largest))];
    }

    /// <summary>The innermost layer among the first that return what is not finite.</summary>
    private static string? NonFiniteOutput(Capture capture)
    {
        static long Bad(IEnumerable<CapturedTensor> tensors) => tensors.Sum(tensor => tensor.Moments?.NonFinite ?? 0);
        var calls = capture.Layers.SelectMany(layer => layer.Calls.Select(call => (layer.Layer, Call: call))).OrderBy(entry => entry.Call.Order).ToList();
        var first = calls.Where(entry => entry.Layer.Children.Count == 0).FirstOrDefault(entry => Bad(entry.Call.Inputs) + Bad(entry.Call.Outputs) > 0);
        first = first.Call is null ? calls.FirstOrDefault(entry => Bad(entry.Call.Outputs) > 0) : first;
        return first.Call is not { } call ? null
            : Bad(call.Inputs) > 0 ? $"{first.Layer.DisplayName} is the first layer that is given values that are not finite ({Words.Count(Bad(call.Inputs))})."
            : $"{first.Layer.DisplayName} is the first layer that returns values that are not finite ({Words.Count(Bad(call.Outputs))}); its input was finite.";
    }

    private static string? NonFiniteLoss(Tensor loss) =>
        loss.isfinite().ToBoolean() ? null : "All layers return finite values, but the loss itself is not finite.";

    /// <summary>The gradient goes from the last layer to the first: the last one that has a bad gradient got it first.</summary>
    private static string? NonFiniteGradient(IReadOnlyList<ParameterGradient> parameters) =>
        parameters.LastOrDefault(parameter => parameter.NonFinite > 0) is { } bad
        ? $"{bad.Layer} is the first layer on the way back whose gradient is not finite ({bad.Name}: {Words.Count(bad.NonFinite)})."
        : null;

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
