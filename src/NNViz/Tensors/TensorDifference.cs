using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tensors;

/// <summary>
/// How far two tensors a and b of one shape are apart. Where either is not finite the difference is not counted. Integers are compared as Int64, half
/// precision as Float32; where the dtypes differ, both are compared as Float64 (complex: ComplexFloat64).
/// </summary>
public sealed record TensorDifference
{
    /// <summary>The tolerances of <see cref="IsClose"/>: |a − b| ≤ 1e-8 + 1e-5 · |b|, as <c>torch.allclose</c> has them.</summary>
    public const double Absolute = 1e-8, Relative = 1e-5;

    /// <summary>The largest |a − b|; 0 where nothing could be compared.</summary>
    public required double Largest { get; init; }

    /// <summary>The index of the largest |a − b|; null where nothing could be compared.</summary>
    public required IReadOnlyList<long>? LargestAt { get; init; }

    /// <summary>‖a − b‖ / ‖b‖, Euclidean; infinite where b is all zero and a is not.</summary>
    public required double RelativeNorm { get; init; }

    /// <summary>The cosine of the angle between a and b as vectors, −1 to 1; NaN where one is all zero.</summary>
    public required double Cosine { get; init; }

    /// <summary>Elements in which a and b are not equal; NaN equals NaN.</summary>
    public required long Unequal { get; init; }

    /// <summary>Elements in all.</summary>
    public required long Count { get; init; }

    /// <summary>Whether all elements agree within the tolerances; NaN agrees with NaN.</summary>
    public required bool IsClose { get; init; }

    /// <summary>a − b, wide enough for integers and Booleans; of complex tensors |a − b|.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    internal static Tensor Subtract(Tensor a, Tensor b)
    {
        if (!a.shape.SequenceEqual(b.shape))
        {
            throw new ArgumentException(
                $"Tensors of the shapes {Words.Shape(a.shape)} and {Words.Shape(b.shape)} cannot be compared. Reshape, expand or cut one of them.");
        }

        using var scope = NewDisposeScope();
        (Tensor left, Tensor right) = Comparable(a, b);
        Tensor difference = left - right;
        return (difference.is_complex() ? difference.abs() : difference).MoveToOuterDisposeScope();
    }

    /// <summary>The measures of a, b and their difference.</summary>
    internal static TensorDifference Of(Tensor a, Tensor b, Tensor difference)
    {
        using var scope = NewDisposeScope();
        (Tensor left, Tensor right) = Comparable(a, b);
        Tensor finite = difference.isfinite();
        Tensor sizes = Finite(difference.abs()).flatten();
        Tensor Finite(Tensor t) => where(finite, t, zeros_like(t));
        double Sum(Tensor t) => t.sum(type: ScalarType.Float64).ToDouble();
        double Norm(Tensor t) => Math.Sqrt(Sum(Finite(t.abs()).square()));
        (double normA, double normB, double apart) = (Norm(left), Norm(right), Norm(difference));
        Tensor products = Finite(left) * Finite(right).conj();
        Tensor unequal = left.ne(right).logical_and(left.isnan().logical_and(right.isnan()).logical_not());
        bool any = sizes.numel() > 0 && finite.any().ToBoolean();
        return new TensorDifference
        {
            Largest = any ? sizes.max().Doubles().ToDouble() : 0,
            LargestAt = any ? RowMajor.Index(sizes.argmax().ToInt64(), a.shape) : null,
            RelativeNorm = apart == 0 ? 0 : apart / normB,
            Cosine = Sum(products.is_complex() ? products.real : products) / (normA * normB),
            Unequal = (long)Sum(unequal),
            Count = a.numel(),
            IsClose = left.allclose(right, Relative, Absolute, equal_nan: true),
        };
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        if (Unequal == 0)
        {
            return $"All {Words.Count(Count)} values are equal.";
        }

        string at = LargestAt is null ? "" : $" at {Words.Shape(LargestAt)}";
        string close = IsClose ? "equal within rounding" : "different";
        return $"{Words.Count(Unequal)} of {Words.Count(Count)} values differ, the tensors are {close} "
            + "(|a − b| ≤ 1e−8 + 1e−5·|b|): "
            + $"largest |a − b| {Words.Number(Largest)}{at}, ‖a − b‖/‖b‖ {Words.Number(RelativeNorm)}, cosine {Words.Number(Cosine, 6)}.";
    }

    // Both in one type and on one device; the widest of its kind where the two are of different ones.
    private static (Tensor Left, Tensor Right) Comparable(Tensor a, Tensor b)
    {
        Tensor left = Comparable(a), right = Comparable(b).to(left.device);
        ScalarType widest = left.is_complex() || right.is_complex() ? ScalarType.ComplexFloat64 : ScalarType.Float64;
        return left.dtype == right.dtype ? (left, right) : (left.to_type(widest), right.to_type(widest));
    }

    // A type in which differences neither wrap round nor are forbidden.
    private static Tensor Comparable(Tensor tensor)
    {
        using Tensor own = PlainTensor.Of(tensor);
        Tensor plain = own.Near();
        return plain.dtype switch
        {
            ScalarType.Float16 or ScalarType.BFloat16 => plain.to_type(ScalarType.Float32),
            _ when is_integral(plain.dtype) => plain.to_type(ScalarType.Int64),
            _ => plain.alias(),
        };
    }
}
