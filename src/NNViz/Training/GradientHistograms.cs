using NNViz.Networks;
using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Training;

/// <summary>How the elements of one gradient are distributed.</summary>
/// <param name="Name">The parameter's dotted name, or the layer whose output it is, with the number of the call where there are several.</param>
/// <param name="Shape">The gradient's shape.</param>
/// <param name="Stats">Statistics of all elements.</param>
/// <param name="Magnitudes">
/// Elements by size: bin i holds those with log₁₀|g| from <see cref="GradientHistograms.LowestPower"/> + i/4 on, a quarter of a power of ten wide.
/// </param>
/// <param name="Below">Elements smaller than the first bin, without zeros.</param>
/// <param name="Above">Finite elements larger than the last bin.</param>
public sealed record GradientSpread(string Name, IReadOnlyList<long> Shape, TensorStats Stats, IReadOnlyList<long> Magnitudes, long Below, long Above)
{
    internal static GradientSpread Of(string name, Tensor gradient)
    {
        var sizes = TensorStats.MagnitudesOf(gradient, GradientHistograms.LowestPower, GradientHistograms.HighestPower, GradientHistograms.BinsOfAPower);
        return new GradientSpread(name, gradient.shape, TensorStats.Of(gradient), [.. sizes.Skip(1).SkipLast(1)], sizes[0], sizes[^1]);
    }
}

/// <summary>The distributions of a loss's gradients with respect to parameters and to what layers return. Immutable; holds no tensor.</summary>
/// <param name="Parameters">Of each parameter that the loss depends on, in the order of the network.</param>
/// <param name="Outputs">Of the output of each layer that holds no others, in the order of the calls.</param>
/// <param name="Without">Parameters that are trained and get no gradient: the loss does not depend on them.</param>
/// <param name="Loss">The loss.</param>
public sealed record GradientHistograms(
    IReadOnlyList<GradientSpread> Parameters, IReadOnlyList<GradientSpread> Outputs,
    IReadOnlyList<string> Without, double Loss)
{
    /// <summary>log₁₀ of the smallest size that has a bin.</summary>
    public const int LowestPower = -12;

    /// <summary>log₁₀ of the size at which the bins end.</summary>
    public const int HighestPower = 4;

    /// <summary>Bins for each power of ten.</summary>
    public const int BinsOfAPower = 4;

    /// <summary>
    /// Runs <paramref name="net"/> once, in the mode in which it stands, and differentiates the loss. Leaves no trace: gradients, buffers,
    /// modes and random state are as before.
    /// </summary>
    /// <param name="net">The network.</param>
    /// <param name="inputs">What <c>net.call</c> takes.</param>
    /// <param name="loss">Makes one number of what the network returns.</param>
    /// <exception cref="ArgumentException">The network does not take such inputs, or the loss is not one number that depends on a parameter.</exception>
    /// <exception cref="ForwardException">The network threw; the message names the layer and the shapes.</exception>
    public static GradientHistograms Of(nn.Module net, IReadOnlyList<object?> inputs, Func<object, Tensor> loss)
    {
        using var scope = NewDisposeScope();
        using var capture = Capture.Attach(net, new CaptureOptions { Graph = true });
        using var state = NetState.Save(net);
        using var gradients = enable_grad();
        var value = LossPass.Run(net, inputs, loss, capture);
        var parameters = capture.Tree.Layers.SelectMany(layer => layer.Parameters.Where(entry => entry.Value.requires_grad)
            .Select(entry => (Name: layer.ParameterName(entry.Name), Tensor: (Tensor)entry.Value))).ToList();
        var outputs = Returned(capture);
        var all = parameters.Concat(outputs).ToList();
        var found = autograd.grad([value], [.. all.Select(entry => entry.Tensor)], allow_unused: true);
        var without = parameters.Where((_, i) => found[i].IsInvalid).Select(entry => entry.Name).ToList();
        GradientSpread?[] spreads = [.. all.Select((entry, i) => found[i].IsInvalid ? null : GradientSpread.Of(entry.Name, found[i]))];
        return new([.. spreads.Take(parameters.Count).OfType<GradientSpread>()],
            [.. spreads.Skip(parameters.Count).OfType<GradientSpread>()],
            without, value.Doubles().ToDouble());
    }

    private static List<(string Name, Tensor Tensor)> Returned(Capture capture) =>
        [.. capture.Layers.Where(layer => layer.Layer.Children.Count == 0)
            .SelectMany(layer => layer.Calls.Select((call, i) => (layer, call, i)))
            .OrderBy(entry => entry.call.Order)
            .SelectMany(entry => entry.call.Outputs.Where(output => output.Value is { requires_grad: true })
                .Select(output => (NameOf(entry.layer, entry.i, entry.call, output), output.Value!)))];

    private static string NameOf(CapturedLayer layer, int call, CapturedCall made, CapturedTensor output) => layer.Layer.DisplayName
        + (made.Outputs.Count > 1 ? $" {output.Name}" : "") + (layer.TotalCalls > 1 ? $", call {call + 1} of {layer.TotalCalls}" : "");

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
