using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>What one layer returned for one batch, a row of places for each sample and unit.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Call">Which of its calls in the pass, from 0, and how many there were.</param>
/// <param name="Values">[samples, units, places]; lives until the next batch.</param>
/// <param name="Grid">The places as the layer has them, for example [rows, columns]; empty for one place.</param>
/// <param name="First">The number of the batch's first sample in the data set.</param>
/// <param name="Input">The batch itself.</param>
internal sealed record UnitBatch(Layer Layer, (int Index, int Count) Call, Tensor Values, IReadOnlyList<long> Grid, long First, Tensor Input)
{
    /// <summary>The layer's name, with the number of the call where there are several.</summary>
    public string Name => Call.Count > 1 ? $"{Layer.DisplayName}, call {Call.Index + 1} of {Call.Count}" : Layer.DisplayName;
}

/// <summary>The outputs of layers over a data set, batch by batch. A unit is a channel of a convolution, a feature of anything else.</summary>
internal static class UnitOutputs
{
    /// <summary>The most samples of a batch where the data come in one tensor, and the most numbers.</summary>
    private const long MostSamples = 256, MostNumbers = 1 << 22;

    /// <summary>Layers that pass on what they are given, in another shape at most.</summary>
    private static readonly string[] PassOn =
        ["Flatten", "Unflatten", "Identity", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout"];

    /// <summary>Batches of a data set that is one tensor [N, …].</summary>
    public static IEnumerable<Tensor> Batches(Tensor data)
    {
        if (data.dim() == 0 || data.numel() == 0)
        {
            throw new ArgumentException($"The data have the shape {Words.Shape(data.shape)}: axis 0 counts the samples, one at least.");
        }
        var size = Math.Clamp(MostNumbers / (data.numel() / data.shape[0]), 1, MostSamples);
        for (long first = 0; first < data.shape[0]; first += size)
        {
            yield return data.narrow(0, first, Math.Min(size, data.shape[0] - first));
        }
    }

    /// <summary>The layers to look at where none are named: activation functions; where the network has none as modules, all that compute something.</summary>
    public static IReadOnlyList<Layer> Default(LayerTree tree)
    {
        var leaves = tree.Layers.Where(layer => layer.Children.Count == 0 && !PassOn.Contains(layer.Type)).ToList();
        var activations = leaves.Where(layer => ActivationFunctions.IsModule(layer.Type)).ToList();
        return activations.Count > 0 ? activations : leaves;
    }

    /// <summary>
    /// Runs <paramref name="net"/> in eval mode over the batches and shows what the layers return. Leaves no trace on the network; the
    /// batches stay the caller's.
    /// </summary>
    /// <returns>How many samples there were.</returns>
    /// <exception cref="ArgumentException">A selector names nothing, there is no batch, or the network does not take one.</exception>
    /// <exception cref="ForwardException">The network threw; the message names the layer and the shapes.</exception>
    /// <exception cref="InvalidOperationException">None of the layers ran through call(); the message says why and what to change.</exception>
    public static long Over(nn.Module net, IEnumerable<Tensor> batches, string? layers, Action<UnitBatch> see)
    {
        var tree = LayerTree.Of(net);
        using var capture = Capture.Attach(net, new CaptureOptions { Layers = layers ?? string.Join(",", Default(tree).Select(layer => layer.DisplayName)) });
        using var state = NetState.Save(net);
        using var untracked = no_grad();
        net.eval();
        long samples = 0;
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            Run(net, batch, capture);
            var seen = capture.Layers.SelectMany(layer => Read(layer, batch, samples)).ToList();
            if (samples == 0 && seen.Count == 0)
            {
                throw NothingSeen(capture);
            }
            seen.ForEach(see);
            samples += batch.shape[0];
        }
        return samples > 0 ? samples : throw new ArgumentException("There is no batch: the sequence of batches is empty.");
    }

    /// <summary>Runs one batch; once more where a layer's output was overwritten in place, for then the capture copies it in time.</summary>
    private static void Run(nn.Module net, Tensor batch, Capture capture)
    {
        for (var attempt = 0; attempt < 2; attempt++)
        {
            try
            {
                // A copy: a first layer that works in place must not reach the user's data.
                using var input = batch.clone();
                (NetCall.Run(net, [input]) as IDisposable)?.Dispose();
            }
            catch (Exception fault) when (capture.FailedLayer is not null)
            {
                throw ForwardException.From(capture, fault);
            }
            if (!capture.Layers.Any(layer => layer.Calls.Any(call => call.Outputs.Any(output => output.IsOverwritten))))
            {
                return;
            }
        }
    }

    private static IEnumerable<UnitBatch> Read(CapturedLayer layer, Tensor batch, long first)
    {
        foreach (var (index, call) in layer.Calls.Index())
        {
            if (call.Outputs.FirstOrDefault()?.Value is not { } output || !output.is_floating_point()
                || output.numel() == 0 || output.dim() < 2 || output.shape[0] != batch.shape[0])
            {
                continue;
            }
            var units = UnitAxis.Of(output, call.Weights);
            var ordered = units == 1 ? output : output.movedim(new long[] { units }, new long[] { 1 });
            yield return new UnitBatch(layer.Layer, (index, layer.TotalCalls),
                ordered.reshape(output.shape[0], output.shape[units], -1), ordered.shape[2..], first, batch);
        }
    }

    private static InvalidOperationException NothingSeen(Capture capture)
    {
        var reasons = capture.Missed.Select(missed => missed.Reason).ToList();
        return new(reasons.Count > 0
            ? string.Join(" ", reasons)
            : "None of the layers returned a floating-point tensor [samples, …] with the batch's number of samples.");
    }
}
