using NNViz.Networks;
using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Diagnosis;

/// <summary>What a loss function expects of the network's output.</summary>
internal enum LossKind
{
    /// <summary>Something else, for example numbers to be met.</summary>
    Other,

    /// <summary>Scores of any size for each class: <c>cross_entropy</c>.</summary>
    CrossEntropy,

    /// <summary>One score of any size for yes or no: <c>binary_cross_entropy_with_logits</c>.</summary>
    BinaryWithLogits,

    /// <summary>Probabilities, 0 to 1: <c>binary_cross_entropy</c>.</summary>
    Binary,

    /// <summary>Logarithms of probabilities: <c>nll_loss</c>.</summary>
    NegativeLogLikelihood,
}

/// <summary>
/// Finds out which loss function it is by what it makes of outputs that are chosen for it; every kind has a law that no other has. What
/// the function itself is called, or wrapped in, does not matter, nor whether it takes means or sums.
/// </summary>
internal sealed class LossProbe
{
    private const double Tolerance = 1e-3;
    private const double Ln2 = 0.6931471805599453;

    private readonly Func<object, Tensor> loss;
    private readonly Tensor output;
    private readonly Tensor random;

    private LossProbe(Func<object, Tensor> loss, Tensor output)
    {
        (this.loss, this.output) = (loss, output);
        random = sin(arange(output.numel(), dtype: ScalarType.Float64) * 1.7).reshape(output.shape).to(output.dtype, output.device);
        Kind = KindOf();
    }

    public LossKind Kind { get; }

    /// <summary>What it is called in C#.</summary>
    public string Name => Kind switch
    {
        LossKind.CrossEntropy => "cross_entropy",
        LossKind.BinaryWithLogits => "binary_cross_entropy_with_logits",
        LossKind.Binary => "binary_cross_entropy",
        LossKind.NegativeLogLikelihood => "nll_loss",
        _ => "the loss",
    };

    public static LossProbe Of(nn.Module net, Func<object, Tensor> loss, Tensor output)
    {
        using var state = NetState.Save(net);
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        return new LossProbe(loss, output);
    }

    // Probabilities first: they are tried between 0 and 1 only, since some devices do not survive a binary_cross_entropy outside.
    private LossKind KindOf() => IsBinary() ? LossKind.Binary
        : IsNegativeLogLikelihood() ? LossKind.NegativeLogLikelihood
        : IsCrossEntropy() ? LossKind.CrossEntropy
        : IsBinaryWithLogits() ? LossKind.BinaryWithLogits
        : LossKind.Other;

    /// <summary>−t·ln p − (1 − t)·ln(1 − p): at p and 1 − p together −ln p − ln(1 − p), whatever the targets.</summary>
    private bool IsBinary()
    {
        var one = At(0.5) / Ln2;
        return one > 0 && Same(At(0.2) + At(0.8), one * -(Math.Log(0.2) + Math.Log(0.8))) && Same(At(0.1) + At(0.9), one * -(Math.Log(0.1) + Math.Log(0.9)));
    }

    /// <summary>Minus the output at the label: linear, and one less for outputs that are one more.</summary>
    private bool IsNegativeLogLikelihood()
    {
        var (one, some) = (At(1), At(random));
        return one < 0 && Same(At(2), 2 * one) && Same(At(0), 0) && Same(At(random * 2), 2 * some) && Same(At(random + 1), some + one);
    }

    /// <summary>The same for outputs that are all one more; ln C for each sample where all outputs are equal.</summary>
    private bool IsCrossEntropy()
    {
        if (output.dim() < 2)
        {
            return false;
        }
        var (some, classes) = (At(random), output.shape[1]);
        var equal = At(0) / Math.Log(classes);
        return Same(At(random + 5), some) && (classes == 1 || (Same(equal, 1) || Same(equal, output.numel() / (double)classes)) && !Same(At(random * 3), some));
    }

    /// <summary>softplus(z) − t·z: slopes of 1 − t far to the right and −t far to the left, ln 2 at 0.</summary>
    private bool IsBinaryWithLogits()
    {
        var slopes = (At(40) - At(20) + At(-40) - At(-20)) / 20;
        return slopes > 0 && Same(At(0), Ln2 * slopes);
    }

    private double At(double number) => At(full_like(output, number));

    /// <summary>The loss; NaN where it does not take such an output.</summary>
    private double At(Tensor probe)
    {
        try
        {
            using var value = loss(probe);
            return value.numel() == 1 ? value.Doubles().ToDouble() : double.NaN;
        }
        catch (Exception)
        {
            return double.NaN;
        }
    }

    private static bool Same(double a, double b) => Math.Abs(a - b) <= Tolerance * Math.Max(1, Math.Abs(b));
}
