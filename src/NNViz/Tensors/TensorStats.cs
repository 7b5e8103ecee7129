using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tensors;

/// <summary>
/// Statistics of a whole tensor, never of a truncated copy: counts, range, mean, spread, quantiles and histogram. The passes take bounded
/// memory. Range, mean, spread, quantiles and histogram are those of the finite elements; of a complex tensor, of the magnitudes.
/// Immutable.
/// </summary>
public sealed record TensorStats
{
    /// <summary>
    /// Up to this many elements the quantiles are exact; of larger tensors they are those of a sample of <see cref="SampleSize"/>.
    /// </summary>
    public const int ExactQuantiles = 1 << 20;

    /// <summary>
    /// The size of the sample beyond <see cref="ExactQuantiles"/>: one element out of each of that many equal stretches, always the same
    /// ones.
    /// </summary>
    public const int SampleSize = 1 << 18;

    /// <summary>The probabilities of <see cref="Quantiles"/>: 1, 5, 25, 50, 75, 95 and 99 %.</summary>
    public static IReadOnlyList<double> Probabilities { get; } = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

    /// <summary>Counts, range, mean and standard deviation.</summary>
    public required Moments Moments { get; init; }

    /// <summary>The quantiles at <see cref="Probabilities"/>, linear between neighbours; NaN where no element is finite.</summary>
    public required IReadOnlyList<double> Quantiles { get; init; }

    /// <summary>Whether the quantiles come from a sample rather than from every element.</summary>
    public required bool QuantilesAreSampled { get; init; }

    /// <summary>How the finite elements are distributed; counts every one of them.</summary>
    public required Histogram Histogram { get; init; }

    /// <summary>Elements in all.</summary>
    public long Count => Moments.Count;

    /// <summary>The lowest finite element, or NaN.</summary>
    public double Min => Moments.Min;

    /// <summary>The highest finite element, or NaN.</summary>
    public double Max => Moments.Max;

    /// <summary>The mean of the finite elements, or NaN.</summary>
    public double Mean => Moments.Mean;

    /// <summary>The sample standard deviation (ddof = 1) of the finite elements, or NaN for fewer than two.</summary>
    public double Std => Moments.Std;

    /// <summary>The statistics of <paramref name="tensor"/>, computed where it lies.</summary>
    /// <exception cref="InvalidOperationException">The tensor was disposed, or has no values (meta).</exception>
    /// <exception cref="NotSupportedException">The dtype cannot be read.</exception>
    public static TensorStats Of(Tensor tensor)
    {
        using var near = Near(tensor);
        return Of(near, PathFor(near));
    }

    /// <summary>Only the counts, range, mean and standard deviation of <paramref name="tensor"/>: one pass, no memory.</summary>
    /// <exception cref="InvalidOperationException">The tensor was disposed, or has no values (meta).</exception>
    public static Moments MomentsOf(Tensor tensor)
    {
        using var plain = Near(tensor);
        return PathFor(plain).Moments(plain);
    }

    /// <summary>
    /// The finite elements of <paramref name="tensor"/> other than 0, counted by log₁₀|x|: in equal bins from one power of ten to another, with those below
    /// in a bin before the first and those above in one behind the last.
    /// </summary>
    internal static IReadOnlyList<long> MagnitudesOf(Tensor tensor, int lowestPower, int highestPower, int binsOfAPower)
    {
        using var plain = Near(tensor);
        var width = 1.0 / binsOfAPower;
        return PathFor(plain).Count(plain, new(lowestPower - width, highestPower + width, ((highestPower - lowestPower) * binsOfAPower) + 2, OfPowers: true));
    }

    /// <summary>The statistics of numbers that are already on the host.</summary>
    public static TensorStats Of(ReadOnlySpan<double> values)
    {
        using var tensor = from_array(values.ToArray());
        return Of(tensor);
    }

    internal static TensorStats Of(Tensor tensor, IReductionPath path)
    {
        using var source = PlainTensor.Of(tensor);
        using var plain = InMemoryOrder(source);
        var moments = path.Moments(plain);
        var bins = Histogram.BinsFor(moments, !plain.is_floating_point() && !plain.is_complex());
        var sampled = moments.Count > ExactQuantiles;
        var values = sampled ? path.Gather(plain, SamplePositions(moments.Count)) : path.Values(plain);
        var finite = moments.NonFinite == 0 ? values : Array.FindAll(values, double.IsFinite);
        return new TensorStats
        {
            Moments = moments,
            Histogram = bins.With(bins.Count == 0 ? [] : path.Count(plain, bins)),
            Quantiles = Tensors.Quantiles.Of(finite, [.. Probabilities]),
            QuantilesAreSampled = sampled,
        };
    }

    /// <summary>The axes by falling stride, so that the sample for the quantiles is the same however the axes are ordered.</summary>
    private static Tensor InMemoryOrder(Tensor plain)
    {
        var strides = plain.stride();
        long[] axes = [.. strides.Index().OrderByDescending(axis => axis.Item).Select(axis => (long)axis.Index)];
        return plain.permute(axes).DetachFromDisposeScope();
    }

    /// <summary>The plain tensor, on the host where its device has no double precision. To be disposed.</summary>
    private static Tensor Near(Tensor tensor)
    {
        var plain = PlainTensor.Of(tensor);
        var near = plain.Near();
        if (ReferenceEquals(near, plain))
        {
            return plain;
        }
        plain.Dispose();
        return near.DetachFromDisposeScope();
    }

    private static IReductionPath PathFor(Tensor tensor) => tensor.device.type == DeviceType.CPU
        ? HostReductions.Instance
        : DeviceReductions.Instance;

    /// <summary>
    /// One position in each of <see cref="SampleSize"/> equal stretches, scattered by a fixed hash (SplitMix64), so that no regular pattern
    /// of the tensor is hit in step.
    /// </summary>
    private static long[] SamplePositions(long count)
    {
        var positions = new long[SampleSize];
        var stretch = (double)count / SampleSize;
        for (var i = 0; i < SampleSize; i++)
        {
            var hash = ((ulong)i + 1) * 0x9E3779B97F4A7C15;
            hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
            hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
            positions[i] = Math.Min(count - 1, (long)((i + ((hash ^ (hash >> 31)) >> 11) * (1.0 / (1L << 53))) * stretch));
        }
        return positions;
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
