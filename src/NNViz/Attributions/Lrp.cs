using NNViz.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// Layer-wise relevance propagation (Bach et al. 2015, doi:10.1371/journal.pone.0130140), as gradients of a changed net: every layer keeps
/// its values and gets the gradient R/a, so that input × gradient is relevance (Montavon et al. 2019, section 10.3). Starts with the score as relevance.
/// Relevance that biases take up is counted, so that the check of conservation covers everything else.
/// </summary>
internal static class Lrp
{
    /// <summary>An activation's input below this hands nothing through: its output over its input has no limit that could be told.</summary>
    private const double LeastInput = 1e-30;

    public static Outcome Of(Subject subject, LrpComposite composite)
    {
        FunctionalOps.Refuse(subject, "LRP", gap => !gap.Homogeneous, "a function that does not hand relevance on in full", "Hold the activation as a module and call it there");
        var walk = new Walk(subject, composite);
        var pass = subject.Forward(new LayerWatch(null, walk.Rule));
        var gradients = subject.Gradients(pass.Scores, [.. pass.Leaves, .. walk.Taken.Select(t => t.Surrogate)]);
        var inputs = pass.Leaves.Length;
        var absorbed = zeros_like(subject.Prediction.Scores);
        foreach (var (gradient, (_, bias)) in gradients.Skip(inputs).Zip(walk.Taken))
        {
            absorbed.add_((gradient * bias).flatten(1).sum(1));
        }
        var scores = subject.Prediction.Scores;
        return new([.. gradients.Take(inputs).Zip(subject.X, (g, x) => g * x)])
        {
            MustSumTo = scores - absorbed,
            Notes = [composite.ToString(), $"biases took up {Words.Number(absorbed.mean().to(ScalarType.Float64).item<double>())} of a mean score of {Words.Number(scores.mean().to(ScalarType.Float64).item<double>())}"],
        };
    }

    /// <summary>The rules of one pass, and what its biases took.</summary>
    private sealed class Walk(Subject subject, LrpComposite composite)
    {
        /// <summary>Every layer's changed output and the part of it that is bias, so that the gradient of the first times the second is what the bias took.</summary>
        public List<(Tensor Surrogate, Tensor Bias)> Taken { get; } = [];

        public Tensor? Rule(LayerCall call)
        {
            switch (LayerKinds.Of(call.Layer.Module))
            {
                case LayerKind.Weighted:
                    var rule = composite.Layers.GetValueOrDefault(call.Layer.Name) ?? (call.Layer.Module is Linear ? composite.Linear : composite.Convolution);
                    return StraightThrough.Of(call.Output, Shares(call, rule).Aggregate((sum, part) => sum + part));
                case LayerKind.Affine:
                    return BatchNormalised(call);
                case LayerKind.Activation:
                    return StraightThrough.Of(call.Output, call.Input * StraightThrough.Ratio(call.Output, call.Input, LeastInput));
                case LayerKind.MaxPool:
                    return null;
                default:
                    throw LayerKinds.Unknown("LRP", call.Layer.DisplayName, call.Layer.Module);
            }
        }

        /// <summary>
        /// The terms of a rule: share · z · (output / z), the ratio as a constant. Where one term is all there is (no contribution of the other
        /// sign), it takes all the relevance; α and −β of nothing would not keep it.
        /// </summary>
        private List<Tensor> Shares(LayerCall call, LrpRule rule)
        {
            var (module, a) = (call.Layer.Module, call.Input);
            var (weight, bias) = LinearMap.Parameters(module);
            List<(LrpTerm Term, Tensor Z, Tensor? Bias)> terms = [.. rule.Terms.Select(term => (term, Z(term), bias is null ? null : term.Bias(bias)))];
            return [.. terms.Select((t, k) =>
            {
                var alone = terms.Where((_, other) => other != k).Select(other => other.Z.detach().eq(0)).Aggregate(ones_like(t.Z, ScalarType.Bool), (all, none) => all & none);
                var share = alone.to(t.Z.dtype) * (1 - t.Term.Share) + t.Term.Share;
                return Weighted(t.Z, call.Output, rule.Stabilise, share, t.Bias is null ? null : LinearMap.Spread(module, t.Bias, t.Z));
            })];

            Tensor Z(LrpTerm term)
            {
                var b = bias is null ? null : term.Bias(bias);
                return term.WeightOfNegative is null
                    ? LinearMap.Apply(module, a, term.Weight(weight), b)
                    : LinearMap.Apply(module, a.clamp_min(0), term.Weight(weight), b) + LinearMap.Apply(module, a.clamp_max(0), term.WeightOfNegative(weight), null);
            }
        }

        /// <summary>Affine layers: the ε rule with their own output; what they put out for 0 is their bias.</summary>
        private Tensor? BatchNormalised(LayerCall call)
        {
            if (call.Layer.Module is not BatchNorm norm)
            {
                return null;
            }
            using var none = no_grad();
            var bias = norm.forward(zeros_like(call.Input));
            using var grad = enable_grad();
            return StraightThrough.Of(call.Output, Weighted(call.Output, call.Output, LrpRule.Stabiliser, ones_like(bias), bias));
        }

        private Tensor Weighted(Tensor z, Tensor output, double epsilon, Tensor share, Tensor? bias)
        {
            var value = z.detach();
            var factor = share * output.detach() / (value + (2 * value.ge(0).to(value.dtype) - 1) * epsilon);
            var surrogate = z * factor;
            if (bias is not null)
            {
                Taken.Add((subject.Keep(surrogate), subject.Keep(factor * bias)));
            }
            return surrogate;
        }
    }
}
