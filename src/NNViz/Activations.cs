using NNViz.Networks;
using static TorchSharp.torch;

namespace NNViz;

/// <summary>Activation functions as curves: <c>Activations.Curve("relu, gelu")</c>, <c>Activations.Curve(x => x * x.sigmoid())</c>.</summary>
public static class Activations
{
    /// <summary>The activation functions of TorchSharp that have a curve, by name.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ActivationFunctions.All.Select(entry => entry.Name)];

    /// <summary>Activation functions and their derivatives.</summary>
    /// <param name="names">Names or patterns, comma-separated: <c>relu, gelu</c>, <c>hard*</c>, <c>*</c> for all.</param>
    /// <param name="options">From where to where, and how many points.</param>
    /// <exception cref="ArgumentException">A name names nothing; the message says which exist.</exception>
    public static ActivationCurves Curve(string names, CurveOptions? options = null) => ActivationCurves.Of(ActivationFunctions.Select(names), options);

    /// <summary>Any function of one number and its derivative by autograd.</summary>
    /// <param name="function">Is given a row of numbers (float64) and returns as many.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="options">From where to where, and how many points.</param>
    /// <exception cref="ArgumentException">The function is not elementwise.</exception>
    public static ActivationCurves Curve(Func<Tensor, Tensor> function, string name = "f", CurveOptions? options = null) =>
        ActivationCurves.Of([(name, function)], options);

    /// <summary>Several functions of one number, each with a name.</summary>
    /// <exception cref="ArgumentException">A function is not elementwise, or there is none.</exception>
    public static ActivationCurves Curve(params (string Name, Func<Tensor, Tensor> Function)[] functions) => ActivationCurves.Of(functions);
}
