using NNViz.Networks;
using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Diagnosis;

/// <summary>Sigmoids and their kind that answer at the end of their range nearly always, where their derivative is next to 0.</summary>
internal static class Saturation
{
    public const string Name = "saturation";

    /// <summary>More than this part of a layer's answers where the derivative is below <see cref="ActivationCurves.Flat"/>.</summary>
    public const double LargestShare = 0.5;

    /// <summary>The derivative, by what the function answers.</summary>
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Slopes = new()
    {
        ["Sigmoid"] = y => y * (1 - y),
        ["Tanh"] = y => 1 - (y * y),
        ["Hardsigmoid"] = y => y.gt(0).logical_and(y.lt(1)).to_type(ScalarType.Float32),
        ["Hardtanh"] = y => y.abs().lt(1).to_type(ScalarType.Float32),
        ["Softsign"] = y => (1 - y.abs()).pow(2),
    };

    public static CheckResult Check(Examination net)
    {
        // The last one may be sure of its answer.
        var layers = net.Calls.Where(entry => Slopes.ContainsKey(entry.Layer.Type) && entry.Layer != net.Last && entry.Call.Outputs is [{ Value: not null }])
            .Select(entry => new EvidenceBar(entry.Layer.DisplayName, ShareOf(entry.Layer.Type, entry.Call.Outputs[0].Value!), false))
            .Select(bar => bar with { IsBad = bar.Value > LargestShare }).ToList();
        if (layers.Count == 0)
        {
            return CheckResult.NotMade(Name, "The network has no hidden layer of sigmoid, tanh or their kind.");
        }
        var bad = layers.Where(layer => layer.IsBad).ToList();
        return CheckResult.Of(Name,
            $"Of {layers.Count} layers the most saturated is so for {Words.Percent(layers.Max(layer => layer.Value))} of its answers; "
            + $"up to {Words.Percent(LargestShare)} is usual.",
            bad.Count == 0
                ? null
                : new Finding(Name, Verdict.Faulty, $"{Words.Some(bad.Select(layer => layer.Name))} {(bad.Count == 1 ? "is" : "are")} saturated.")
                {
                    Because = $"{Words.Percent(bad.Max(layer => layer.Value))} of the answers lie "
                        + $"where the derivative is below {Words.Number(ActivationCurves.Flat)}: "
                        + "hardly any gradient passes.",
                    Advice = "Make what goes in smaller: scale the data, initialise with smaller weights (init.xavier_uniform_), "
                        + "put a normalisation before; or use ReLU, which does not saturate above zero.",
                    Remedies = [Remedy.XavierWeights, Remedy.ReluForSigmoid],
                    Evidence = new EvidenceBars("Part of each layer's answers in the flat of its curve.", "saturated answers", layers,
                        [new Limit(LargestShare, "half")]),
                });
    }

    private static double ShareOf(string type, Tensor output)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        return Slopes[type](output).abs().lt(ActivationCurves.Flat).Doubles().mean().ToDouble();
    }
}
