using static TorchSharp.torch;

namespace NNViz.Tensors;

/// <summary>
/// Reductions by torch's operators where the tensor lies; only a handful of numbers a block comes to the host. In double precision, like
/// the host's.
/// </summary>
internal sealed class DeviceReductions : IReductionPath
{
    /// <summary>What is converted to doubles at a time: 4 million elements take 32 MB on the device.</summary>
    private const int BlockSize = 1 << 22;

    private DeviceReductions()
    {
    }

    public static DeviceReductions Instance { get; } = new();

    public Moments Moments(Tensor plain)
    {
        var moments = Tensors.Moments.None;
        ForEachBlock(plain, values => moments = Tensors.Moments.Merge(moments, OfBlock(values)));
        return moments;
    }

    public long[] Count(Tensor plain, Histogram.Bins bins)
    {
        var total = new long[bins.Count];
        ForEachBlock(plain, values =>
        {
            var counted = bins.OfPowers ? values.abs().log10() : values;
            var finite = counted.masked_select(counted.isfinite());
            var index = ((finite - bins.Low) * bins.Scale).to_type(ScalarType.Int64).clamp(0, bins.Count - 1);
            var counts = HostTensor.Copy(index.bincount(null, bins.Count)).Values<long>();
            for (var i = 0; i < total.Length; i++)
            {
                total[i] += counts[i];
            }
        });
        return total;
    }

    public double[] Values(Tensor plain) => HostTensor.Copy(plain).ToDoubles();

    public double[] Gather(Tensor plain, long[] positions)
    {
        using var scope = NewDisposeScope();
        var index = from_array(positions, plain.device);
        return HostTensor.Copy(plain.reshape(-1).index_select(0, index)).ToDoubles();
    }

    private static Moments OfBlock(Tensor values)
    {
        var finite = values.isfinite();
        var count = finite.sum();
        var zero = zeros_like(values);
        var kept = where(finite, values, zero);
        var mean = (kept / count).sum();
        var squares = where(finite, (values - mean).square(), zero).sum();
        var results = stack([
            (values == 0).sum().to_type(ScalarType.Float64),
            values.isnan().sum().to_type(ScalarType.Float64),
            values.isposinf().sum().to_type(ScalarType.Float64),
            values.isneginf().sum().to_type(ScalarType.Float64),
            where(finite, values, full_like(values, double.PositiveInfinity)).min(),
            where(finite, values, full_like(values, double.NegativeInfinity)).max(),
            mean,
            squares]);
        var r = HostTensor.Copy(results).ToDoubles();
        var moments = new Moments(values.numel(), (long)r[0], (long)r[1], (long)r[2], (long)r[3], r[4], r[5], r[6], r[7]);
        return moments.Finite > 0 ? moments : moments with { Min = double.NaN, Max = double.NaN, Mean = double.NaN, SquaredDeviations = 0 };
    }

    private static void ForEachBlock(Tensor plain, Action<Tensor> action)
    {
        using var blocks = TensorBlocks.Of(plain, BlockSize);
        for (var i = 0; i < blocks.Count; i++)
        {
            using var scope = NewDisposeScope();
            var flat = blocks.Flat(i);
            if (flat.numel() > 0)
            {
                action(flat.is_complex() ? flat.to_type(ScalarType.ComplexFloat64).abs() : flat.to_type(ScalarType.Float64));
            }
        }
    }
}
