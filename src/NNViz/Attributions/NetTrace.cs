using NNViz.Networks;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>What one pass showed of the net's layers: which ran, in which order and how often, what they put out, and the memory that took.</summary>
internal sealed class NetTrace(long samples)
{
    private readonly Dictionary<Layer, TracedLayer> layers = [];
    private readonly List<Layer> order = [];
    private long bytes;

    /// <summary>The layers without children in the order in which they first ran.</summary>
    public IEnumerable<TracedLayer> Layers => order.Select(layer => layers[layer]);

    /// <summary>Bytes of all layers' outputs for one sample: what a pass keeps alive.</summary>
    public long BytesPerSample => bytes / samples;

    /// <summary>The time of the pass, divided by its samples.</summary>
    public TimeSpan TimePerSample { get; set; }

    public TracedLayer? Find(Layer layer) => layers.GetValueOrDefault(layer);

    public Tensor? See(LayerCall call)
    {
        bytes += call.Output.numel() * call.Output.element_size();
        if (layers.TryGetValue(call.Layer, out var seen))
        {
            layers[call.Layer] = seen with { Calls = seen.Calls + 1 };
        }
        else
        {
            order.Add(call.Layer);
            layers[call.Layer] = new(call.Layer, call.Output.shape, 1);
        }
        return null;
    }
}

/// <summary>One layer that ran.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Shape">The shape of its first output, the samples first.</param>
/// <param name="Calls">How often it ran in the pass.</param>
internal sealed record TracedLayer(Layer Layer, long[] Shape, int Calls);
