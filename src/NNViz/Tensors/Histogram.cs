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

    /// <summary>Equal bins between two values.</summary>
    internal readonly record struct Bins(double Low, double High, int Count)
    {
        /// <summary>
        /// Bins per unit: the index of x is floor((x − Low) × Scale), in double precision on every path, so that all paths agree.
        /// </summary>
        public double Scale => High > Low && Count > 1 ? Count / (High - Low) : 0;

        public int IndexOf(double value) => Math.Clamp((int)((value - Low) * Scale), 0, Count - 1);

        public Histogram With(long[] counts)
        {
            var (low, high, count) = this;
            return count == 0
                ? Empty
                : new Histogram([.. Enumerable.Range(0, count + 1)
                    .Select(i => i == count ? high : low + i * ((high - low) / count))], counts);
        }
    }
}
