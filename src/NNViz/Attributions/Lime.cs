namespace NNViz.Attributions;

/// <summary>How a LIME surrogate is fitted.</summary>
public sealed record LimeFit
{
    /// <summary>How many perturbed inputs, the input itself among them; 500 by default.</summary>
    public int Samples { get; init; } = 500;

    /// <summary>The regression; ridge with α = 1 by default, as in the authors' code.</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Ridge();
}

/// <summary>
/// LIME: a linear surrogate of the score around the input, fitted to inputs with half of the features taken out at random, those nearer to the input
/// counting more. Ribeiro, Singh, Guestrin 2016, arXiv:1602.04938, equation 1; nearness exp(−d² / 2w²) with d the cosine distance of the feature
/// vectors, w = 0.25, as in the authors' code for images.
/// </summary>
internal static class Lime
{
    /// <summary>The most features: more coefficients than that say nothing that 500 perturbed inputs could tell, and take gigabytes.</summary>
    internal const int MostFeatures = 1024;

    private const double KernelWidth = 0.25;

    public static Outcome Of(Subject subject, FeatureMask? mask, LimeFit fit)
    {
        var (samples, surrogate) = (fit.Samples, fit.Surrogate);
        var features = (mask ?? FeatureMask.Default(subject)).For(subject.X);
        var count = (int)features.Count;
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 2);
        if (count > MostFeatures)
        {
            throw new ArgumentException($"LIME fits a coefficient for each feature, and {MostFeatures} at most: {features.Coarser}.");
        }
        var keep = Sample(count, samples, subject.Options.Seed);
        double[][] design = [.. keep.Select(k => Array.ConvertAll(k, kept => kept ? 1.0 : 0))];
        // Before anything is scored: what cannot be solved is refused here.
        var regression = new WeightedRegression(design, [.. keep.Select(k => Nearness(k.Count(kept => kept), count))], surrogate);
        var scores = Coalitions.Scores(subject, features, keep);
        var fits = scores.Select(y => regression.Solve(y, subject.Options.Cancellation)).ToList();
        return new(Coalitions.Maps(subject, features, [.. fits.Select(f => f.Coefficients)]))
        {
            Baseline = subject.Options.Baseline,
            Steps = samples,
            Random = true,
            Numbers = new Dictionary<string, double[]> { ["local R²"] = [.. fits.Select(f => f.R2)] },
            StandardError = surrogate.IsLasso ? null : Coalitions.Maps(subject, features, [.. fits.Select(f => f.StandardErrors)])[0],
            Notes = [$"{count} features: {features.Mask}", surrogate.Name, .. Unsettled(fits)],
        };
    }

    /// <summary>What must be said where a lasso was stopped before its coefficients came to rest.</summary>
    private static string[] Unsettled(List<Fit> fits) => fits.Count(fit => !fit.Converged) is > 0 and var open
        ? [$"the lasso of {open} of {fits.Count} samples still moved after {WeightedRegression.LassoRounds} rounds: "
            + "a larger α, more samples or fewer features let it settle"]
        : [];

    /// <summary>The input itself, then coalitions with each feature left in at even odds.</summary>
    private static List<bool[]> Sample(int features, int samples, int seed)
    {
        var random = new Noise(seed);
        var keep = new List<bool[]> { Enumerable.Repeat(true, features).ToArray() };
        while (keep.Count < samples)
        {
            keep.Add(Array.ConvertAll(random.Uniform(features), u => u < 0.5));
        }
        return keep;
    }

    private static double Nearness(int kept, int features)
    {
        var distance = 1 - Math.Sqrt((double)kept / features);
        return Math.Exp(-distance * distance / (2 * KernelWidth * KernelWidth));
    }
}
