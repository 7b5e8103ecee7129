using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// Integrated gradients: (x − b) · ∫₀¹ ∂f/∂x (b + α(x − b)) dα. Sundararajan, Taly, Yan 2017, arXiv:1703.01365, equation 1. The map sums to
/// f(x) − f(b), up to the error of the quadrature.
/// </summary>
internal static class IntegratedGradients
{
    public static Outcome Of(Subject subject)
    {
        var (baseline, rule) = (subject.Options.Baseline, subject.Options.Steps);
        Tensor[] sum = [.. subject.X.Select(x => zeros_like(x))];
        var baseScore = zeros_like(subject.Prediction.Scores);
        for (long b = 0; b < baseline.Count; b++)
        {
            var start = baseline.For(subject.X, b);
            var path = OnPath(subject, start, rule, baseline.Part(b, rule.Nodes.Count));
            foreach (var (total, x, from, gradient) in sum.Zip(subject.X, start).Zip(path, (s, g) => (s.First, s.Second, s.Third, g)))
            {
                total.add_((x - from) * gradient / baseline.Count);
            }
            baseScore.add_(subject.Scores(start) / baseline.Count);
        }
        return new(sum) { Baseline = baseline, Steps = rule.Nodes.Count, MustSumTo = subject.Prediction.Scores - baseScore, Notes = [rule.Name] };
    }

    /// <summary>The gradient averaged along the straight path from <paramref name="start"/> to the input, for each input.</summary>
    private static Tensor[] OnPath(Subject subject, Tensor[] start, Quadrature rule, (long Before, long All) part)
    {
        var end = subject.X;
        Tensor[] mean = [.. end.Select(x => zeros_like(x))];
        var (nodes, weights) = (PathPoints.Column(rule.Nodes, end[0]), PathPoints.Column(rule.Weights, end[0]));
        foreach (var batch in subject.Batches(rule.Nodes.Count, gradient: true, part: part))
        {
            var pass = subject.Forward(PathPoints.Of(batch, start, end, nodes), batch.Rows);
            var gradients = subject.Gradients(pass.Scores, pass.Leaves);
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i].index_add_(0, batch.Rows, gradients[i] * batch.Factor(weights, gradients[i]), 1);
            }
        }
        return mean;
    }
}
