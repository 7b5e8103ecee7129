using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NNViz.Tensors;

/// <summary>How many finite elements fall in each bin; a bin holds its lower edge, the last one also its upper edge.</summary>
/// <param name="Edges">One more than there are bins, increasing.</param>
/// <param name="Counts">Elements in each bin.</param>
public sealed record Histogram(IReadOnlyList<double> Edges, IReadOnlyList<long> Counts)
{
    /// <summary>The most bins.</summary>
    public const int MaxBins = 64;

    /// <summary>No bins: there is no finite element.</summary>
    public static Histogram Empty { get; } = new([], []);

    /// <summary>
    /// Bins of equal width from the lowest to the highest finite element; for whole numbers of a range below <see cref="MaxBins"/>, one bin
    /// around each. One bin of width 0 where all finite elements are equal.
    /// </summary>
    internal static Bins BinsFor(in Moments moments, bool isIntegral)
    {
        if (moments.Finite == 0)
        {
            return new Bins(double.NaN, double.NaN, 0);
        }
        var range = moments.Max - moments.Min;
        if (isIntegral && range < MaxBins)
        {
            return new Bins(moments.Min - 0.5, moments.Max + 0.5, (int)range + 1);
        }
        return range > 0 && double.IsFinite(range) ? new Bins(moments.Min, moments.Max, MaxBins) : new Bins(moments.Min, moments.Max, 1);
    }

    /// <summary>Equal bins between two values; what lies beyond belongs to the first and the last.</summary>
    /// <param name="Low">The lower edge of the first.</param>
    /// <param name="High">The upper edge of the last.</param>
    /// <param name="Count">How many.</param>
    /// <param name="OfPowers">Whether it is log₁₀|x| that is counted, not x.</param>
    internal readonly record struct Bins(double Low, double High, int Count, bool OfPowers = false)
    {
        /// <summary>
        /// Bins per unit: the index of x is floor((x − Low) × Scale), in double precision on every path, so that all paths agree.
        /// </summary>
        public double Scale => High > Low && Count > 1 ? Count / (High - Low) : 0;

        public int IndexOf(double value) => Math.Clamp((int)((value - Low) * Scale), 0, Count - 1);

        /// <summary>The bin of each value, several side by side; false where one is not finite, which has none.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public bool TryIndex(ReadOnlySpan<double> values, Span<long> bins)
        {
            // A whole number added to this is the lowest bits of the sum.
            const double Whole = 1L << 52;
            var lanes = MemoryMarshal.Cast<double, Vector<double>>(values);
            var indices = MemoryMarshal.Cast<long, Vector<long>>(bins);
            var (low, scale, last, whole) = (new Vector<double>(Low), new Vector<double>(Scale), new Vector<double>(Count - 1), new Vector<double>(Whole));
            var broken = Vector<double>.Zero;
            for (var i = 0; i < lanes.Length; i++)
            {
                var place = (lanes[i] - low) * scale;
                // 0 of what is finite, else NaN.
                broken += place * Vector<double>.Zero;
                var bin = Vector.Floor(Vector.MinNative(Vector.MaxNative(place, Vector<double>.Zero), last));
                indices[i] = Vector.AsVectorInt64(bin + whole) ^ Vector.AsVectorInt64(whole);
            }
            var isFinite = !double.IsNaN(Vector.Sum(broken));
            for (var i = lanes.Length * Vector<double>.Count; i < values.Length; i++)
            {
                isFinite &= double.IsFinite(values[i]);
                bins[i] = isFinite ? IndexOf(values[i]) : 0;
            }
            return isFinite;
        }

        public Histogram With(long[] counts)
        {
            var (low, high, count) = (Low, High, Count);
            return count == 0
                ? Empty
                : new Histogram([.. Enumerable.Range(0, count + 1)
                    .Select(i => i == count ? high : low + i * ((high - low) / count))], counts);
        }
    }
}
