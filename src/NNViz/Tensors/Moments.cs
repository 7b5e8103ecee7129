using System.Numerics;
using System.Runtime.InteropServices;

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
    long Count, long Zeros, long NaN, long PositiveInfinity, long NegativeInfinity, double Min, double Max, double Mean, double SquaredDeviations)
{
    /// <summary>The moments of nothing: what merging starts from.</summary>
    public static Moments None { get; } = new(0, 0, 0, 0, 0, double.NaN, double.NaN, double.NaN, 0);

    /// <summary>Elements that are numbers: neither NaN nor infinite.</summary>
    public long Finite => Count - NonFinite;

    /// <summary>Elements that are NaN or infinite.</summary>
    public long NonFinite => NaN + PositiveInfinity + NegativeInfinity;

    /// <summary>The sample standard deviation, ddof = 1 (divided by n − 1, as <c>torch.std</c> does by default); NaN for fewer than two finite elements.</summary>
    public double Std => Finite < 2 ? double.NaN : Math.Sqrt(SquaredDeviations / (Finite - 1));

    /// <summary>The moments of both parts together (Chan, Golub and LeVeque 1979, pairwise update).</summary>
    public static Moments Merge(in Moments a, in Moments b)
    {
        var (na, nb) = (a.Finite, b.Finite);
        var counts = new Moments(
            a.Count + b.Count, a.Zeros + b.Zeros, a.NaN + b.NaN, a.PositiveInfinity + b.PositiveInfinity, a.NegativeInfinity + b.NegativeInfinity,
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

    /// <summary>The moments of <paramref name="values"/>. Two passes, so keep the span small enough for the processor's cache and merge.</summary>
    internal static Moments Of(ReadOnlySpan<double> values)
    {
        var (min, max, sum, zeros) = Scan(values);
        // A sum of finite values of a span this short is finite unless they are near double's end; the careful way is then right as well.
        return double.IsFinite(sum) ? WithDeviations(values, min, max, sum, zeros) : OfNonFinite(values);
    }

    private static (double Min, double Max, double Sum, long Zeros) Scan(ReadOnlySpan<double> values)
    {
        var lanes = MemoryMarshal.Cast<double, Vector<double>>(values);
        var (lows, highs, sums, zeroLanes) = (new Vector<double>(double.PositiveInfinity), new Vector<double>(double.NegativeInfinity), Vector<double>.Zero, Vector<long>.Zero);
        foreach (var lane in lanes)
        {
            lows = Vector.ConditionalSelect(Vector.LessThan(lane, lows), lane, lows);
            highs = Vector.ConditionalSelect(Vector.GreaterThan(lane, highs), lane, highs);
            sums += lane;
            zeroLanes -= Vector.Equals(lane, Vector<double>.Zero);
        }
        var (min, max, sum, zeros) = (double.PositiveInfinity, double.NegativeInfinity, Vector.Sum(sums), Vector.Sum(zeroLanes));
        for (var i = 0; i < Vector<double>.Count; i++)
        {
            (min, max) = (Math.Min(min, lows[i]), Math.Max(max, highs[i]));
        }
        foreach (var value in values[(lanes.Length * Vector<double>.Count)..])
        {
            (min, max, sum) = (value < min ? value : min, value > max ? value : max, sum + value);
            zeros += value == 0 ? 1 : 0;
        }
        return (min, max, sum, zeros);
    }

    private static Moments WithDeviations(ReadOnlySpan<double> values, double min, double max, double sum, long zeros)
    {
        if (values.IsEmpty)
        {
            return None;
        }
        var mean = sum / values.Length;
        var lanes = MemoryMarshal.Cast<double, Vector<double>>(values);
        var (means, squares) = (new Vector<double>(mean), Vector<double>.Zero);
        foreach (var lane in lanes)
        {
            var deviation = lane - means;
            squares += deviation * deviation;
        }
        var total = Vector.Sum(squares);
        foreach (var value in values[(lanes.Length * Vector<double>.Count)..])
        {
            total += (value - mean) * (value - mean);
        }
        return new Moments(values.Length, zeros, 0, 0, 0, min, max, mean, total);
    }

    /// <summary>Counts what is not finite and takes the moments of the rest, one value at a time.</summary>
    private static Moments OfNonFinite(ReadOnlySpan<double> values)
    {
        var all = None;
        foreach (var value in values)
        {
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
