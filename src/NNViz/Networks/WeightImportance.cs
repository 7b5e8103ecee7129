using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>How the importance of a weight is measured.</summary>
public enum ImportanceRule
{
    /// <summary>
    /// Weight times the gradient of the score with respect to it:
    /// to first order what the score loses when the weight is set to 0 (Molchanov et al. 2017).
    /// </summary>
    GradientTimesWeight,

    /// <summary>
    /// Weight times the mean input that it is given: its part of the layer's own mean output, of which it says which way it is pushed.
    /// Dense layers only; a row's parts and its bias sum to the mean output of that neuron.
    /// </summary>
    WeightTimesInput,
}

/// <summary>The importance of one layer's weights.</summary>
/// <param name="Name">The weight's dotted name.</param>
/// <param name="Values">One number for each weight, in its shape: above 0 it speaks for the score, below 0 against it.</param>
/// <param name="Total">Σ|importance|, to compare layers.</param>
public sealed record LayerImportance(string Name, HostTensor Values, double Total);

/// <summary>What each weight does for a score, for (red) or against it (blue). Immutable; holds no tensor.</summary>
/// <param name="Rule">How it was measured.</param>
/// <param name="Score">What was explained, in words.</param>
/// <param name="ScoreValue">The score; NaN where each layer was looked at by itself.</param>
/// <param name="Layers">The weights, in the order of the network.</param>
/// <param name="Samples">Over how many samples the mean was taken.</param>
public sealed record WeightImportance(ImportanceRule Rule, string Score, double ScoreValue, IReadOnlyList<LayerImportance> Layers, long Samples)
{
    /// <summary>Runs <paramref name="net"/> in eval mode. Leaves no trace on it.</summary>
    /// <param name="net">The network.</param>
    /// <param name="x">[N, …], its input.</param>
    /// <param name="target">The output that is explained, as its number along axis 1; null: for each sample the highest. Of gradient times weight only.</param>
    /// <param name="layers">Which layers; all by default.</param>
    /// <param name="rule">How importance is measured.</param>
    /// <exception cref="ArgumentException">
    /// There is no such layer or output, no weight that the rule can measure, or a target for a rule that takes none.
    /// </exception>
    /// <exception cref="ForwardException">The network threw; the message names the layer and the shapes.</exception>
    public static WeightImportance Of(
        nn.Module net, Tensor x, int? target = null, string? layers = null, ImportanceRule rule = ImportanceRule.GradientTimesWeight)
    {
        ArgumentNullException.ThrowIfNull(net);
        if (target is { } unused && rule == ImportanceRule.WeightTimesInput)
        {
            throw new ArgumentException(
                $"Weight times input looks at each layer by itself and explains no output, so a target, {unused}, says nothing to it. "
                    + "Leave it out, or use ImportanceRule.GradientTimesWeight.",
                nameof(target));
        }
        using var scope = NewDisposeScope();
        var tree = LayerTree.Of(net);
        var chosen = layers is null ? tree.Layers : tree.Select(layers);
        var weights = tree.Layers.Where(layer => layer.IsIn([.. chosen])).SelectMany(layer => layer.Parameters.Where(entry => entry.Value.dim() > 1)
            .Select(entry => (Layer: layer, Name: layer.ParameterName(entry.Name), Value: (Tensor)entry.Value))).ToList();
        return rule == ImportanceRule.GradientTimesWeight ? ByGradient(net, x, target, weights) : ByInput(net, x, weights);
    }

    private static WeightImportance ByGradient(nn.Module net, Tensor x, int? target, List<(Layer Layer, string Name, Tensor Value)> weights)
    {
        using var state = NetState.Save(net);
        using var gradients = enable_grad();
        var trained = weights.Where(weight => weight.Value.is_floating_point()).ToList();
        trained.ForEach(weight => weight.Value.requires_grad = true);
        using var capture = Capture.Run(net, [x], new CaptureOptions { Graph = true, Layers = LayerTree.Of(net).Root.DisplayName });
        var output = capture.Layers.Count > 0 ? capture.Layers[0].Output : throw new ArgumentException("The network did not return a tensor through call().");
        if (output.dim() != 2 || target < 0 || target >= output.shape[1])
        {
            throw new ArgumentException(output.dim() != 2
                ? $"The network returns {Words.Shape(output.shape)}; a score needs [N, outputs]."
                : $"There is no output {target}: the network has the outputs 0 to {output.shape[1] - 1}.");
        }
        var score = target is { } one ? output.select(1, one).mean() : output.amax(new long[] { 1 }, false).mean();
        var found = trained.Count == 0 ? [] : autograd.grad([score], [.. trained.Select(weight => weight.Value)], allow_unused: true);
        using var untracked = no_grad();
        var read = trained.Index().Where(entry => !found[entry.Index].IsInvalid)
            .Select(entry => Measured(entry.Item.Name, entry.Item.Value.detach() * found[entry.Index])).ToList();
        return read.Count == 0
            ? throw new ArgumentException("The score depends on no weight of two axes or more in these layers.")
            : new(ImportanceRule.GradientTimesWeight, target is { } number ? $"output {number}" : "the highest output of each sample",
                score.Doubles().ToDouble(), read, x.shape[0]);
    }

    private static WeightImportance ByInput(nn.Module net, Tensor x, List<(Layer Layer, string Name, Tensor Value)> weights)
    {
        var dense = weights.Where(weight => weight.Layer.Module is TorchSharp.Modules.Linear).ToList();
        if (dense.Count == 0)
        {
            throw new ArgumentException(
                "Weight times input is measured for Linear layers, and there is none among these. Use ImportanceRule.GradientTimesWeight.");
        }
        using var untracked = no_grad();
        using var capture = Capture.Run(net, [x], new CaptureOptions { Layers = string.Join(",", dense.Select(weight => weight.Layer.DisplayName)) });
        var read = dense.Select(weight =>
        {
            var input = capture[weight.Layer.DisplayName].Calls[^1].Inputs[0].Value
                ?? throw new ArgumentException($"The input of {weight.Layer.DisplayName} was overwritten in place; the layer before it works in place.");
            return Measured(weight.Name, weight.Value.detach() * input.reshape(-1, input.shape[^1]).mean([0]));
        }).ToList();
        return new(ImportanceRule.WeightTimesInput, "each layer's own outputs", double.NaN, read, x.shape[0]);
    }

    private static LayerImportance Measured(string name, Tensor values) =>
        new(name, HostTensor.Copy(values, values.numel()), values.Doubles().abs().sum().ToDouble());

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
