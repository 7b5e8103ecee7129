using NNViz.Networks;
using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Diagnosis;

/// <summary>Whether the network's answer is what the loss function expects: scores, probabilities or their logarithms.</summary>
internal static class OutputActivation
{
    public const string Name = "output and loss";

    /// <summary>Rows of probabilities add up to 1 this exactly.</summary>
    private const double SumTolerance = 1e-3;

    /// <summary>So much larger an input shows whether the output has bounds.</summary>
    private const double Stretch = 1000;

    public static CheckResult Check(Examination net)
    {
        if (net.Output is not { } output || net.Loss is not { } loss)
        {
            return CheckResult.NotMade(Name, "The network does not return one tensor of floating-point numbers.");
        }
        using var scope = NewDisposeScope();
        var answers = new Answers(net, output);
        var wrong = loss.Kind switch
        {
            LossKind.CrossEntropy => OfCrossEntropy(answers),
            LossKind.NegativeLogLikelihood => OfLogLikelihood(answers),
            LossKind.BinaryWithLogits => OfBinaryWithLogits(answers),
            LossKind.Binary => OfBinary(answers, net.LossFault),
            _ => OfTargets(answers, net.Options.Labels),
        };
        return CheckResult.Of(Name, loss.Kind == LossKind.Other
            ? "The loss is none of the classification losses; no output out of the targets' reach was seen."
            : $"The loss behaves like {loss.Name}, and the output suits it.", wrong is null ? null : Finding(wrong, loss, answers));
    }

    private static Wrong? OfCrossEntropy(Answers answers) =>
        answers.Classes == 1 ? new("The network has one output, of which cross_entropy learns nothing.",
            "cross_entropy compares the scores of several classes; of one it always says 0.",
            "Give the last layer an output for each class, or use binary_cross_entropy_with_logits.", [])
        : answers.AreProbabilities ? new($"The network ends in a softmax, and cross_entropy takes another one.",
            "Each row of the output lies between 0 and 1 and adds up to 1. cross_entropy expects plain scores: "
                + "of a softmax it makes nearly equal probabilities, whose gradient is small.",
            "Leave out the softmax at the end of the network; apply it only to show probabilities.", [Remedy.ScoresForProbabilities])
        : answers.Last is "ReLU" or "ReLU6" or "Sigmoid" or "Tanh" ? Bounded(answers, "cross_entropy")
        : null;

    private static Wrong? OfLogLikelihood(Answers answers) =>
        answers.AreLogProbabilities ? null
        : answers.AreProbabilities ? new("The network ends in a softmax without a logarithm, and nll_loss expects log-probabilities.",
            "Each row of the output adds up to 1. nll_loss takes minus the output at the label as it stands, "
                + "so that the loss is negative and its gradient weak.",
            "End the network in a log_softmax, or leave out the softmax and use cross_entropy.", [Remedy.LogOfProbabilities])
        : new("The network ends in plain scores, and nll_loss expects log-probabilities.",
            $"The exponentials of a row add up to {Words.Number(answers.LargestSum)} and not to 1. nll_loss can then be lowered without end by larger scores.",
            "End the network in a log_softmax, or use cross_entropy.", [Remedy.LogSoftmaxOfScores]);

    private static Wrong? OfBinaryWithLogits(Answers answers) =>
        answers.Last == "Sigmoid" || answers.AreProbabilities || answers.HasBounds()
            ? new("The network ends in a sigmoid, and binary_cross_entropy_with_logits takes another one.",
                "The output lies between 0 and 1, however large the input is. Of a score in these bounds the loss makes a probability between 0.5 and 0.73.",
                "Leave out the sigmoid at the end of the network, or use binary_cross_entropy.", [Remedy.LogitsForProbabilities])
        : answers.Last is "ReLU" or "ReLU6" or "Tanh" ? Bounded(answers, "binary_cross_entropy_with_logits")
        : null;

    private static Wrong? OfBinary(Answers answers, Exception? fault) =>
        answers.Low < 0 || answers.High > 1 ? new("The output leaves the range from 0 to 1 that binary_cross_entropy expects.",
            $"It goes from {Words.Number(answers.Low)} to {Words.Number(answers.High)}"
                + $"{(fault is null ? "" : $"; the loss threw: {fault.Message.Split('\n')[0]}")}.",
            "End the network in a sigmoid, or, better, use binary_cross_entropy_with_logits on the scores.", [Remedy.SigmoidOfScores])
        : answers.Last is "Linear" or "Conv2d" or "ReLU" or "Conv1d"
            ? new($"The network ends in {answers.Last} and has no bounds, and binary_cross_entropy expects 0 to 1.",
                $"This batch happens to lie between {Words.Number(answers.Low)} and {Words.Number(answers.High)}; "
                    + "another will not, and the loss will then throw or be infinite.",
                "End the network in a sigmoid, or, better, use binary_cross_entropy_with_logits on the scores.", [Remedy.SigmoidOfScores])
        : null;

    private static Wrong Bounded(Answers answers, string loss) => new($"The network ends in {answers.Last}, which cuts off scores that {loss} needs.",
        $"The output goes from {Words.Number(answers.Low)} to {Words.Number(answers.High)}. {loss} expects scores of any size, below zero, too.",
        $"Leave out the {answers.Last} at the end of the network.", []);

    /// <summary>Targets that the last activation cannot reach.</summary>
    private static Wrong? OfTargets(Answers answers, Tensor? labels)
    {
        (double Low, double High)? reach = answers.Last switch
        {
            "ReLU" or "Softplus" => (0, double.PositiveInfinity),
            "Sigmoid" or "Softmax" or "Hardsigmoid" => (0, 1),
            "Tanh" or "Hardtanh" or "Softsign" => (-1, 1),
            _ => null,
        };
        if (labels is null || reach is not { } range || !labels.is_floating_point())
        {
            return null;
        }
        var targets = TensorStats.MomentsOf(labels);
        return targets.Min >= range.Low && targets.Max <= range.High ? null : new($"The network ends in {answers.Last}, which cannot reach all targets.",
            $"It answers from {Words.Number(range.Low)} to {Words.Number(range.High)}; "
                + $"the targets go from {Words.Number(targets.Min)} to {Words.Number(targets.Max)}.",
            $"Leave out the {answers.Last} at the end, or scale the targets to what it can reach.", []);
    }

    private static Finding Finding(Wrong wrong, LossProbe loss, Answers answers) => new(Name, Verdict.Faulty, wrong.Title)
    {
        Because = wrong.Because,
        Advice = wrong.Advice,
        Remedies = wrong.Remedies,
        Evidence = new EvidenceHistogram($"What the network answers for the batch; {loss.Name} takes it as it is.", "output of the network", answers.Histogram,
            loss.Kind is LossKind.Binary or LossKind.BinaryWithLogits || answers.AreProbabilities ? [new Limit(0, "0"), new Limit(1, "1")] : []),
    };

    private sealed record Wrong(string Title, string Because, string Advice, IReadOnlyList<Remedy> Remedies);

    /// <summary>The network's answers in numbers.</summary>
    private sealed class Answers
    {
        private readonly Examination net;

        public Answers(Examination net, Tensor output)
        {
            this.net = net;
            var stats = TensorStats.Of(output);
            (Low, High, Histogram) = (stats.Min, stats.Max, stats.Histogram);
            Classes = output.dim() > 1 ? output.shape[1] : 0;
            Last = net.Last?.Type ?? "";
            using var sums = output.dim() > 1 ? output.sum(1) : output.clone();
            using var exponentials = output.dim() > 1 ? output.exp().sum(1) : output.exp();
            AreProbabilities = Classes > 1 && Low >= 0 && High <= 1 && Examination.Numbers(sums).All(sum => Math.Abs(sum - 1) < SumTolerance);
            var exponentialSums = Examination.Numbers(exponentials);
            AreLogProbabilities = High <= 0 && exponentialSums.All(sum => Math.Abs(sum - 1) < SumTolerance);
            LargestSum = exponentialSums.Max();
        }

        public double Low { get; }

        public double High { get; }

        public Histogram Histogram { get; }

        /// <summary>The length of axis 1; 0 where there is none.</summary>
        public long Classes { get; }

        /// <summary>The type of the layer that the output comes from; empty where it comes from operations outside modules.</summary>
        public string Last { get; }

        public bool AreProbabilities { get; }

        public bool AreLogProbabilities { get; }

        public double LargestSum { get; }

        /// <summary>Whether the output stays between 0 and 1 also for inputs that are a thousand times as large, of either sign.</summary>
        public bool HasBounds()
        {
            if (Low < 0 || High > 1 || Last.Length > 0 || net.Inputs is not [{ } input] || !input.is_floating_point())
            {
                return false;
            }
            using var state = NetState.Save(net.Net);
            using var untracked = no_grad();
            net.Net.eval();
            return new[] { Stretch, -Stretch }.All(factor => NetCall.Run(net.Net, [input * factor]) is Tensor output
                && TensorStats.MomentsOf(output) is { Min: >= 0, Max: <= 1 });
        }
    }
}
