using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Diagnosis;

/// <summary>Whether the network answers the same whatever it is given.</summary>
internal static class ConstantAnswers
{
    public const string Name = "answers";

    /// <summary>The spread of the answers over the samples, beside that of all answers (or 1, where they are small), below which they count as one.</summary>
    public const double SmallestSpread = 1e-3;

    public static CheckResult Check(Examination net)
    {
        if (net.Output is not { } output || !output.is_floating_point() || output.dim() < 1 || output.shape[0] < 2 || net.Inputs.All(IsOneSample))
        {
            return CheckResult.NotMade(Name, "There are no two different samples, or no answers to compare.");
        }
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var spread = output.std(0, unbiased: true).mean().ToDouble();
        var size = TensorStats.MomentsOf(output) is var all ? Math.Sqrt((all.SquaredDeviations / all.Count) + (all.Mean * all.Mean)) : 0;
        if (!double.IsFinite(spread))
        {
            return CheckResult.NotMade(Name, "The answers are not finite.");
        }
        return CheckResult.Of(Name,
            $"The answers differ from sample to sample by {Words.Number(spread)}, at a size of {Words.Number(size)}.",
            spread >= SmallestSpread * Math.Max(size, SmallestSpread)
                ? null
                : new Finding(Name, Verdict.Faulty, "The network answers the same whatever it is given.")
                {
                    Because = $"Over {net.Samples} different samples the answers differ by {Words.Number(spread)} "
                        + $"(mean standard deviation of an output), at a size of {Words.Number(size)}.",
                    Advice = "Somewhere on the way the signal is lost: dead or saturated layers, weights that are all zero, "
                        + "or a last layer that has learnt its biases only. See the other findings, else train from a fresh initialisation.",
                    Remedies = [Remedy.FreshStartLowerLearningRate, Remedy.KaimingWeights],
                    Evidence = new EvidenceHistogram("All answers of the batch.", "output of the network", TensorStats.Of(output).Histogram, []),
                });
    }

    private static bool IsOneSample(Tensor input)
    {
        if (input.dim() == 0)
        {
            return true;
        }
        using var scope = NewDisposeScope();
        var first = input[TensorIndex.Slice(0, 1)];
        return input.is_floating_point() ? input.allclose(first.expand_as(input)) : input.eq(first).all().ToBoolean();
    }
}
