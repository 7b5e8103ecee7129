using NNViz.Networks;
using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Attributions.Checks;

/// <summary>
/// How much the map looks like that of the same architecture with fresh weights: Spearman's correlation of absolute values. Adebayo et al. 2018,
/// arXiv:1810.03292. The second net comes from the user's factory: overwriting the first one's weights would leave a trace.
/// </summary>
internal static class Randomisation
{
    /// <summary>
    /// Where both maps are exactly 0 they are not compared: there the input is the baseline, or the rule puts 0 whatever the weights are,
    /// and an image with a black background would look alike under every net.
    /// </summary>
    internal static double Of(double[] own, double[] other)
    {
        int[] told = [.. Enumerable.Range(0, own.Length).Where(i => own[i] != 0 || other[i] != 0)];
        return Likeness.Spearman(Array.ConvertAll(told, i => own[i]), Array.ConvertAll(told, i => other[i]));
    }

    public static Check Run(CheckContext context, string name)
    {
        if (context.Request.Settings.Create is not { } create)
        {
            return Check.Skipped(name, "needs a second net with fresh weights: options Create, a function that makes one");
        }
        if (!context.Fits(context.Plain.Elapsed, out var why))
        {
            return Check.Skipped(name, why);
        }
        using var fresh = create();
        fresh.to(context.Subject.X[0].device);
        fresh.eval();
        using var outOfPlace = new OutOfPlace(LayerTree.Of(fresh));
        using var other = new Subject(fresh, new Inputs(context.Subject.X), context.Subject.Target, context.Request.Settings);
        if (other.Prediction.Output.allclose(context.Subject.Prediction.Output))
        {
            return Check.Skipped(name, "the net that Create makes puts out the same as this one: it must have fresh weights");
        }
        var maps = context.Again(fresh, context.Request.Settings).Maps;
        HostTensor[] others = [.. maps.Select(m => HostTensor.Copy(m, long.MaxValue))];
        var likeness = Enumerable.Range(0, context.Plain.Samples).Average(i => Of(
            Likeness.Sample(context.Plain.Maps, i, context.Plain.Samples, Math.Abs), Likeness.Sample(others, i, context.Plain.Samples, Math.Abs)));
        var passed = likeness <= CheckThresholds.Randomisation;
        return new(name, passed ? CheckResult.Passed : CheckResult.Failed, likeness, CheckThresholds.Randomisation,
            $"rank correlation {Words.Number(likeness)} with the map of a net with random weights"
            + (passed ? "" : ": the map shows the input and the architecture more than what was learned"));
    }
}
