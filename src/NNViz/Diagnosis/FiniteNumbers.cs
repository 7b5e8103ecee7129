using NNViz.Tensors;
using NNViz.Training;

namespace NNViz.Diagnosis;

/// <summary>NaN and infinities, in the input, the parameters, the layers' outputs, the loss and the gradients.</summary>
internal static class FiniteNumbers
{
    public const string Name = "finite numbers";

    public static CheckResult Check(Examination net)
    {
        var bars = Parts(net).Select(part => new EvidenceBar(part.Name, part.NonFinite, part.NonFinite > 0)).ToList();
        var found = bars.Where(bar => bar.IsBad).ToList();
        var first = net.Flow?.FirstNonFinite;
        return CheckResult.Of(Name, "Input, parameters, outputs, loss and gradients are finite.",
            found.Count == 0 && first is null ? null
            : new Finding(Name, Verdict.Faulty,
                found.FirstOrDefault(bar => bar.Name.StartsWith("input", StringComparison.Ordinal)) is { } input
                    ? $"The {input.Name} holds values that are not finite."
                    : found.Count > 0 ? $"{found[0].Name} holds values that are not finite." : first!)
            {
                Because = first ?? $"{found.Count} of {bars.Count} tensors hold NaN or infinity.",
                Advice = found.Any(bar => bar.Name.StartsWith("input", StringComparison.Ordinal))
                    ? "Clean the data: replace or leave out missing values before they reach the network."
                    : "Start again from weights that are finite, with a learning rate ten times lower; "
                        + "look for divisions by zero and logarithms of zero in the layer that is named.",
                Evidence = new EvidenceBars("Values that are not finite, by tensor.", "values that are not finite", bars, []) { Each = "tensor" },
                Remedies = found.Any(bar => bar.Name.StartsWith("input", StringComparison.Ordinal)) ? [] : [Remedy.FreshStart, Remedy.LowerLearningRate],
            });
    }

    private static IEnumerable<(string Name, long NonFinite)> Parts(Examination net)
    {
        foreach (var (i, input) in net.Inputs.Index())
        {
            yield return (net.Inputs.Count == 1 ? "input" : $"input {i}", TensorStats.MomentsOf(input).NonFinite);
        }
        foreach (var (name, _, value) in net.Weights)
        {
            yield return (name, TensorStats.MomentsOf(value).NonFinite);
        }
        foreach (var parameter in net.Flow?.Parameters ?? Array.Empty<ParameterGradient>())
        {
            yield return ($"gradient of {parameter.Name}", parameter.NonFinite);
        }
    }
}
