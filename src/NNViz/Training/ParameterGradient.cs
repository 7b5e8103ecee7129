using NNViz.Networks;
using NNViz.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Training;

/// <summary>What a gradient does to its parameter.</summary>
public enum GradientVerdict
{
    /// <summary>Neither too small nor too large.</summary>
    Fine,

    /// <summary>Next to nothing arrives: <see cref="GradientFlow.VanishingShare"/>, <see cref="GradientFlow.VanishingRatio"/>.</summary>
    Vanishing,

    /// <summary>Far too much arrives: <see cref="GradientFlow.ExplodingRatio"/>.</summary>
    Exploding,

    /// <summary>Exactly 0 in every element: dead units, or cut off.</summary>
    Zero,

    /// <summary>NaN or infinite in some element.</summary>
    NonFinite,

    /// <summary>There is none: the loss does not depend on the parameter.</summary>
    Unused,

    /// <summary>There is none: the parameter is not trained (requires_grad is false).</summary>
    Frozen,
}

/// <summary>The gradient of one parameter in numbers; those of finite elements, NaN where there is no gradient.</summary>
public sealed record ParameterGradient
{
    /// <summary>The parameter's dotted name, for example <c>fc1.weight</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The layer that holds it.</summary>
    public required string Layer { get; init; }

    /// <summary>The parameter's shape.</summary>
    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>The gradient's Euclidean norm.</summary>
    public required double Norm { get; init; }

    /// <summary>The gradient's largest magnitude.</summary>
    public required double Max { get; init; }

    /// <summary>The parameter's own Euclidean norm.</summary>
    public required double WeightNorm { get; init; }

    /// <summary>Elements of the gradient that are not finite.</summary>
    public required long NonFinite { get; init; }

    /// <summary>What to think of it.</summary>
    public required GradientVerdict Verdict { get; init; }

    /// <summary>
    /// ‖gradient‖/‖parameter‖; times the learning rate the share
    /// by which a step of plain gradient descent changes the parameter. Infinite where the parameter is all zero.
    /// </summary>
    public double Ratio => Norm / WeightNorm;

    /// <summary>The gradient's root mean square: comparable between parameters of different size.</summary>
    public double RootMeanSquare => Norm / Math.Sqrt(Shape.Aggregate(1.0, (product, length) => product * length));

    internal bool HasGradient => !double.IsNaN(Norm);

    internal bool Explodes => Norm > GradientFlow.ExplodingRatio * Math.Max(WeightNorm, 1);

    internal static ParameterGradient Measure(Layer layer, string name, Parameter parameter)
    {
        using var gradient = parameter.grad;
        Moments? moments = gradient is null ? null : TensorStats.MomentsOf(gradient);
        return new ParameterGradient
        {
            Name = layer.ParameterName(name),
            Layer = layer.DisplayName,
            Shape = parameter.shape,
            Norm = moments?.Norm ?? double.NaN,
            Max = moments is { } some ? Math.Max(Math.Abs(some.Min), Math.Abs(some.Max)) : double.NaN,
            WeightNorm = TensorStats.MomentsOf(parameter).Norm,
            NonFinite = moments?.NonFinite ?? 0,
            Verdict = parameter.requires_grad ? GradientVerdict.Unused : GradientVerdict.Frozen,
        };
    }

    /// <summary>With the verdict, now that the largest sound root mean square of the network is known.</summary>
    internal ParameterGradient Judged(double largest)
    {
        bool vanishes = Shape.Count > 1 && (RootMeanSquare < GradientFlow.VanishingShare * largest || Ratio < GradientFlow.VanishingRatio);
        return !HasGradient ? this : this with
        {
            Verdict = NonFinite > 0 ? GradientVerdict.NonFinite
                : Norm == 0 ? GradientVerdict.Zero
                : Explodes ? GradientVerdict.Exploding
                : vanishes ? GradientVerdict.Vanishing
                : GradientVerdict.Fine,
        };
    }
}
