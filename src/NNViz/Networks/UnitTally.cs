using NNViz.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>Counts and sums of each unit of a layer, batch by batch, in constant memory.</summary>
internal sealed class UnitTally
{
    private readonly UnitBatch first;
    private readonly (double Low, double High)? bounds;
    private readonly double[] active, zeros, nonFinite, saturated, min, max;
    private readonly Moments[] moments;
    private long samples, outputs;

    public UnitTally(UnitBatch first)
    {
        this.first = first;
        bounds = BoundsOf(first.Layer.Module);
        var units = (int)first.Values.shape[1];
        (active, zeros, nonFinite, saturated) = (new double[units], new double[units], new double[units], new double[units]);
        min = [.. Enumerable.Repeat(double.PositiveInfinity, units)];
        max = [.. Enumerable.Repeat(double.NegativeInfinity, units)];
        moments = [.. Enumerable.Repeat(Moments.None, units)];
    }

    /// <summary>The layer's place in the tree.</summary>
    public (int, int) Order => (first.Layer.Index, first.Call.Index);

    /// <summary>Adds a batch [samples, units, places].</summary>
    public void Add(Tensor values)
    {
        using var scope = NewDisposeScope();
        if (values.shape[1] != active.Length)
        {
            throw new ArgumentException(
                $"{first.Name} returned {values.shape[1]} units and before {active.Length}: "
                + "batches have to differ in their number of samples only.");
        }
        values = values.detach().Doubles();
        var isZero = values.eq(0);
        Sum(active, isZero.logical_not().any(2).sum(new long[] { 0 }));
        Sum(zeros, isZero.sum(new long[] { 0, 2 }));
        Sum(nonFinite, values.isfinite().logical_not().sum(new long[] { 0, 2 }));
        if (bounds is var (low, high))
        {
            var margin = Units.NearBound * (high - low);
            Sum(saturated, values.le(low + margin).logical_or(values.ge(high - margin)).sum(new long[] { 0, 2 }));
        }
        Merge(values);
        (samples, outputs) = (samples + values.shape[0], outputs + (values.shape[0] * values.shape[2]));
    }

    /// <summary>What was counted.</summary>
    public LayerUnits Result()
    {
        var isActivation = ActivationFunctions.IsModule(first.Layer.Type);
        return new LayerUnits(first.Name, first.Layer.Type, outputs / samples, [.. Enumerable.Range(0, active.Length).Select(i => UnitOf(i, isActivation))]);
    }

    private void Merge(Tensor values)
    {
        double[] lows = Read(values.amin(new long[] { 0, 2 }, false)), highs = Read(values.amax(new long[] { 0, 2 }, false));
        var mean = values.mean(new long[] { 0, 2 }, keepdim: true);
        double[] means = Read(mean.flatten()), squares = Read((values - mean).square().sum(new long[] { 0, 2 }));
        var count = values.shape[0] * values.shape[2];
        for (var i = 0; i < moments.Length; i++)
        {
            moments[i] = Moments.Merge(moments[i], new Moments(count, 0, 0, 0, 0, lows[i], highs[i], means[i], squares[i]));
            (min[i], max[i]) = (Math.Min(min[i], lows[i]), Math.Max(max[i], highs[i]));
        }
    }

    private Unit UnitOf(int i, bool isActivation)
    {
        var near = bounds is null ? double.NaN : saturated[i] / outputs;
        var share = active[i] / samples;
        var verdict = nonFinite[i] > 0 ? UnitVerdict.NonFinite
            : active[i] == 0 && ActivationFunctions.IsGated(first.Layer.Type) ? UnitVerdict.Dead
            : min[i] == max[i] ? UnitVerdict.Constant
            : near >= Units.SaturatedShare ? UnitVerdict.Saturated
            : isActivation && share < Units.RareShare ? UnitVerdict.Rare
            : !isActivation && max[i] <= 0 ? UnitVerdict.NeverPositive
            : UnitVerdict.Fine;
        return nonFinite[i] > 0
            ? new Unit(i, share, zeros[i] / outputs, double.NaN, double.NaN, double.NaN, double.NaN, near, verdict)
            : new Unit(i, share, zeros[i] / outputs, min[i], max[i], moments[i].Mean, moments[i].Std, near, verdict);
    }

    /// <summary>Between what numbers the function's outputs lie, where it flattens out at both ends.</summary>
    private static (double, double)? BoundsOf(nn.Module module) => module switch
    {
        Hardtanh clamp => (clamp.min_val, clamp.max_val),
        Tanh or Softsign => (-1, 1),
        Sigmoid or Hardsigmoid => (0, 1),
        ReLU6 => (0, 6),
        _ => null,
    };

    private static void Sum(double[] sums, Tensor counts)
    {
        var added = Read(counts);
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += added[i];
        }
    }

    private static double[] Read(Tensor tensor) => HostTensor.Copy(tensor, tensor.numel()).ToDoubles();
}
