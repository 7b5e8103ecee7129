using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Diagnosis;

/// <summary>Whether the data are of a size that networks learn well from: about zero, spread about one.</summary>
internal static class InputScale
{
    public const string Name = "scale of the data";

    /// <summary>A standard deviation above this: such data are mostly not scaled (0 to 255, for example).</summary>
    public const double LargestStd = 10;

    /// <summary>A standard deviation below this: hardly anything differs.</summary>
    public const double SmallestStd = 0.01;

    /// <summary>A mean more than this many standard deviations away from zero: the differences are small beside what all have in common.</summary>
    public const double LargestOffset = 5;

    /// <summary>The largest standard deviation of a feature over the smallest.</summary>
    public const double LargestRatio = 100;

    private const int MostBars = 30;

    public static CheckResult Check(Examination net)
    {
        if (net.Inputs.FirstOrDefault(input => input.is_floating_point()) is not { } input)
        {
            return CheckResult.NotMade(Name, "The network is given whole numbers, which an embedding looks up.");
        }
        if (net.Calls.FirstOrDefault().Layer is { } first && first.Type.Contains("Norm", StringComparison.Ordinal))
        {
            return CheckResult.Of(Name, $"The network scales its input itself: it begins with {first.DisplayName} ({first.Type}).");
        }
        using var scope = NewDisposeScope();
        var stats = TensorStats.Of(input);
        var features = FeaturesOf(input);
        var finding = OfAll(stats) ?? OfFeatures(features);
        return CheckResult.Of(Name, $"The input has mean {Words.Number(stats.Mean)} and standard deviation {Words.Number(stats.Std)}.",
            finding is not { } wrong ? null
            : new Finding(Name, Verdict.Faulty, wrong.Title)
            {
                Because = wrong.Because,
                Advice = "Standardise the data: subtract from each feature its mean and divide by its standard deviation, "
                    + "both taken over the training set; do the same with every later input.",
                Remedies = [Remedy.Standardise(input)],
                Evidence = features.Count is > 1 and <= MostBars
                    ? new EvidenceBars("Standard deviation of each feature.", "standard deviation",
                        [.. features.Select((feature, i) =>
                            new EvidenceBar($"feature {i}", feature.Std, feature.Std > LargestStd || Offset(feature) > LargestOffset))],
                        [new Limit(1, "1")], Log: true)
                    { Each = "feature" }
                    : new EvidenceHistogram("The values of the input.", "input", stats.Histogram, []),
            });
    }

    private static (string Title, string Because)? OfAll(TensorStats stats) =>
        stats.Std > LargestStd ? ("The data are not scaled: the numbers are large.",
            $"Standard deviation {Words.Number(stats.Std)}, from {Words.Number(stats.Min)} to {Words.Number(stats.Max)}; "
                + $"more than {Words.Number(LargestStd)} makes first steps too long.")
        : stats.Std < SmallestStd ? ("The data hardly differ.",
            $"Standard deviation {Words.Number(stats.Std)}; below {Words.Number(SmallestStd)} "
                + "there is next to nothing to tell samples apart by.")
        : Math.Abs(stats.Mean) > LargestOffset * stats.Std ? ("The data lie far from zero.",
            $"Mean {Words.Number(stats.Mean)}, standard deviation {Words.Number(stats.Std)}: "
                + $"all inputs look alike beside the {Words.Number(Math.Abs(stats.Mean) / stats.Std)}-fold offset (limit {Words.Number(LargestOffset)}).")
        : null;

    private static (string Title, string Because)? OfFeatures(IReadOnlyList<Moments> features)
    {
        var varying = features.Where(one => one.Std > 0).ToList();
        if (varying.Count == 0)
        {
            return null;
        }
        var (low, high) = (varying.Min(one => one.Std), varying.Max(one => one.Std));
        var (far, feature) = features.Index().FirstOrDefault(one => one.Item.Std > 0 && Offset(one.Item) > 4 * LargestOffset, (Index: -1, Item: Moments.None));
        return high / low > LargestRatio ? ("The features are of very different size.",
                $"Their standard deviations go from {Words.Number(low)} to {Words.Number(high)}, "
                    + $"{Words.Number(high / low)}-fold (limit {Words.Number(LargestRatio)}): the large ones drown the small ones.")
            : far >= 0 ? ("A feature lies far from zero.",
                $"Feature {far} has mean {Words.Number(feature.Mean)} and standard deviation {Words.Number(feature.Std)}.")
            : null;
    }

    private static double Offset(Moments feature) => Math.Abs(feature.Mean) / feature.Std;

    /// <summary>The features of [N, F] apart; of anything with more axes, the channels where they are few.</summary>
    private static IReadOnlyList<Moments> FeaturesOf(Tensor input) => input.dim() == 2 && input.shape[0] > 1 || input.dim() > 3 && input.shape[1] <= 16
        ? [.. Enumerable.Range(0, (int)Math.Min(input.shape[1], 4096)).Select(i => TensorStats.MomentsOf(input.select(1, i)))]
        : [];
}
