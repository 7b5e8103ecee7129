using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Diagnosis;

/// <summary>Whether weights are of a size that keeps signals as large as they are, and differ from one another.</summary>
internal static class Initialisation
{
    public const string Name = "initialisation";

    /// <summary>σ·√(inputs of a unit) above this: signals grow from layer to layer. He's initialisation has 1.41, TorchSharp's own 0.58.</summary>
    public const double LargestGain = 8;

    /// <summary>σ·√(inputs of a unit) below this: signals fade from layer to layer.</summary>
    public const double SmallestGain = 0.05;

    /// <summary>More than this part of a layer's units with the weights of another.</summary>
    public const double LargestShareOfCopies = 0.5;

    private const int FewestNumbers = 8;

    public static CheckResult Check(Examination net)
    {
        // Of what is not finite another check speaks.
        var weights = net.Weights.Where(weight => weight.Value.numel() >= FewestNumbers
            && weight.Value.is_floating_point() && TensorStats.MomentsOf(weight.Value).NonFinite == 0)
            .Select(Measure).ToList();
        if (weights.Count == 0)
        {
            return CheckResult.NotMade(Name, "There are no weights to judge, or none that are finite.");
        }
        return CheckResult.Of(Name,
            $"The weights of {weights.Count} layers are of usual size "
            + $"(σ·√inputs between {Words.Number(weights.Min(weight => weight.Gain))} and {Words.Number(weights.Max(weight => weight.Gain))}), "
            + "and no two units are copies.",
            Copies(weights), Gains(weights));
    }

    private static Finding? Copies(List<Weight> weights)
    {
        // Equal weights in the last layer are no fault: its units are told apart by their labels.
        var bad = weights.SkipLast(1).Concat(weights.Count == 1 ? weights : []).Where(weight => weight.Copies > LargestShareOfCopies).ToList();
        return bad.Count == 0 ? null
            : new Finding(Name, bad.Count > 1 || weights.Count == 1 ? Verdict.Faulty : Verdict.Suspicious,
                $"Units have equal weights: {Words.Some(bad.Select(weight => weight.Name))}.")
            {
                Because = $"{Words.Percent(bad[0].Copies)} of the units of {bad[0].Name} have the same weights as another unit. "
                    + "They are given the same input, so only biases and the layers behind can make them differ; "
                    + "where these are alike, too, they stay copies for ever.",
                Advice = "Initialise the weights at random, for example with init.kaiming_uniform_ "
                    + "(or leave TorchSharp's own initialisation as it is); only biases may start at 0.",
                Remedies = [Remedy.KaimingWeights],
                Evidence = new EvidenceBars("Part of each layer's units that are copies of another.", "copies",
                    [.. weights.Select(weight => new EvidenceBar(weight.Name, weight.Copies, bad.Contains(weight)))],
                    [new Limit(LargestShareOfCopies, "half of the units")]),
            };
    }

    private static Finding? Gains(List<Weight> weights)
    {
        var bad = weights.Where(weight => weight.Gain > LargestGain || weight.Gain < SmallestGain && weight.Copies < 1).ToList();
        if (bad.Count == 0)
        {
            return null;
        }
        var isLarge = bad[0].Gain > LargestGain;
        return new Finding(Name, Verdict.Faulty, $"The weights of {Words.Some(bad.Select(weight => weight.Name))} are very {(isLarge ? "large" : "small")}.")
        {
            Because = $"σ·√inputs of {bad[0].Name} is {Words.Number(bad[0].Gain)}; "
                + $"between {Words.Number(SmallestGain)} and {Words.Number(LargestGain)} is usual. "
                + $"Signals {(isLarge ? "grow" : "fade")} by about this factor in the layer.",
            Advice = "Initialise with a standard deviation of √(2 / inputs) for ReLU (init.kaiming_normal_) "
                + "or √(1 / inputs) for tanh and sigmoid (init.xavier_normal_). "
                + "Where training made them so, its steps were too long: lower the learning rate.",
            Remedies = [Remedy.KaimingWeights],
            Evidence = new EvidenceBars("Spread of the weights by layer: σ·√inputs, the factor by which a layer changes the size of a signal.", "σ·√inputs",
                [.. weights.Where(weight => weight.Gain > 0).Select(weight => new EvidenceBar(weight.Name, weight.Gain, bad.Contains(weight)))],
                [new Limit(SmallestGain, "too small"), new Limit(LargestGain, "too large")], Log: true),
        };
    }

    private static Weight Measure((string Name, Networks.Layer Layer, Tensor Value) weight)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var filters = Networks.FilterRows.Of(weight.Value.detach(), weight.Layer.Module);
        var rows = filters.reshape(filters.shape[0], -1);
        var moments = TensorStats.MomentsOf(rows);
        var rms = Math.Sqrt((moments.SquaredDeviations / Math.Max(1, moments.Finite)) + (moments.Mean * moments.Mean));
        var different = Examination.Numbers(rows).Chunk((int)rows.shape[1]).Select(row => string.Join(' ', row)).Distinct().Count();
        return new Weight(weight.Name, rms * Math.Sqrt(rows.shape[1]), rows.shape[0] < 2 ? 0 : 1 - ((different - 1) / (double)(rows.shape[0] - 1)));
    }

    private sealed record Weight(string Name, double Gain, double Copies);
}
