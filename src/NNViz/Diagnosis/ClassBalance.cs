using static TorchSharp.torch;

namespace NNViz.Diagnosis;

/// <summary>Whether the classes of the labels are about equally frequent.</summary>
internal static class ClassBalance
{
    public const string Name = "classes";

    /// <summary>The most frequent class over the rarest.</summary>
    public const double LargestRatio = 10;

    /// <summary>Of fewer labels nothing is said.</summary>
    public const int FewestLabels = 32;

    public static CheckResult Check(Examination net)
    {
        if (WhyNot(net.Options.Labels) is { } reason)
        {
            return CheckResult.NotMade(Name, reason);
        }
        var labels = net.Options.Labels!;
        var counts = Examination.Numbers(labels).GroupBy(label => label).OrderBy(group => group.Key)
            .Select(group => (Name: $"class {group.Key:0}", Count: group.Count())).ToList();
        var (least, most) = (counts.MinBy(one => one.Count), counts.MaxBy(one => one.Count));
        var ratio = (double)most.Count / least.Count;
        return CheckResult.Of(Name,
            $"{counts.Count} classes in {labels.numel()} labels, the most frequent {Words.Number(ratio)} times as frequent as the rarest.",
            counts.Count == 1 ? Finding(counts,
                $"All {labels.numel()} labels are {most.Name}.",
                "A batch of one class teaches the network to answer that class: shuffle the data.")
            : ratio > LargestRatio ? Finding(counts, $"C{most.Name[1..]} is {Words.Number(Math.Round(ratio))} times as frequent as {least.Name}.",
                "Give the loss weights (cross_entropy's weight), draw rare classes more often, and judge by recall and not by accuracy alone.")
            : null);
    }

    private static string? WhyNot(Tensor? labels) => labels is null ? $"No labels were given ([N] whole numbers, {FewestLabels} at least, as options.Labels)."
        : labels.shape is not ([_] or [_, 1]) ? $"The labels have the shape {Words.Shape(labels.shape)}; classes are one whole number for each sample, [N]."
        : !IsWhole(labels) ? "The labels are no classes: some are no whole numbers."
        : labels.numel() < FewestLabels ? $"{labels.numel()} labels are too few to say: give {FewestLabels} or more."
        : null;

    private static Finding Finding(List<(string Name, int Count)> counts, string title, string advice) => new(Name, Verdict.Suspicious, title)
    {
        Because = $"More than {Words.Number(LargestRatio)} to 1 lets a network that always answers the frequent class look good.",
        Advice = advice,
        Evidence = new EvidenceBars("Labels of the batch by class.", "labels",
            [.. counts.Select(one => new EvidenceBar(one.Name, one.Count, one.Count * LargestRatio < counts.Max(other => other.Count)))],
            [])
        {
            Each = "class",
        },
    };

    private static bool IsWhole(Tensor labels) => !labels.is_complex()
        && (!labels.is_floating_point() || Examination.Numbers(labels).All(label => label == Math.Floor(label)));
}
