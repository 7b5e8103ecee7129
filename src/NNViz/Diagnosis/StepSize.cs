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
        if (Kind(optimizer) is not { } kind)
        {
            return CheckResult.NotMade(Name, $"How far a step of {optimizer.GetType().Name} goes, its learning rate does not tell.");
        }
        var groups = GroupsOf(net, optimizer);
        if (groups.All(group => group.Names.Count == 0))
        {
            return CheckResult.NotMade(Name,
                "None of the network's weights is among the optimizer's parameters. "
                + "Was it made for another network, or before the network was moved or its layers replaced?");
        }
        var steps = groups.Select((group, i) => new Steps(groups.Count > 1 ? i : null, group.Rate, [.. flow.Parameters
            .Where(parameter => group.Names.Contains(parameter.Name) && parameter.Shape.Count > 1 && parameter.WeightNorm > 0 && parameter.Norm > 0)
            .Select(parameter => new EvidenceBar(parameter.Name,
                group.Rate * (kind == StepKind.PerNumber ? Math.Sqrt(Size(parameter)) / parameter.WeightNorm : parameter.Ratio), false))]))
            .Where(group => group.Bars.Count > 0).ToList();
        return steps.Count == 0
            ? CheckResult.NotMade(Name, "No weight that the optimizer trains has a gradient.")
            : CheckResult.Of(Name, string.Join(" ", steps.Select(group => group.ToString())), steps.Select(group => Judge(group, steps, optimizer)));
    }

    private static Finding? Judge(Steps group, List<Steps> all, optim.Optimizer optimizer) => group.Median is >= ShortestStep and <= LongestStep ? null
        : new Finding(Name, Verdict.Faulty, $"The learning rate {Words.Number(group.Rate)}{group.Name} is too {(group.Median > LongestStep ? "high" : "low")}.")
        {
            Because = $"A step of {optimizer.GetType().Name} changes the median weight by {Words.Number(group.Median)} of its norm; "
                + $"about 0.001 is usual, and from {Words.Number(ShortestStep)} to {Words.Number(LongestStep)} may work.",
            Advice = $"Try a learning rate about {Words.Number(0.003 / group.Median)} times as high, and a few around it.",
            Remedies = [group.Median > LongestStep ? Remedy.FreshStartLowerLearningRate : Remedy.HigherLearningRate],
            Evidence = new EvidenceBars("Length of one step beside the norm of each weight.", "step / ‖weight‖",
                [.. all.SelectMany(one => one.Bars).Select(step => step with { IsBad = step.Value is < ShortestStep or > LongestStep })],
                [new Limit(ShortestStep, "too short"), new Limit(LongestStep, "too long")], Log: true),
        };

    /// <summary>
    /// What the learning rate says of a step, of the optimizers of which it says something. Adadelta takes the length of its steps from those before, LBFGS
    /// from a line or from curvature, RAdam at first from the gradient and later not.
    /// </summary>
    private static StepKind? Kind(optim.Optimizer optimizer) => optimizer switch
    {
        SGD or ASGD => StepKind.ByGradient,
        Adam or AdamW or Adamax or NAdam or RMSProp or Adagrad or Rprop => StepKind.PerNumber,
        _ => null,
    };

    /// <summary>The rate of each group of parameters, and which of the network's are in it.</summary>
    private static List<(double Rate, HashSet<string> Names)> GroupsOf(Examination net, optim.Optimizer optimizer)
    {
        var places = net.Tree.ParameterPlaces();
        return [.. optimizer.ParamGroups.OfType<ParamGroup>().Select(group => (group.LearningRate, group.Parameters.Where(places.ContainsKey)
            .Select(parameter => places[parameter].Layer.ParameterName(places[parameter].Name)).ToHashSet()))];
    }

    private static double Size(ParameterGradient parameter) => parameter.Shape.Aggregate(1.0, (product, length) => product * length);

    private enum StepKind
    {
        /// <summary>The rate times the gradient.</summary>
        ByGradient,

        /// <summary>Each gradient is divided by its size, so that every number moves by about the rate.</summary>
        PerNumber,
    }

    /// <summary>The steps of one group's weights.</summary>
    private sealed record Steps(int? Group, double Rate, IReadOnlyList<EvidenceBar> Bars)
    {
        public double Median => Bars.Select(step => step.Value).Order().ElementAt(Bars.Count / 2);

        /// <summary>Of several groups which, by number and weights.</summary>
        public string Name => Group is null ? "" : $" of group {Group} ({Words.Some(Bars.Select(bar => bar.Name))})";

        public override string ToString() =>
            $"A step with learning rate {Words.Number(Rate)}{Name} changes the median weight by {Words.Number(Median)} of its norm.";
    }
}
