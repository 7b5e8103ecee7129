using NNViz.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Diagnosis;

/// <summary>How far one step of the optimizer moves the weights.</summary>
internal static class StepSize
{
    public const string Name = "learning rate";

    /// <summary>A first step that changes the median weight by more than this part of its norm is too long.</summary>
    public const double LongestStep = 0.3;

    /// <summary>A step shorter than this part needs hundreds of thousands of steps to change anything.</summary>
    public const double ShortestStep = 1e-6;

    public static CheckResult Check(Examination net)
    {
        if (net.Options.Optimizer is not { } optimizer || net.Flow is not { } flow)
        {
            return CheckResult.NotMade(Name, "No optimizer was given (options.Optimizer).");
        }
        var rate = optimizer.ParamGroups.First().LearningRate;
        var steps = flow.Parameters.Where(parameter => parameter.Shape.Count > 1 && parameter.WeightNorm > 0 && parameter.Norm > 0)
            .Select(parameter => new EvidenceBar(parameter.Name, rate * (IsNormalised(optimizer) ? Math.Sqrt(Size(parameter)) / parameter.WeightNorm : parameter.Ratio), false)).ToList();
        if (steps.Count == 0)
        {
            return CheckResult.NotMade(Name, "No weight has a gradient.");
        }
        var median = steps.Select(step => step.Value).Order().ElementAt(steps.Count / 2);
        return CheckResult.Of(Name, $"A step with learning rate {Words.Number(rate)} changes the median weight by {Words.Number(median)} of its norm.", median is >= ShortestStep and <= LongestStep ? null
            : new Finding(Name, Verdict.Faulty, $"The learning rate {Words.Number(rate)} is too {(median > LongestStep ? "high" : "low")}.")
            {
                Because = $"A step of {optimizer.GetType().Name} changes the median weight by {Words.Number(median)} of its norm; about 0.001 is usual, and from {Words.Number(ShortestStep)} to {Words.Number(LongestStep)} may work.",
                Advice = $"Try a learning rate about {Words.Number(0.003 / median)} times as high, and a few around it.",
                Remedies = [median > LongestStep ? Remedy.FreshStartLowerLearningRate : Remedy.HigherLearningRate],
                Evidence = new EvidenceBars("Length of one step beside the norm of each weight.", "step / ‖weight‖", [.. steps.Select(step => step with { IsBad = step.Value is < ShortestStep or > LongestStep })],
                    [new Limit(ShortestStep, "too short"), new Limit(LongestStep, "too long")], Log: true),
            });
    }

    /// <summary>Whether the optimizer divides each gradient by its size, so that every number moves by about the learning rate.</summary>
    private static bool IsNormalised(optim.Optimizer optimizer) => optimizer is not SGD and not ASGD;

    private static double Size(ParameterGradient parameter) => parameter.Shape.Aggregate(1.0, (product, length) => product * length);
}
