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
