using NNViz.Networks;
using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Diagnosis;

/// <summary>Units behind a ReLU, or one of its kind, that answer 0 to every sample: no gradient reaches them, so they stay as they are.</summary>
internal static class DeadUnits
{
    public const string Name = "dead units";

    /// <summary>More than this part of a layer's units dead: worth a look.</summary>
    public const double LargestShare = 0.5;

    /// <summary>More than this part: little of the layer is left.</summary>
    public const double FaultyShare = 0.7;

    /// <summary>Of fewer samples a unit may be silent by chance.</summary>
    public const int FewestSamples = 16;

    public static CheckResult Check(Examination net)
    {
        var samples = net.Samples;
        if (!net.Calls.Any(entry => IsGated(entry.Layer)))
        {
            return CheckResult.NotMade(Name, "The network has no ReLU layers (functional.relu cannot be seen; make it a module).");
        }
        var largest = new Dictionary<Layer, Tensor>();
        try
        {
            Collect(largest, net.Calls);
            foreach (var batch in net.Options.Batches ?? [])
            {
                using var capture = Capture.Run(net.Net, [batch],
                    new CaptureOptions { Layers = string.Join(',', largest.Keys.Select(layer => layer.Parent is null ? layer.Type : layer.Name)) });
                Collect(largest, capture.Layers.SelectMany(layer => layer.Calls.Select(call => (net.Tree.Find(layer.Layer.Module)!, call))));
                samples += batch.shape[0];
            }
            return samples < FewestSamples
                ? CheckResult.NotMade(Name, $"{samples} samples are too few to say: give {FewestSamples} or more.")
                : Judge(largest, samples);
        }
        finally
        {
            foreach (var tensor in largest.Values)
            {
                tensor.Dispose();
            }
        }
    }

    /// <summary>The layer is a ReLU, or one of its kind.</summary>
    internal static bool IsGated(Layer layer) => ActivationFunctions.IsGated(layer.Type);

    private static CheckResult Judge(Dictionary<Layer, Tensor> largest, long samples)
    {
        var layers = largest.Select(entry => (Name: entry.Key.DisplayName, Numbers: Examination.Numbers(entry.Value)))
            .Select(entry => (entry.Name, Units: entry.Numbers.Length, Dead: entry.Numbers.Count(value => value == 0))).ToList();
        var bad = layers.Where(layer => layer.Dead > LargestShare * layer.Units).ToList();
        if (bad.Count == 0)
        {
            return CheckResult.Of(Name,
                $"Over {samples} samples, {layers.Sum(layer => layer.Dead)} of {layers.Sum(layer => layer.Units)} "
                + $"units of {layers.Count} layers stay at 0; at most {Words.Percent(LargestShare)} of a layer may.");
        }
        var worst = bad.MaxBy(layer => (double)layer.Dead / layer.Units);
        return CheckResult.Of(Name, "", new Finding(Name, worst.Dead > FaultyShare * worst.Units ? Verdict.Faulty : Verdict.Suspicious,
            $"{worst.Dead} of {worst.Units} units of {worst.Name} are dead.")
        {
            Because = $"They answer 0 to each of {samples} samples. "
                + $"{string.Join(", ", bad.Select(layer => $"{layer.Name}: {Words.Percent((double)layer.Dead / layer.Units)}"))}; "
                + $"more than {Words.Percent(LargestShare)} is unusual.",
            Advice = "A step that was too long often drove their biases far below zero: train again with a learning rate three to ten times lower. "
                + "LeakyReLU lets a little gradient through, so that units can come back; He initialisation and scaled data keep them alive from the start.",
            Remedies = [Remedy.LeakyRelu, Remedy.FreshStartLowerLearningRate],
            Evidence = new EvidenceBars("Part of each layer's units that never answer.", "dead units",
                [.. layers.Select(layer => new EvidenceBar(layer.Name, (double)layer.Dead / layer.Units, bad.Contains(layer)))],
                [new Limit(LargestShare, "unusual")]),
        });
    }

    /// <summary>The largest size of an answer of each unit so far.</summary>
    private static void Collect(Dictionary<Layer, Tensor> largest, IEnumerable<(Layer Layer, CapturedCall Call)> calls)
    {
        foreach (var (layer, call) in calls)
        {
            if (!IsGated(layer) || call.Outputs is not [{ Value: { } value }] || value.dim() < 2)
            {
                continue;
            }
            using var scope = NewDisposeScope();
            var units = value.transpose(0, UnitAxis.Of(value, call.Weights));
            var most = units.reshape(units.shape[0], -1).abs().amax([1]);
            if (largest.TryGetValue(layer, out var known))
            {
                most = known.maximum(most);
                known.Dispose();
            }
            largest[layer] = most.DetachFromDisposeScope();
        }
    }
}
