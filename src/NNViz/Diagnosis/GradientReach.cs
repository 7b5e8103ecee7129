using NNViz.Training;

namespace NNViz.Diagnosis;

/// <summary>How the gradient of the loss arrives at each weight, by <see cref="GradientFlow"/>.</summary>
internal static class GradientReach
{
    public const string Name = "gradients";

    /// <summary>A loss below this may have no gradient left because nothing is left to learn.</summary>
    public const double LearntLoss = 1e-3;

    private sealed record Speech(Verdict Verdict, string Title, string Because, string Advice, Remedy[] Remedies);

    public static CheckResult Check(Examination net)
    {
        if (net.Flow is not { } flow)
        {
            return CheckResult.NotMade(Name, $"The loss threw, so there is no gradient: {net.LossFault!.Message.Split('\n')[0]}");
        }
        return CheckResult.Of(Name, $"The gradient reaches all {flow.Parameters.Count} parameters, neither vanishing nor exploding.",
            Finding(flow, GradientVerdict.Exploding, Exploding(flow)), Finding(flow, GradientVerdict.Vanishing, Vanishing(flow)),
            Finding(flow, GradientVerdict.Zero, Zero), Finding(flow, GradientVerdict.Unused, Unused));
    }

    private static Speech Zero { get; } = new(Verdict.Faulty, "No gradient reaches {0}.",
        "It is exactly 0 in every element: units are dead, or something cuts it off.",
        "Look at the layers behind: dead ReLUs, a detach(), a rounding or an argmax on the way let nothing through.",
        [Remedy.LeakyRelu, Remedy.KaimingWeights]);

    private static Speech Unused { get; } = new(Verdict.Suspicious, "The loss does not depend on {0}.", "Autograd has no way from the loss to them.",
        "Use the layer in forward, remove it, or, if it is not to be trained, set requires_grad to false.", []);

    private static Speech Exploding(GradientFlow flow) => new(Verdict.Faulty, "The gradient explodes at {0}.",
        $"‖gradient‖ is up to {Words.Number(flow.With(GradientVerdict.Exploding).Select(p => p.Ratio).DefaultIfEmpty().Max())} times ‖parameter‖; "
            + $"more than {Words.Number(GradientFlow.ExplodingRatio)} overthrows it in a step of 0.01.",
        "Scale the data, initialise with smaller weights, lower the learning rate, or clip: utils.clip_grad_norm_(net.parameters(), 1) before each step.",
        [Remedy.ClipGradients, Remedy.LowerLearningRate]);

    private static Speech Vanishing(GradientFlow flow) => new(Verdict.Faulty, "The gradient vanishes at {0}.",
        $"Its root mean square there is below {Words.Number(GradientFlow.VanishingShare)} of the network's largest, "
            + $"or a step of 1 would change the weight by less than {Words.Number(GradientFlow.VanishingRatio)}.",
        "Use ReLU in place of sigmoid and tanh in deep networks, initialise for the activation (He, Xavier), add normalisation or residual connections.",
        [Remedy.ReluForSigmoidAfresh, Remedy.KaimingWeights]);

    private static Finding? Finding(GradientFlow flow, GradientVerdict verdict, Speech speech)
    {
        var bad = flow.With(verdict).ToList();
        var hasLearnt = verdict is GradientVerdict.Vanishing or GradientVerdict.Zero && flow.Loss < LearntLoss && flow.Loss >= 0;
        // A bias alone gets no gradient before a normalisation, and a whole layer is what matters.
        if (bad.Count == 0 || hasLearnt || (verdict == GradientVerdict.Zero && bad.All(parameter => parameter.Shape.Count < 2)))
        {
            return null;
        }
        var names = Words.Some(bad.Select(parameter => parameter.Name));
        return new Finding(Name, speech.Verdict, speech.Title.Replace("{0}", names, StringComparison.Ordinal))
        {
            Because = speech.Because,
            Advice = speech.Advice,
            Remedies = speech.Remedies,
            Evidence = EvidenceOf(flow, bad),
        };
    }

    /// <summary>The gradients of all weights, and of what is bad; of everything where nothing arrives at a weight.</summary>
    private static EvidenceBars EvidenceOf(GradientFlow flow, List<ParameterGradient> bad)
    {
        var weights = flow.Parameters.Where(parameter => parameter.Shape.Count > 1 || bad.Contains(parameter)).ToList();
        var shown = weights.Any(parameter => parameter.Norm > 0) ? weights : flow.Parameters;
        return new EvidenceBars("Root mean square of the gradient at each weight, the first layer at the top.", "gradient (root mean square)",
            [.. shown.Select(parameter =>
                new EvidenceBar(parameter.Name, double.IsNaN(parameter.Norm) ? 0 : parameter.RootMeanSquare, bad.Contains(parameter)))], [],
            Log: shown.Any(parameter => parameter.Norm > 0))
        { Each = "parameter" };
    }
}
