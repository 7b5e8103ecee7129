namespace NNViz.Attributions.Checks;

/// <summary>How a check came out.</summary>
public enum CheckResult
{
    /// <summary>Within its threshold.</summary>
    Passed,

    /// <summary>Beyond its threshold: the map is not to be trusted as it stands.</summary>
    Failed,

    /// <summary>It did not run; <see cref="Check.Says"/> tells why.</summary>
    NotRun,
}

/// <summary>One question put to an attribution, and its answer.</summary>
/// <param name="Name">What was checked, for example <c>completeness</c>.</param>
/// <param name="Result">How it came out.</param>
/// <param name="Value">The measured number; NaN where it did not run.</param>
/// <param name="Threshold">The limit that it was held against; NaN where it did not run.</param>
/// <param name="Says">The answer in a sentence.</param>
public sealed record Check(string Name, CheckResult Result, double Value, double Threshold, string Says)
{
    /// <summary>A check that did not run, and why.</summary>
    internal static Check Skipped(string name, string why) => new(name, CheckResult.NotRun, double.NaN, double.NaN, why);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Says}";
}

/// <summary>The limits that the checks under an attribution hold against, each with the reason for its size.</summary>
public static class CheckThresholds
{
    /// <summary>
    /// The largest share of the explained difference that a map with completeness may miss: 5 %, the limit that Sundararajan et al. (2017,
    /// section 5) give for the number of steps of integrated gradients.
    /// </summary>
    public const double Completeness = 0.05;

    /// <summary>
    /// Removing pixels in the map's order must lower the score more than removing them at random: the area between the map's curve and the mean of
    /// several random orders must be above 0 by 1 standard error, which the random orders themselves give. A map that is no better than one of
    /// them passes once in six; what fails cannot be told from chance. <see cref="Check.Threshold"/> is this error, as a share of the score's span.
    /// </summary>
    public const double Deletion = 1;

    /// <summary>As <see cref="Deletion"/>, for inserting the pixels into the baseline.</summary>
    public const double Insertion = 1;

    /// <summary>
    /// The largest rank correlation (Spearman, of absolute values) with the map of the same architecture with random weights: 0.5. A map that
    /// stays much the same shows the input and the architecture, not what the net has learned (Adebayo et al. 2018).
    /// </summary>
    public const double Randomisation = 0.5;

    /// <summary>The smallest mean correlation between maps of different seeds: 0.8, below which more than a third of the variance is chance.</summary>
    public const double SeedSpread = 0.8;
}
