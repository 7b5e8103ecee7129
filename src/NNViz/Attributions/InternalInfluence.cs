using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// Internal influence: the gradient of the score for a layer's output, averaged along the input's path from the baseline, ∫₀¹ ∂f/∂a dα.
/// Leino et al. 2018, arXiv:1802.03788, equation 3, with the path as the distribution of interest.
/// </summary>
internal static class InternalInfluence
{
    public static Outcome Of(Subject subject, string layer)
    {
        var choice = LayerChoice.Of(subject, layer);
        var (baseline, rule) = (subject.Options.Baseline, subject.Options.Steps);
        var (nodes, weights) = (PathPoints.Column(rule.Nodes, subject.X[0]), PathPoints.Column(rule.Weights, subject.X[0]));
        var shape = subject.Trace.Find(choice.Layer)?.Shape;
        var mean = shape is null ? null : zeros(shape, subject.X[0].dtype, subject.X[0].device);
        for (long b = 0; b < baseline.Count; b++)
        {
            var start = baseline.For(subject.X, b);
            foreach (var batch in subject.Batches(rule.Nodes.Count, gradient: true, part: baseline.Part(b, rule.Nodes.Count)))
            {
                var tap = new LayerTap(subject, choice.Layer);
                var pass = subject.Forward(PathPoints.Of(batch, start, subject.X, nodes), batch.Rows, tap.Watch);
                var gradient = subject.Gradients(pass.Scores, [tap.Output])[0];
                mean!.index_add_(0, batch.Rows, gradient * batch.Factor(weights, gradient) / baseline.Count, 1);
            }
        }
        return new(mean!) { Kind = MapKind.Layer, Layer = choice, Baseline = baseline, Steps = rule.Nodes.Count, Notes = [rule.Name] };
    }
}
