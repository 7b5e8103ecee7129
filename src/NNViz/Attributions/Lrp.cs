using NNViz.Networks;
using NNViz.Tensors;
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
        var rules = composite.Of(subject.Tree);
        FunctionalOps.Refuse(subject, "LRP", gap => !gap.Homogeneous,
            "a function that does not hand relevance on in full",
            "Hold the activation as a module and call it there");
        var walk = new Walk(subject, rules);
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
            Notes = [composite.ToString(),
                $"biases took up {Words.Number(absorbed.mean().Doubles().item<double>())} "
                    + $"of a mean score of {Words.Number(scores.mean().Doubles().item<double>())}"],
        };
    }

    /// <summary>The rules of one pass, and what its biases took.</summary>
    private sealed class Walk(Subject subject, Func<Layer, LrpRule> ruleOf)
    {
        /// <summary>
        /// Every layer's changed output and the part of it that is bias,
        /// so that the gradient of the first times the second is what the bias took.
        /// </summary>
        public List<(Tensor Surrogate, Tensor Bias)> Taken { get; } = [];

        /// <summary>The weighted layer that ran last, for a normalisation that follows it.</summary>
        private WeightedCall? last;

        public Tensor? Rule(LayerCall call)
        {
            switch (LayerKinds.Of(call.Layer.Module))
            {
                case LayerKind.Weighted:
                    var (weight, bias) = LinearMap.Parameters(call.Layer.Module);
                    last = new(call.Layer, subject.Keep(call.Input), subject.Keep(call.Output), weight, bias);
                    return Handed(last, call.Output);
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
        /// A layer's output <paramref name="output"/>,
        /// which hands relevance down to the input of <paramref name="map"/> by the layer's rule.
        /// </summary>
        private Tensor Handed(WeightedCall map, Tensor output) =>
            StraightThrough.Of(output, Shares(map, output, ruleOf(map.Layer)).Aggregate((sum, part) => sum + part));

        /// <summary>
        /// The terms of a rule: share · z · (output / z), the ratio as a constant. Where one term is all there is (no contribution of the other
        /// sign), it takes all the relevance; α and −β of nothing would not keep it.
        /// </summary>
        private List<Tensor> Shares(WeightedCall map, Tensor output, LrpRule rule)
        {
            var (module, a, bias) = (map.Layer.Module, map.Input, map.Bias);
            List<(LrpTerm Term, Tensor Z, Tensor? Bias)> terms = [.. rule.Terms.Select(term => (term, Z(term), bias is null ? null : term.Bias(bias)))];
            return [.. terms.Select((t, k) =>
            {
                var alone = terms.Where((_, other) => other != k).Select(other => other.Z.detach().eq(0))
                    .Aggregate(ones_like(t.Z, ScalarType.Bool), (all, none) => all & none);
                var share = alone.to(t.Z.dtype) * (1 - t.Term.Share) + t.Term.Share;
                return Weighted(t.Z, output, rule.Stabilise, share, t.Bias is null ? null : LinearMap.Spread(module, t.Bias, t.Z));
            })];

            Tensor Z(LrpTerm term)
            {
                if (rule.KeepsWeights && !map.Merged)
                {
                    return LinearMap.Apply(module, a);
                }
                var b = bias is null ? null : term.Bias(bias);
                return term.WeightOfNegative is null
                    ? LinearMap.Apply(module, a, term.Weight(map.Weight), b)
                    : LinearMap.Apply(module, a.clamp_min(0), term.Weight(map.Weight), b)
                        + LinearMap.Apply(module, a.clamp_max(0), term.WeightOfNegative(map.Weight), null);
            }
        }

        /// <summary>
        /// Batch normalisation right behind a weighted layer is part of it: one layer with the weights s·w and the bias s·b + t. By itself,
        /// before the weights, its own ratio of input to output has poles wherever it puts out about 0. Elsewhere the ε rule with its own
        /// output; what it puts out for 0 is its bias.
        /// </summary>
        private Tensor? BatchNormalised(LayerCall call)
        {
            if (call.Layer.Module is not BatchNorm norm)
            {
                return null;
            }
            using var none = no_grad();
            var shift = norm.forward(zeros_like(call.Input));
            var merged = last is { } map && LinearMap.TakesWeights(map.Layer.Module)
                && map.Output.shape.SequenceEqual(call.Input.shape) && map.Output.Equals(call.Input)
                ? map.Scaled(First(norm.forward(ones_like(call.Input)) - shift), First(shift))
                : null;
            using var grad = enable_grad();
            return merged is null
                ? StraightThrough.Of(call.Output, Weighted(call.Output, call.Output, LrpRule.Stabiliser, ones_like(shift), shift))
                : Handed(merged, call.Output);
        }

        /// <summary>The number of each channel of <c>[N,C,…]</c> that is the same at every place.</summary>
        private static Tensor First(Tensor channels) => channels[0].reshape(channels.shape[1], -1).select(1, 0);

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

    /// <summary>A weighted layer as it ran, with the weights that the rules change.</summary>
    private sealed record WeightedCall(Layer Layer, Tensor Input, Tensor Output, Tensor Weight, Tensor? Bias)
    {
        public bool Merged { get; private init; }

        /// <summary>The layer with a factor and a summand behind each of its channels.</summary>
        public WeightedCall Scaled(Tensor scale, Tensor shift) => this with
        {
            Merged = true,
            Weight = Weight * scale.reshape([scale.shape[0], .. Enumerable.Repeat(1L, (int)Weight.dim() - 1)]),
            Bias = Bias is null ? shift : Bias * scale + shift,
        };
    }
}
