namespace NNViz.Attributions;

/// <summary>
/// Shapley values: the mean gain of a feature over all orders in which features join, φ_f = Σ_S |S|!(F − |S| − 1)!/F! · (v(S ∪ f) − v(S)). Shapley
/// 1953. Exact over all coalitions, or sampled over random orders (Castro, Gómez, Tejada 2009, doi:10.1016/j.cor.2008.04.004).
/// </summary>
internal static class ShapleyValues
{
    /// <summary>The most features whose coalitions are all tried: 4,096 of them.</summary>
    internal const int MostExact = 12;

    /// <summary>The most marks, orders · F², that say which coalition has which feature; a byte each.</summary>
    private const long MostSampled = 1L << 26;

    public static Outcome Exact(Subject subject, FeatureMask? mask)
    {
        var features = (mask ?? FeatureMask.Default(subject)).For(subject.X);
        var count = (int)features.Count;
        if (count > MostExact)
        {
            throw new ArgumentException(
                $"Exact Shapley values try all coalitions and are for up to {MostExact} features; "
                + $"{features.Mask} gives {count}. "
                + "Give a coarser mask, or use net.ShapleySampling(x) or net.KernelShap(x).");
        }
        List<bool[]> keep = [.. Enumerable.Range(0, 1 << count).Select(bits => Enumerable.Range(0, count).Select(f => (bits >> f & 1) == 1).ToArray())];
        var share = new double[count];
        share[0] = 1.0 / count;
        for (var size = 1; size < count; size++)
        {
            share[size] = share[size - 1] * size / (count - size);
        }
        var values = Coalitions.Scores(subject, features, keep).Select(v => Enumerable.Range(0, count).Select(f => Enumerable.Range(0, 1 << count)
            .Where(s => (s >> f & 1) == 0)
            .Sum(s => share[int.PopCount(s)] * (v[s | 1 << f] - v[s]))).ToArray()).ToList();
        return Finish(subject, features, values, keep.Count, "all coalitions");
    }

    /// <param name="subject">What is explained.</param>
    /// <param name="mask">The features.</param>
    /// <param name="orders">Random orders; each costs a pass for every feature.</param>
    public static Outcome Sampled(Subject subject, FeatureMask? mask, int orders)
    {
        var features = (mask ?? FeatureMask.Default(subject)).For(subject.X);
        var count = (int)features.Count;
        ArgumentOutOfRangeException.ThrowIfLessThan(orders, 1);
        if ((long)orders * count * count > MostSampled)
        {
            throw new ArgumentException($"{orders} orders ask {(long)orders * count} coalitions of as many features: {features.Coarser}.");
        }
        var random = new Noise(subject.Options.Seed);
        var permutations = Enumerable.Range(0, orders).Select(_ => random.Permutation(count)).ToList();
        // Every order begins with nothing and ends with everything: those two are asked once.
        bool[][] ends = [new bool[count], [.. Enumerable.Repeat(true, count)]];
        var scores = Coalitions.Scores(subject, features, [.. ends, .. permutations.SelectMany(Growing)]);
        var (values, errors) = (new List<double[]>(), new List<double[]>());
        foreach (var score in scores)
        {
            var (sum, squares) = (new double[count], new double[count]);
            for (var o = 0; o < orders; o++)
            {
                for (var step = 0; step < count; step++)
                {
                    var (before, after) = (step == 0 ? 0 : 1 + o * (count - 1) + step, step == count - 1 ? 1 : 2 + o * (count - 1) + step);
                    var gain = score[after] - score[before];
                    sum[permutations[o][step]] += gain;
                    squares[permutations[o][step]] += gain * gain;
                }
            }
            values.Add([.. sum.Select(s => s / orders)]);
            errors.Add([.. squares.Zip(sum, (q, s) => orders < 2 ? double.NaN : Math.Sqrt(Math.Max(0, (q - s * s / orders) / (orders - 1) / orders)))]);
        }
        var spread = Coalitions.Maps(subject, features, errors)[0];
        return Finish(subject, features, values, orders, $"{orders} random orders") with { Random = true, StandardError = spread };
    }

    /// <summary>The coalitions of an order, one feature joining after the other, without the empty and the full one.</summary>
    private static IEnumerable<bool[]> Growing(int[] order)
    {
        var coalition = new bool[order.Length];
        foreach (var feature in order[..^1])
        {
            coalition[feature] = true;
            yield return [.. coalition];
        }
    }

    private static Outcome Finish(Subject subject, Features features, IReadOnlyList<double[]> values, int steps, string how) =>
        new(Coalitions.Maps(subject, features, values))
        {
            Baseline = subject.Options.Baseline,
            Steps = steps,
            Notes = [$"{features.Count} features: {features.Mask}", how],
        };
}
