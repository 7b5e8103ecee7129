using NNViz.Tensors;

namespace NNViz.Attributions.Checks;

/// <summary>Whether a map sums to what its axiom says: f(x) − f(b), or the relevance that the biases did not take.</summary>
internal static class Completeness
{
    /// <summary>
    /// A difference below this share of the map's total is measured against this share: of almost nothing, no part can be told. What such a
    /// map may miss is then 0.05 % of its total; single precision itself loses less than a hundredth of that (DeepLIFT, whose sum is exact,
    /// on the nets of the tests), and the 50 nodes of integrated gradients up to 0.15 %, which more steps make good.
    /// </summary>
    private const double LeastShare = 0.01;

    public static Check Run(CheckContext context, string name)
    {
        var samples = context.Plain.Samples;
        var (sums, totals) = (Sums(context.Plain.Maps, samples, v => v), Sums(context.Plain.Maps, samples, Math.Abs));
        var expected = HostTensor.Copy(context.Outcome.MustSumTo!).ToDoubles();
        var missed = expected.Select((e, i) => Math.Abs(sums[i] - e) / Math.Max(Math.Abs(e), Math.Max(LeastShare * totals[i], double.Epsilon))).ToArray();
        var worst = Array.IndexOf(missed, missed.Max());
        var result = missed[worst] <= CheckThresholds.Completeness ? CheckResult.Passed : CheckResult.Failed;
        return new(name, result, missed[worst], CheckThresholds.Completeness,
            $"the map sums to {Words.Number(sums[worst])} of {Words.Number(expected[worst])}, {Words.Percent(missed[worst])} off"
            + (samples > 1 ? $" (the worst of {samples} samples)" : "")
            + (result == CheckResult.Failed ? context.Outcome.Steps > 0 ? "; more steps bring it nearer" : "; part of the score is lost on the way" : ""));
    }

    /// <summary>What each sample's map sums to, over all inputs of the net, less what it must.</summary>
    public static double[] Deltas(IReadOnlyList<HostTensor> maps, TorchSharp.torch.Tensor mustSumTo)
    {
        var expected = HostTensor.Copy(mustSumTo).ToDoubles();
        return [.. Sums(maps, expected.Length, v => v).Zip(expected, (sum, e) => sum - e)];
    }

    private static double[] Sums(IReadOnlyList<HostTensor> maps, int samples, Func<double, double> of)
    {
        var sums = new double[samples];
        foreach (var values in maps.Select(map => map.ToDoubles()))
        {
            for (var i = 0; i < values.Length; i++)
            {
                sums[i / (values.Length / samples)] += of(values[i]);
            }
        }
        return sums;
    }
}
