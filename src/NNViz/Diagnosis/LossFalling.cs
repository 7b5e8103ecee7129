using NNViz.Training;

namespace NNViz.Diagnosis;

/// <summary>Whether the training loss falls: not at all, too slowly, or upwards.</summary>
internal static class LossFalling
{
    public const string Name = "loss";

    /// <summary>Fewer values than this are too few to say.</summary>
    public const int FewestValues = 6;

    /// <summary>The last tenth above this part of the first tenth: the loss has not fallen.</summary>
    public const double LeastFall = 0.98;

    /// <summary>The last tenth above this times the first tenth: it diverges.</summary>
    public const double Divergence = 1.2;

    public static CheckResult Check(LossCurves curves)
    {
        if (curves.Training is not { } loss)
        {
            return CheckResult.NotMade(Name, curves.WhyNot);
        }
        if (loss.Count < FewestValues)
        {
            return CheckResult.NotMade(Name, $"{loss.Count} values of {loss.Name} are too few to say ({FewestValues}).");
        }
        var means = loss.Means.Select(point => point.Value).ToList();
        var tenth = Math.Max(1, means.Count / 10);
        var (first, last) = (means.Count == 0 ? double.NaN : means.Take(tenth).Average(), means.Count == 0 ? double.NaN : means.TakeLast(tenth).Average());
        return CheckResult.Of(Name, $"{loss.Name} fell from {Words.Number(first)} to {Words.Number(last)}.", Judge(loss, first, last, means));
    }

    private static Finding? Judge(Metric loss, double first, double last, List<double> means)
    {
        // A loss near zero has nowhere to fall; one below zero (nll_loss of densities) falls by differences.
        var (fell, size) = (first - last, Math.Max(Math.Abs(first), 1e-3));
        if (loss.NonFinite > 0)
        {
            return Finding(loss, $"{loss.Name} became NaN or infinite.", $"{loss.NonFinite} of {loss.Count} values are not finite.",
                "The steps are too long, or something divides by zero: a learning rate ten times lower, clipped gradients, data that are scaled and finite.",
                [Remedy.FreshStartLowerLearningRate, Remedy.ClipGradients]);
        }
        if (last - first > (Divergence - 1) * size)
        {
            return Finding(loss, $"{loss.Name} rises.", $"The last tenth has a mean of {Words.Number(last)}, the first of {Words.Number(first)}.",
                "The steps are too long: a learning rate three to ten times lower; check that the loss is minimised and not its negative.",
                [Remedy.FreshStartLowerLearningRate]);
        }
        if (fell >= (1 - LeastFall) * size || Math.Abs(first) < 1e-3)
        {
            return null;
        }
        var (turns, noise) = Wobble(means);
        return turns > 0.45 && noise > 0.05 * size
            ? Finding(loss, $"{loss.Name} does not fall, but jumps up and down.",
                $"From {Words.Number(first)} to {Words.Number(last)}; "
                + $"it changes direction at {Words.Percent(turns)} of the values, by {Words.Number(noise)} on average.",
                "Steps that are too long jump over the valley: a learning rate three to ten times lower, or larger batches.",
                [Remedy.FreshStartLowerLearningRate])
            : Finding(loss, $"{loss.Name} does not fall.", $"From {Words.Number(first)} to {Words.Number(last)}, by less than {Words.Percent(1 - LeastFall)}.",
                "Often the learning rate is too low, the gradient does not reach the weights, or optimizer.step() or zero_grad() is missing: "
                    + "try a learning rate ten times higher, and see what net.Diagnose says of gradients and output.",
                [Remedy.HigherLearningRate, Remedy.FreshStartLowerLearningRate]);
    }

    /// <summary>How often the curve turns, and by how much it moves from value to value.</summary>
    private static (double Turns, double Noise) Wobble(List<double> means)
    {
        var moves = means.Zip(means.Skip(1), (a, b) => b - a).ToList();
        var turns = moves.Zip(moves.Skip(1)).Count(pair => pair.First * pair.Second < 0);
        return (moves.Count < 2 ? 0 : turns / (double)(moves.Count - 1), moves.Count == 0 ? 0 : moves.Average(Math.Abs));
    }

    private static Finding Finding(Metric loss, string title, string because, string advice, IReadOnlyList<Remedy> remedies) => new(Name, Verdict.Faulty, title)
    {
        Because = because,
        Advice = advice,
        Remedies = remedies,
        Evidence = new EvidenceCurves("The training loss.", "step", loss.Name, [LossCurves.Curve(loss)]),
    };
}
