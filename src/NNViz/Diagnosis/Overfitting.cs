using NNViz.Training;

namespace NNViz.Diagnosis;

/// <summary>Whether the validation loss rises while the training loss goes on falling, and since when.</summary>
internal static class Overfitting
{
    public const string Name = "overfitting";

    /// <summary>The validation loss at the end above this times its lowest: it has risen.</summary>
    public const double LeastRise = 1.1;

    /// <summary>Values behind the lowest that are needed to speak of a rise.</summary>
    public const int FewestBehind = 3;

    public static CheckResult Check(LossCurves curves)
    {
        if (curves.Training is not { } training || curves.Validation is not { } validation)
        {
            return CheckResult.NotMade(Name, curves.Training is null ? curves.WhyNot : "No loss on validation data was logged (a metric such as val_loss).");
        }
        var points = Smooth(validation.Means);
        if (points.Count < FewestBehind + 2)
        {
            return CheckResult.NotMade(Name, $"{points.Count} values of {validation.Name} are too few to say.");
        }
        if (training.Means.Count == 0)
        {
            return CheckResult.NotMade(Name, $"{training.Name} was never a number.");
        }
        var best = points.Index().MinBy(point => point.Item.Value);
        var (at, lowest, last) = (best.Item.Step, best.Item.Value, points.TakeLast(Math.Max(2, points.Count / 10)).Average(point => point.Value));
        var noise = points.Zip(points.Skip(1), (a, b) => Math.Abs(b.Value - a.Value)).Average();
        var (then, now) = (Near(training, at), training.Means.TakeLast(Math.Max(1, training.Means.Count / 10)).Average(point => point.Value));
        var rises = points.Count - 1 - best.Index >= FewestBehind
            && last > lowest + ((LeastRise - 1) * Math.Abs(lowest)) && last > lowest + (2 * noise) && now < then;
        return CheckResult.Of(Name, $"{validation.Name} ends at {Words.Number(last)}, its lowest was {Words.Number(lowest)}.",
            !rises ? null
            : new Finding(Name, Verdict.Faulty, $"Overfitting since step {at}.")
            {
                Because = $"{validation.Name} was lowest, {Words.Number(lowest)}, at step {at} and ends at {Words.Number(last)}; "
                    + $"{training.Name} went on falling from {Words.Number(then)} to {Words.Number(now)}. "
                    + $"A rise of {Words.Percent(LeastRise - 1)} counts.",
                Advice = $"Stop at step {at} and keep the weights of then; or gather more data, augment, use weight decay, dropout or a smaller network.",
                Remedies = [Remedy.WeightDecay],
                Evidence = new EvidenceCurves("Training and validation loss.", "step", "loss",
                    [LossCurves.Curve(training), LossCurves.Curve(validation)], new Limit(at, "overfitting begins")),
            });
    }

    /// <summary>Means over three values, so that one lucky epoch does not count as the best.</summary>
    private static List<MetricPoint> Smooth(IReadOnlyList<MetricPoint> points) => [.. points.Select((point, i) =>
        point with { Value = points.Skip(Math.Max(0, i - 1)).Take(i == 0 ? 2 : 3).Average(near => near.Value) })];

    private static double Near(Metric metric, long step) => metric.Means.MinBy(point => Math.Abs(point.Step - step)).Value;
}
