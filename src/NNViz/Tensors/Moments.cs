using System.Numerics;
using System.Runtime.CompilerServices;

namespace NNViz.Tensors;

/// <summary>
/// Counts and moments of a whole tensor in constant memory. Min, max, mean and standard deviation are those of the finite elements; of a
/// complex tensor, of the magnitudes; of a Boolean one, of 0 and 1.
/// </summary>
/// <param name="Count">Elements in all.</param>
/// <param name="Zeros">Elements equal to 0 (−0 too).</param>
/// <param name="NaN">Elements that are not a number.</param>
/// <param name="PositiveInfinity">Elements equal to +∞.</param>
/// <param name="NegativeInfinity">Elements equal to −∞.</param>
/// <param name="Min">The lowest finite element; NaN if there is none. An int64 beyond ±2⁵³ is rounded to a double.</param>
/// <param name="Max">The highest finite element; NaN if there is none. An int64 beyond ±2⁵³ is rounded to a double.</param>
/// <param name="Mean">The mean of the finite elements, summed in double precision; NaN if there is none.</param>
/// <param name="SquaredDeviations">Σ(x − mean)² over the finite elements.</param>
public readonly record struct Moments(
    long Count, long Zeros, long NaN, long PositiveInfinity, long NegativeInfinity, double Min, double Max, double Mean,
        double SquaredDeviations)
{
    /// <summary>The moments of nothing: what merging starts from.</summary>
    public static Moments None { get; } = new(0, 0, 0, 0, 0, double.NaN, double.NaN, double.NaN, 0);

    /// <summary>Elements that are numbers: neither NaN nor infinite.</summary>
    public long Finite => Count - NonFinite;

    /// <summary>Elements that are NaN or infinite.</summary>
    public long NonFinite => NaN + PositiveInfinity + NegativeInfinity;

    /// <summary>
    /// The sample standard deviation, ddof = 1 (divided by n − 1, as <c>torch.std</c> does by default); NaN for fewer than two finite
    /// elements.
    /// </summary>
    public double Std => Finite < 2 ? double.NaN : Math.Sqrt(SquaredDeviations / (Finite - 1));

    /// <summary>The Euclidean norm of the finite elements; 0 if there is none.</summary>
    public double Norm => Finite == 0 ? 0 : Math.Sqrt(SquaredDeviations + (Finite * Mean * Mean)); // Σx² = Σ(x − mean)² + n·mean²

    /// <summary>The moments of both parts together (Chan, Golub and LeVeque 1979, pairwise update).</summary>
    public static Moments Merge(in Moments a, in Moments b)
    {
        var (na, nb) = (a.Finite, b.Finite);
        var counts = new Moments(
            a.Count + b.Count, a.Zeros + b.Zeros, a.NaN + b.NaN, a.PositiveInfinity + b.PositiveInfinity, a.NegativeInfinity
                + b.NegativeInfinity,
            double.NaN, double.NaN, double.NaN, 0);
        if (na == 0 || nb == 0)
        {
            var some = na == 0 ? b : a;
            return counts with { Min = some.Min, Max = some.Max, Mean = some.Mean, SquaredDeviations = some.SquaredDeviations };
        }
        var (n, delta) = ((double)(na + nb), b.Mean - a.Mean);
        return counts with
        {
            Min = Math.Min(a.Min, b.Min),
            Max = Math.Max(a.Max, b.Max),
            Mean = a.Mean + delta * (nb / n),
            SquaredDeviations = a.SquaredDeviations + b.SquaredDeviations + delta * delta * (na * (nb / n)),
        };
    }

    /// <summary>
    /// The moments of <paramref name="values"/> in one pass, by sums of x − shift and its square. The nearer <paramref name="shift"/> is to
    /// their mean, the less is lost by cancellation: pass the mean of what came before. What is lost is then small beside the deviations of
    /// both parts together.
    /// </summary>
    internal static Moments Of(ReadOnlySpan<double> values, double shift) => values.IsEmpty ? None
        : Of(PowerSums.Of(values, shift = ShiftOr(values[0], shift)), values.Length, shift) ?? OneByOne(values);

    /// <inheritdoc cref="Of(ReadOnlySpan{double}, double)"/>
    internal static Moments Of(ReadOnlySpan<float> values, double shift) => values.IsEmpty ? None
        : Of(PowerSums.Of(values, shift = ShiftOr(values[0], shift)), values.Length, shift) ?? OneByOne(values);

    private static double ShiftOr(double first, double shift) => double.IsFinite(shift) ? shift : double.IsFinite(first) ? first : 0;

    private static Moments? Of(in PowerSums sums, int count, double shift)
    {
        if (!double.IsFinite(sums.Squares))
        {
            return null;
        }
        var mean = sums.Deviations / count;
        return new Moments(count, sums.Zeros, 0, 0, 0, sums.Min, sums.Max, shift + mean, Math.Max(0, sums.Squares - mean * sums.Deviations));
    }

    /// <summary>Counts what is not finite and takes the moments of the rest, one value at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Moments OneByOne<T>(ReadOnlySpan<T> values)
        where T : INumber<T>
    {
        var all = None;
        foreach (var element in values)
        {
            var value = double.CreateTruncating(element);
            var one = double.IsFinite(value)
                ? new Moments(1, value == 0 ? 1 : 0, 0, 0, 0, value, value, value, 0)
                : None with
                {
                    Count = 1,
                    NaN = double.IsNaN(value) ? 1 : 0,
                    PositiveInfinity = double.IsPositiveInfinity(value) ? 1 : 0,
                    NegativeInfinity = double.IsNegativeInfinity(value) ? 1 : 0,
                };
            all = Merge(all, one);
        }
        return all;
    }
}
