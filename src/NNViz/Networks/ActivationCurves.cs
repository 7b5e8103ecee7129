using System.Globalization;
using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>Where an activation function is sampled.</summary>
public sealed record CurveOptions
{
    /// <summary>The first and the last x; null: −5 to 5, and with pre-activations as far as 98 % of them need, ±20 at most.</summary>
    public (double Low, double High)? Range { get; init; }

    /// <summary>How many points, evenly spaced; 2 at least.</summary>
    public int Points { get; init; } = 401;
}

/// <summary>The numbers that a net itself gives to an activation function.</summary>
/// <param name="Stats">How they are distributed.</param>
/// <param name="FlatShare">
/// Which part of them, 0 to 1, lies where |derivative| is below <see cref="ActivationCurves.Flat"/>: dead or saturated, they pass nearly no gradient on. NaN
/// where autograd has no derivative.
/// </param>
public sealed record PreActivations(TensorStats Stats, double FlatShare);

/// <summary>An activation function f in numbers.</summary>
/// <param name="Name">Its name, or that of the layer.</param>
/// <param name="Values">f(x) at every <see cref="ActivationCurves.X"/>.</param>
/// <param name="Derivatives">f′(x) there, by autograd; null where autograd has none (a step function, a detached result).</param>
/// <param name="Inputs">What a net gives to it; null where no net was asked.</param>
public sealed record ActivationCurve(string Name, IReadOnlyList<double> Values, IReadOnlyList<double>? Derivatives, PreActivations? Inputs = null);

/// <summary>Activation functions and their derivatives at the same points. Immutable; holds no tensor.</summary>
/// <param name="X">The points, evenly spaced, ascending.</param>
/// <param name="Curves">The functions.</param>
public sealed record ActivationCurves(IReadOnlyList<double> X, IReadOnlyList<ActivationCurve> Curves)
{
    /// <summary>A derivative nearer to 0 than this counts as flat.</summary>
    public const double Flat = 0.01;

    private const double UsualEnd = 5, FarthestEnd = 20; // beyond, activation functions are straight

    /// <summary>Samples functions of one number, in double precision.</summary>
    /// <exception cref="ArgumentException">There is none, a function is not elementwise, or the range is empty.</exception>
    public static ActivationCurves Of(IEnumerable<(string Name, Func<Tensor, Tensor> Function)> functions, CurveOptions? options = null)
    {
        var x = Points(options ?? new(), []);
        using var points = from_array(x);
        ActivationCurve[] curves = [.. functions.Select(entry => Curve(entry.Name, entry.Function, points))];
        return curves.Length > 0 ? new(x, curves) : throw new ArgumentException("No function was given.", nameof(functions));
    }

    /// <summary>The activation layers of a network with what they are given for an input. The network is run once in eval mode and left as it was.</summary>
    /// <param name="net">The network.</param>
    /// <param name="inputs">What <c>net.call</c> takes.</param>
    /// <param name="layers">Which layers, as <see cref="LayerTree.Select"/> reads them; null: all whose type is an activation function.</param>
    /// <param name="options">Where the functions are sampled.</param>
    /// <exception cref="ArgumentException">There is no such layer, one is not elementwise, or the network does not take such inputs.</exception>
    /// <exception cref="InvalidOperationException">A layer was not called; the message says why and what to change.</exception>
    public static ActivationCurves Of(nn.Module net, IReadOnlyList<object?> inputs, string? layers = null, CurveOptions? options = null)
    {
        var names = layers ?? ActivationLayers(net);
        using var capture = Capture.Run(net, inputs, new CaptureOptions { Layers = names });
        (string Name, Func<Tensor, Tensor> Function, Tensor Given)[] chosen =
            [.. capture.Recorded.Select(layer => (layer.DisplayName, FunctionOf(layer), InputOf(capture, layer)))];
        TensorStats[] stats = [.. chosen.Select(entry => TensorStats.Of(entry.Given))];
        var x = Points(options ?? new(), stats);
        return new(x, [.. chosen.Zip(stats).Select(pair => WithInputs(pair.First, pair.Second, x))]);
    }

    private static ActivationCurve WithInputs((string Name, Func<Tensor, Tensor> Function, Tensor Given) layer, TensorStats stats, double[] x)
    {
        using var exact = from_array(x);
        using var points = exact.to(layer.Given.dtype, layer.Given.device);
        using var scope = NewDisposeScope();
        var slopes = Differentiate(layer.Function, layer.Given).Slopes;
        var flat = slopes is null ? double.NaN : slopes.abs().lt(Flat).Doubles().mean().ToDouble();
        return Curve(layer.Name, layer.Function, points) with { Inputs = new(stats, flat) };
    }

    private static string ActivationLayers(nn.Module net)
    {
        var tree = LayerTree.Of(net);
        var found = tree.Layers.Where(layer => ActivationFunctions.IsModule(layer.Type)).ToList();
        return found.Count > 0
            ? string.Join(',', found.Select(layer => layer.Parent is null ? layer.Type : layer.Name))
            : throw new ArgumentException(
                $"{tree.Root.Type} has no activation layers (it may call functions such as relu itself; Activations.Curve shows those). "
                + $"Its layers are: {NameMatch.Listed([.. tree.Layers.Skip(1).Select(layer => $"{layer.Name} ({layer.Type})")])}.");
    }

    // forward and not call: the user's hooks are none of our business here.
    private static Func<Tensor, Tensor> FunctionOf(Layer layer) => layer.Module is nn.Module<Tensor, Tensor> module
        ? module.forward
        : throw new ArgumentException($"{layer.DisplayName} ({layer.Type}) does not turn one tensor into one tensor, so it has no curve.");

    private static Tensor InputOf(Capture capture, Layer layer) => capture[layer.Parent is null ? layer.Type : layer.Name].Calls[^1].Inputs switch
    {
        [{ Value: { } value }] => value,
        _ => throw new InvalidOperationException(
            $"The input of {layer.DisplayName} was overwritten by an in-place function. "
            + "Make the layer with inplace: false."),
    };

    private static ActivationCurve Curve(string name, Func<Tensor, Tensor> function, Tensor x)
    {
        using var scope = NewDisposeScope();
        var (values, slopes) = Differentiate(function, x);
        using var untracked = no_grad();
        if (!values.shape.SequenceEqual(x.shape) || !function(x[..(int)(x.numel() / 2)].clone()).allclose(values[..(int)(x.numel() / 2)], equal_nan: true))
        {
            throw new ArgumentException(
                $"{name} has no curve: it is not elementwise. "
                + "What it makes of one number has to depend on that number alone (no softmax, no dropout).");
        }
        return new(name, HostTensor.Copy(values).ToDoubles(), slopes is null ? null : HostTensor.Copy(slopes).ToDoubles());
    }

    // In the dispose scope of the caller. The function gets a copy: one that works in place may not overwrite a leaf.
    private static (Tensor Values, Tensor? Slopes) Differentiate(Func<Tensor, Tensor> function, Tensor x)
    {
        using var gradients = enable_grad();
        var leaf = x.detach().clone().requires_grad_();
        var values = function(leaf.clone());
        var slopes = values.requires_grad ? autograd.grad([values.sum()], [leaf], allow_unused: true)[0] : null;
        return (values.detach(), slopes is { IsInvalid: false } ? slopes : null);
    }

    private static double[] Points(CurveOptions options, TensorStats[] inputs)
    {
        var seen = inputs.SelectMany(stats => new[] { stats.Quantiles[0], stats.Quantiles[^1] }).Where(double.IsFinite).ToList();
        var (low, high) = options.Range ?? (Math.Max(-FarthestEnd, seen.Append(-UsualEnd).Min()), Math.Min(FarthestEnd, seen.Append(UsualEnd).Max()));
        if (!(low < high) || !double.IsFinite(high - low) || options.Points < 2)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"A curve needs two points at least between two ends, the lower first; there are {options.Points} from {low} to {high}."));
        }
        return [.. Enumerable.Range(0, options.Points).Select(i => low + (high - low) * i / (options.Points - 1))];
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
