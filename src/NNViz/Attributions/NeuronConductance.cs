using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// How much of the score goes from each input element through one neuron: (x − b) · ∫₀¹ ∂f/∂y · ∂y/∂x dα. Dhamdhere, Sundararajan, Yan 2018,
/// arXiv:1805.12233, equation 2.
/// </summary>
internal static class NeuronConductance
{
    public static Outcome Of(Subject subject, string layer, long[] index)
    {
        var choice = LayerChoice.Of(subject, layer);
        var neuron = Target.Neuron(layer, index);
        var (baseline, rule) = (subject.Options.Baseline, subject.Options.Steps);
        var (nodes, weights) = (PathPoints.Column(rule.Nodes, subject.X[0]), PathPoints.Column(rule.Weights, subject.X[0]));
        Tensor[] sum = [.. subject.X.Select(x => zeros_like(x))];
        for (long b = 0; b < baseline.Count; b++)
        {
            var start = baseline.For(subject.X, b);
            foreach (var batch in subject.Batches(rule.Nodes.Count, gradient: true, part: baseline.Part(b, rule.Nodes.Count)))
            {
                var tap = new LayerTap(subject, choice.Layer);
                var pass = subject.Forward(PathPoints.Of(batch, start, subject.X, nodes), batch.Rows, tap.Watch);
                var ofScore = neuron.Score(subject.Gradients(pass.Scores, [tap.Output], keepGraph: true)[0], null);
                var ofNeuron = subject.Gradients(neuron.Score(tap.Output, null), pass.Leaves);
                for (var i = 0; i < sum.Length; i++)
                {
                    var gradient = ofNeuron[i] * Batch.Column(ofScore, ofNeuron[i]);
                    sum[i].index_add_(0, batch.Rows,
                        gradient * batch.Factor(weights, gradient) * (batch.Of(subject.X[i]) - batch.Of(start[i])) / baseline.Count, 1);
                }
            }
        }
        return new(sum) { Layer = choice with { Why = $"neuron {Words.Shape(index)}" }, Baseline = baseline, Steps = rule.Nodes.Count, Notes = [rule.Name] };
    }
}
