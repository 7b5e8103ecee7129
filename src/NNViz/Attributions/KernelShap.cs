using System.Numerics;

namespace NNViz.Attributions;

/// <summary>
/// Shapley values by regression: coalitions weighted by (F − 1) / (C(F,k)·k·(F − k)), under the condition that the values sum to f(x) − f(b), which is
/// put into the equations. Lundberg, Lee 2017, arXiv:1705.07874, theorem 2. All coalitions where there are few, otherwise drawn by that weight in pairs of a
/// coalition and its complement (Covert, Lee 2021, arXiv:2012.01536).
/// </summary>
internal static class KernelShap
{
    public static Outcome Of(Subject subject, FeatureMask? mask, int samples)
    {
        var features = (mask ?? FeatureMask.Default(subject)).For(subject.X);
        var count = (int)features.Count;
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 2);
        var exact = count < 31 && (1L << count) - 2 <= samples;
        Refuse(features, count, exact, samples);
        var (keep, weights) = exact ? All(count) : Drawn(count, samples, subject.Options.Seed);
        bool[][] ends = [[.. Enumerable.Repeat(true, count)], new bool[count]];
        var last = count - 1;
        // φ_last = Δ − Σ others: each column loses the last one, and the target the last feature's share of Δ.
        double[][] design = [.. keep.Select(k => Enumerable.Range(0, last).Select(f => Bit(k[f]) - Bit(k[last])).ToArray())];
        // Before any coalition is scored: what was drawn may leave a value open.
        var regression = new WeightedRegression(design, weights, Surrogate.Ridge(0), intercept: false);
        var scores = Coalitions.Scores(subject, features, [.. ends, .. keep]);
        var (values, errors, fit) = (new List<double[]>(), new List<double[]>(), new List<double>());
        foreach (var score in scores)
        {
            var (whole, none) = (score[0], score[1]);
            var y = score.Skip(2).Select((s, p) => s - none - Bit(keep[p][last]) * (whole - none)).ToArray();
            var solved = regression.Solve(y);
            values.Add([.. solved.Coefficients, whole - none - solved.Coefficients.Sum()]);
            // The last value is Δ less the others: its variance is that of their sum.
            errors.Add([.. solved.StandardErrors, solved.Covariance is { } c ? Math.Sqrt(Math.Max(0, c.Cast<double>().Sum())) : double.NaN]);
            fit.Add(solved.R2);
        }
        return new(Coalitions.Maps(subject, features, values))
        {
            Baseline = subject.Options.Baseline,
            Steps = keep.Count,
            Random = !exact,
            Numbers = new Dictionary<string, double[]> { ["local R²"] = [.. fit] },
            StandardError = exact ? null : Coalitions.Maps(subject, features, errors)[0],
            Notes = [$"{count} features: {features.Mask}", exact ? "all coalitions" : $"{keep.Count} coalitions drawn"],
        };
    }

    private static void Refuse(Features features, int count, bool exact, int samples)
    {
        if (count < 2)
        {
            throw new ArgumentException($"Kernel SHAP shares a difference among features, and {features.Mask} gives {count}. Give a mask of at least two.");
        }
        // A coalition and its complement say the same of the differences between features: a pair is one equation.
        if (!exact && (samples + 1L) / 2 < count - 1)
        {
            throw new ArgumentException(
                $"Kernel SHAP solves for {count - 1} values, which takes {2 * (count - 1)} coalitions or more, "
                    + $"and {samples} are drawn: {features.Coarser}; or draw more, samples: {4 * (count - 1)}.");
        }
    }

    private static double Bit(bool kept) => kept ? 1 : 0;

    private static (List<bool[]> Keep, double[] Weights) All(int count)
    {
        var keep = Enumerable.Range(1, (1 << count) - 2).Select(bits => Enumerable.Range(0, count).Select(f => (bits >> f & 1) == 1).ToArray()).ToList();
        return (keep, [.. keep.Select(k => Weight(count, k.Count(kept => kept)))]);
    }

    /// <summary>Sizes by the total weight of all coalitions of that size, 1 / (k·(F − k)); then any k features; then the complement.</summary>
    private static (List<bool[]> Keep, double[] Weights) Drawn(int count, int samples, int seed)
    {
        var random = new Noise(seed);
        double[] cumulative = [.. Enumerable.Range(1, count - 1).Select(k => 1.0 / (k * (count - (double)k)))];
        for (var k = 1; k < cumulative.Length; k++)
        {
            cumulative[k] += cumulative[k - 1];
        }
        var keep = new List<bool[]>();
        while (keep.Count < samples)
        {
            var place = random.Uniform(1)[0] * cumulative[^1];
            var size = 1 + Array.FindIndex(cumulative, c => place <= c);
            var chosen = random.Permutation(count)[..size];
            var coalition = new bool[count];
            Array.ForEach(chosen, f => coalition[f] = true);
            keep.Add(coalition);
            keep.Add(Array.ConvertAll(coalition, kept => !kept));
        }
        return (keep, [.. Enumerable.Repeat(1.0, keep.Count)]);
    }

    private static double Weight(int count, int kept)
    {
        var choices = BigInteger.One;
        for (var i = 1; i <= kept; i++)
        {
            choices = choices * (count - kept + i) / i;
        }
        return (count - 1) / ((double)choices * kept * (count - kept));
    }
}
