using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// Integrated gradients of a layer's output a: (a(x) − a(b)) · ∫₀¹ ∂f/∂a (a(b) + α(a(x) − a(b))) dα, the path straight between the layer's
/// outputs for baseline and input. Works where the input itself has no gradient (token indices). Sums to f(x) − f(b) where all that reaches
/// the score goes through the layer.
/// </summary>
internal static class LayerIntegratedGradients
{
    public static Outcome Of(Subject subject, string layer)
    {
        var choice = LayerChoice.Of(subject, layer);
        var (baseline, rule) = (subject.Options.Baseline, subject.Options.Steps);
        var end = OutputFor(subject, choice, subject.X);
        var (nodes, weights) = (PathPoints.Column(rule.Nodes, end), PathPoints.Column(rule.Weights, end));
        var (sum, baseScore) = (zeros_like(end), zeros_like(subject.Prediction.Scores));
        for (long b = 0; b < baseline.Count; b++)
        {
            var inputs = baseline.For(subject.X, b);
            var start = OutputFor(subject, choice, inputs);
            var mean = zeros_like(end);
            foreach (var batch in subject.Batches(rule.Nodes.Count, gradient: true, part: baseline.Part(b, rule.Nodes.Count)))
            {
                var point = PathPoints.Of(batch, [start], [end], nodes)[0].requires_grad_();
                var scores = subject.ScoresWith([.. subject.X.Select(batch.Of)], batch.Rows, new LayerWatch([choice.Layer], _ => point.alias()));
                var gradient = subject.Gradients(scores, [point])[0];
                mean.index_add_(0, batch.Rows, gradient * batch.Factor(weights, gradient), 1);
            }
            sum.add_(mean * (end - start) / baseline.Count);
            baseScore.add_(subject.Scores(inputs) / baseline.Count);
        }
        return new(sum)
        {
            Kind = MapKind.Layer,
            Layer = choice,
            Baseline = baseline,
            Steps = rule.Nodes.Count,
            MustSumTo = subject.Prediction.Scores - baseScore,
            Notes = [rule.Name],
        };
    }

    private static Tensor OutputFor(Subject subject, LayerChoice choice, Tensor[] inputs)
    {
        var tap = new LayerTap(subject, choice.Layer);
        using var none = no_grad();
        subject.Call(inputs, tap.Watch);
        return tap.Output.detach();
    }
}
