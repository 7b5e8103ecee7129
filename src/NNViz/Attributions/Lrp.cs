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
        var taken = new List<(Tensor Surrogate, Tensor Bias)>();
        var pass = subject.Forward(new LayerWatch(null, call => Rule(subject, call, composite, taken)));
        var gradients = subject.Gradients(pass.Scores, [.. pass.Leaves, .. taken.Select(t => t.Surrogate)]);
        var inputs = pass.Leaves.Length;
        var absorbed = zeros_like(subject.Prediction.Scores);
        foreach (var (gradient, (_, bias)) in gradients.Skip(inputs).Zip(taken))
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

    private static Tensor? Rule(Subject subject, LayerCall call, LrpComposite composite, List<(Tensor, Tensor)> taken)
    {
        switch (LayerKinds.Of(call.Layer.Module))
        {
            case LayerKind.Weighted:
                var rule = composite.Layers.GetValueOrDefault(call.Layer.Name) ?? (call.Layer.Module is Linear ? composite.Linear : composite.Convolution);
                return StraightThrough.Of(call.Output, rule.Terms.Select(term => Share(subject, call, rule, term, taken)).Aggregate((sum, part) => sum + part));
            case LayerKind.Affine:
                return BatchNormalised(subject, call, taken);
            case LayerKind.Activation:
                return StraightThrough.Of(call.Output, call.Input * StraightThrough.Ratio(call.Output, call.Input, LeastInput));
            case LayerKind.MaxPool:
                return null;
            default:
                throw LayerKinds.Unknown("LRP", call.Layer.DisplayName, call.Layer.Module);
        }
    }

    /// <summary>One term of a rule: share · z · (output / z), the ratio as a constant.</summary>
    private static Tensor Share(Subject subject, LayerCall call, LrpRule rule, LrpTerm term, List<(Tensor, Tensor)> taken)
    {
        var (module, a) = (call.Layer.Module, call.Input);
        var (weight, bias) = LinearMap.Parameters(module);
        var b = bias is null ? null : term.Bias(bias);
        var z = term.WeightOfNegative is null
            ? LinearMap.Apply(module, a, term.Weight(weight), b)
            : LinearMap.Apply(module, a.clamp_min(0), term.Weight(weight), b) + LinearMap.Apply(module, a.clamp_max(0), term.WeightOfNegative(weight), null);
        return Weighted(subject, z, term.Share * call.Output.detach(), rule.Stabilise, b is null ? null : LinearMap.Spread(module, b, z), taken);
    }

    /// <summary>Affine layers: the ε rule with their own output; what they put out for 0 is their bias.</summary>
    private static Tensor? BatchNormalised(Subject subject, LayerCall call, List<(Tensor, Tensor)> taken)
    {
        if (call.Layer.Module is not BatchNorm norm)
        {
            return null;
        }
        using var none = no_grad();
        var bias = norm.forward(zeros_like(call.Input));
        using var grad = enable_grad();
        return StraightThrough.Of(call.Output, Weighted(subject, call.Output, call.Output.detach(), LrpRule.Stabiliser, bias, taken));
    }

    private static Tensor Weighted(Subject subject, Tensor z, Tensor share, double epsilon, Tensor? bias, List<(Tensor, Tensor)> taken)
    {
        var value = z.detach();
        var factor = share / (value + (2 * value.ge(0).to(value.dtype) - 1) * epsilon);
        var surrogate = z * factor;
        if (bias is not null)
        {
            taken.Add((subject.Keep(surrogate), subject.Keep(factor * bias)));
        }
        return surrogate;
    }
}
