using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Tests.Tensors;

public class TensorStatsTests
{
    /// <summary>Values with everything that can go wrong, in every dtype that can hold them.</summary>
    public static TheoryData<string> Cases => [.. Tensors.Keys];

    private static Dictionary<string, Func<Tensor>> Tensors { get; } = new()
    {
        ["float32"] = () => Normal(10_007).to_type(ScalarType.Float32),
        ["float64 far from zero"] = () => Normal(5_000) + 1e8,
        ["float64 with an outlier first"] = () => cat([tensor(new[] { 1e8 }), Normal(5_000)]),
        ["float16"] = () => Normal(3_001).to_type(ScalarType.Float16),
        ["bfloat16"] = () => Normal(3_001).to_type(ScalarType.BFloat16),
        ["int64"] = () => (Normal(4_000) * 1000).to_type(ScalarType.Int64),
        ["int32 few values"] = () => (Normal(4_000) * 2).to_type(ScalarType.Int32),
        ["int16"] = () => (Normal(400) * 100).to_type(ScalarType.Int16),
        ["int8"] = () => (Normal(400) * 20).to_type(ScalarType.Int8),
        ["uint8"] = () => (Normal(400).abs() * 50).to_type(ScalarType.Byte),
        ["bool"] = () => Normal(1_234).gt(0),
        ["complex64"] = () => complex(Normal(1_000), Normal(1_000) + 1).to_type(ScalarType.ComplexFloat32),
        ["complex128"] = () => complex(Normal(1_000), Normal(1_000) + 1),
        ["with NaN and infinities"] = () =>
            cat([Normal(3_000), tensor(new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 0, -0.0 })]),
        ["singles with NaN and infinities"] = () =>
            cat([Normal(5_000), tensor(new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0 })]).to_type(ScalarType.Float32),
        ["nothing finite"] = () => tensor(new[] { double.NaN, double.PositiveInfinity }),
        ["empty"] = () => empty(0, 3),
        ["scalar"] = () => tensor(2.5),
        ["all equal"] = () => full(1000, 7.0),
        ["mostly zeros, as after a ReLU"] = () => Normal(20_000).relu(),
        ["not contiguous"] = () => Normal(6_000).reshape(60, 100).t().narrow(0, 10, 50),
        ["expanded"] = () => Normal(50).reshape(1, 50).expand(40, 50),
        ["one outlier among many"] = () => cat([Normal(9_000), tensor(new[] { 1e30 })]),
        ["several blocks"] = () => Normal(700_001).to_type(ScalarType.Float32),
        ["several blocks, not contiguous"] = () => Normal(800 * 900).reshape(800, 900).t(),
        ["beyond the exact quantiles"] = () => Normal(1_200_000).to_type(ScalarType.Float32),
        ["huge doubles"] = () => tensor(new[] { 8e307, 7e307, 9e307, 8e307 }),
    };

    [Theory, MemberData(nameof(Cases))]
    public void BothPathsAgreeWithASlowLoop(string name)
    {
        using var tensor = Tensors[name]();
        var values = Values(tensor);
        foreach (var path in new IReductionPath[] { HostReductions.Instance, DeviceReductions.Instance })
        {
            var stats = TensorStats.Of(tensor, path);
            CompareMoments(values, stats);
            CompareHistogram(values, stats.Histogram);
            CompareQuantiles(values, stats);
        }
    }

    [Fact]
    public void TheHistogramsOfBothPathsAreEqualBinByBin()
    {
        using var tensor = Tensors["several blocks"]();
        Assert.Equal(TensorStats.Of(tensor, HostReductions.Instance).Histogram.Counts,
            TensorStats.Of(tensor, DeviceReductions.Instance).Histogram.Counts);
    }

    public static TheoryData<string> Spreads => [.. ManyValues.Keys];

    private static Dictionary<string, Func<int, double>> ManyValues { get; } = new()
    {
        ["a range beyond the largest double"] = i => i % 2 == 0 ? 1.5e308 : -1.5e308 + (i * 1e303),
        ["all powers of ten"] = i => Math.Pow(10, -300 + (600 * (i * 7919 % 10_000) / 10_000.0)),
        ["two values"] = i => i % 3 == 0 ? 1 : 2,
        ["denormal"] = i => i * 7919 % 10_000 * double.Epsilon,
        ["nearly all zero"] = i => i % 100 == 0 ? -i : 0,
    };

    /// <summary>However the values lie, many quantiles are those of the sorted list.</summary>
    [Theory, MemberData(nameof(Spreads))]
    public void QuantilesAreThoseOfTheSortedList(string name)
    {
        double[] values = [.. Enumerable.Range(0, 10_000).Select(ManyValues[name])];
        var sorted = values.Order().ToArray();
        double[] probabilities = [0, 0.01, 0.25, 0.5, 0.5001, 0.75, 0.99, 1];
        var expected = probabilities.Select(p => (Place: p * 9999, Rank: (int)(p * 9999)))
            .Select(at => at.Place == at.Rank ? sorted[at.Rank] : sorted[at.Rank] + ((at.Place - at.Rank) * (sorted[at.Rank + 1] - sorted[at.Rank])));
        Assert.Equal(expected, Quantiles.Of(values, probabilities));
    }

    /// <summary>By hand: quarters of powers of ten from 10⁻² to 10¹, what is smaller before them and what is larger behind.</summary>
    [Fact]
    public void MagnitudesAreCountedByPowersOfTenOnBothPaths()
    {
        using var some = tensor(new[] { 0, -0.0, double.NaN, double.NegativeInfinity, 1e-9, -0.009, 0.011, -0.012, 0.02, 1.1, -9.9, 9.9, -1000, 1e300, 11 });
        long[] expected = [2, 2, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 2, 3];
        Assert.Equal(expected, TensorStats.MagnitudesOf(some, -2, 1, 4));
        Assert.Equal(expected, DeviceReductions.Instance.Count(some, new(-2.25, 1.25, 14, OfPowers: true)));
    }

    [Fact]
    public void WholeNumbersOfASmallRangeGetABinEach()
    {
        using var whole = tensor(new long[] { 3, 3, 3, 5, 6, 6 });
        var histogram = TensorStats.Of(whole).Histogram;
        Assert.Equal([2.5, 3.5, 4.5, 5.5, 6.5], histogram.Edges);
        Assert.Equal([3, 0, 1, 2], histogram.Counts);
    }

    [Fact]
    public void StatisticsDoNotDependOnThreadsOrLayout()
    {
        using var tensor = Normal(2_000_000);
        using var twice = tensor.clone();
        var (a, b) = (TensorStats.Of(tensor), TensorStats.Of(twice));
        Assert.Equal(a.Moments, b.Moments);
        Assert.Equal(a.Quantiles, b.Quantiles);
        Assert.True(a.QuantilesAreSampled);
    }

    [Fact]
    public void ReadingLeavesNoTensorBehind()
    {
        using var tensor = Normal(1_500_000);
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        TensorStats.Of(tensor, HostReductions.Instance);
        TensorStats.Of(tensor, DeviceReductions.Instance);
        SliceGrid.Of(tensor, 1000);
        HostTensor.Copy(tensor);
        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void ADisposedTensorIsNamedAsOne()
    {
        var tensor = ones(3);
        tensor.Dispose();
        Assert.Contains("disposed", Assert.Throws<InvalidOperationException>(() => TensorStats.Of(tensor)).Message);
    }

    internal static Tensor Normal(int count)
    {
        var random = new Random(count);
        return tensor(Enumerable.Range(0, count)
            .Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())).ToArray());
    }

    /// <summary>All elements one by one through TorchSharp's own reading.</summary>
    private static double[] Values(Tensor tensor)
    {
        using var real = tensor.is_complex() ? tensor.to_type(ScalarType.ComplexFloat64).abs() : tensor.to_type(ScalarType.Float64);
        using var flat = real.contiguous().reshape(-1);
        return flat.numel() == 0 ? [] : flat.data<double>().ToArray();
    }

    private static void CompareMoments(double[] values, TensorStats stats)
    {
        var finite = values.Where(double.IsFinite).ToArray();
        Assert.Equal(
            (values.LongLength, values.LongCount(v => v == 0), values.LongCount(double.IsNaN), values.LongCount(double.IsPositiveInfinity),
                values.LongCount(double.IsNegativeInfinity)),
            (stats.Count, stats.Moments.Zeros, stats.Moments.NaN, stats.Moments.PositiveInfinity, stats.Moments.NegativeInfinity));
        var mean = finite.Length == 0 ? double.NaN : finite.Aggregate(0.0, (sum, v) => sum + v / finite.Length);
        var squares = 0.0;
        foreach (var value in finite)
        {
            squares += (value - mean) * (value - mean);
        }
        Approx.Equal(
            [finite.Length == 0
                ? double.NaN
                : finite.Min(), finite.Length == 0
                ? double.NaN
                : finite.Max(), mean, finite.Length < 2
                ? double.NaN
                : Math.Sqrt(squares / (finite.Length - 1))],
            [stats.Min, stats.Max, stats.Mean, stats.Std], relative: 1e-9, absolute: 1e-12, what: "min, max, mean, std");
    }

    private static void CompareHistogram(double[] values, Histogram histogram)
    {
        var finite = values.Where(double.IsFinite).ToArray();
        Assert.Equal(finite.LongLength, histogram.Counts.Sum());
        for (var bin = 0; bin < histogram.Counts.Count; bin++)
        {
            var (low, high, last) = (histogram.Edges[bin], histogram.Edges[bin + 1], bin == histogram.Counts.Count - 1);
            var slack = 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high));
            // An element within rounding of an edge may fall on either side of it.
            Assert.InRange(histogram.Counts[bin], finite.LongCount(v => v >= low + slack && v < high - slack),
                finite.LongCount(v => v >= low - slack && (v < high + slack || last)));
        }
    }

    private static void CompareQuantiles(double[] values, TensorStats stats)
    {
        var sorted = values.Where(double.IsFinite).Order().ToArray();
        for (var i = 0; i < TensorStats.Probabilities.Count; i++)
        {
            var position = TensorStats.Probabilities[i] * (sorted.Length - 1);
            if (sorted.Length == 0)
            {
                Assert.Equal(double.NaN, stats.Quantiles[i]);
            }
            else if (!stats.QuantilesAreSampled)
            {
                var (below, above) = (sorted[(int)position], sorted[(int)Math.Ceiling(position)]);
                Assert.Equal(below + (position - (int)position) * (above - below), stats.Quantiles[i], 1e-12 * Math.Abs(below));
            }
            else
            {
                // The rank of a sampled quantile: five standard errors of a sample of that size.
                var rank = ~Array.BinarySearch(sorted, stats.Quantiles[i], Comparer<double>.Create((a, b) => a < b
                    ? -1
                    : 1)) / (double)sorted.Length;
                Assert.Equal(TensorStats.Probabilities[i], rank, 5 * Math.Sqrt(0.25 / TensorStats.SampleSize));
            }
        }
    }
}
