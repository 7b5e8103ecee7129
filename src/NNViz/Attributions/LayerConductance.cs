using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// Conductance of a layer's neurons: ∫₀¹ ∂f/∂a · da/dα dα on the input's path from the baseline (Dhamdhere, Sundararajan, Yan 2018,
/// arXiv:1805.12233), in the form of Shrikumar, Su, Kundaje 2018, arXiv:1807.09946, equation 2: the sum over steps of ∂f/∂a at a step's
/// start times the change of a over it. The points are the nodes of the quadrature, of Gauss–Legendre n + 1 for n steps, as in Captum; its
/// weights are not needed. What lies before the first node and behind the last is left out: with 50 steps of Gauss–Legendre a thousandth of
/// the path, with trapezoids nothing.
/// </summary>
internal static class LayerConductance
{
    public static Outcome Of(Subject subject, string layer)
    {
        var choice = LayerChoice.Of(subject, layer);
        var (baseline, path) = (subject.Options.Baseline, subject.Options.Steps.Path);
        if (path.Nodes.Count < 2)
        {
            throw new ArgumentException(
                $"Conductance goes from node to node of the quadrature, and '{path}' has one. "
                + "Take two or more, for example Quadrature.Trapezoid(50).");
        }
        var nodes = PathPoints.Column(path.Nodes, subject.X[0]);
        var sum = zeros(subject.Trace.Find(choice.Layer)?.Shape ?? [1], subject.X[0].dtype, subject.X[0].device);
        var baseScore = zeros_like(subject.Prediction.Scores);
        for (long b = 0; b < baseline.Count; b++)
        {
            var start = baseline.For(subject.X, b);
            foreach (var batch in subject.Batches(1, gradient: true, part: baseline.Part(b, 1)))
            {
                Tensor[] from = [.. start.Select(batch.Of)], to = [.. subject.X.Select(batch.Of)];
                sum.narrow(0, batch.First, batch.Count).add_(Along(subject, choice, (from, to), batch.Rows, nodes) / baseline.Count);
            }
            baseScore.add_(subject.Scores(start) / baseline.Count);
        }
        return new(sum)
        {
            Kind = MapKind.Layer,
            Layer = choice,
            Baseline = baseline,
            Steps = path.Nodes.Count - 1,
            Notes = [$"the path from {Words.Percent(path.Nodes[0])} to {Words.Percent(path.Nodes[^1])}, between the nodes of {path}"],
            MustSumTo = subject.Prediction.Scores - baseScore,
        };
    }

    /// <summary>The conductance of some samples on their way from the baseline, a node at a time: each needs only the one before it.</summary>
    private static Tensor Along(Subject subject, LayerChoice choice, (Tensor[] From, Tensor[] To) path, Tensor rows, Tensor nodes)
    {
        var walk = new Walk();
        foreach (var node in nodes.split(1))
        {
            subject.Options.Cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var tap = new LayerTap(subject, choice.Layer);
            var points = path.From.Zip(path.To, (s, x) => s + Batch.Column(node, x) * (x - s)).ToArray();
            var pass = subject.Forward(points, rows, tap.Watch);
            walk.Step(tap.Output.detach(), subject.Gradients(pass.Scores, [tap.Output])[0], scope);
        }
        return walk.Sum!;
    }

    private sealed class Walk
    {
        private Tensor? output;
        private Tensor? gradient;

        public Tensor? Sum { get; private set; }

        public void Step(Tensor nextOutput, Tensor nextGradient, TorchSharp.DisposeScope scope)
        {
            if (output is not null)
            {
                var part = gradient! * (nextOutput - output);
                Sum ??= scope.MoveToOuter(zeros_like(part));
                Sum.add_(part);
                output.Dispose();
                gradient!.Dispose();
            }
            (output, gradient) = scope.MoveToOuter(nextOutput, nextGradient);
        }
    }
}
