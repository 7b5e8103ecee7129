using static TorchSharp.torch;

namespace NNViz.Attributions.Checks;

/// <summary>
/// The places of an input that are taken out one after the other: the pixels of an image, channels together; the elements of a table; the steps of
/// anything else with one axis of values behind.
/// </summary>
internal sealed class Places
{
    private readonly Tensor relevance;
    private readonly long channels;

    private Places(Tensor relevance, long channels) => (this.relevance, this.channels) = (relevance, channels);

    /// <summary>The number of places P.</summary>
    public long Count => relevance.shape[1];

    /// <summary>For every place its rank from 0, the most relevant first, Int64 <c>[N,P]</c>. Equal relevance keeps the order of the places.</summary>
    public Tensor MostRelevantFirst => Rank(relevance);

    public Tensor LeastRelevantFirst => Rank(-relevance);

    /// <summary>The places of the one input that a map lies over, or <see langword="null"/> where the map is of a layer or there are several inputs.</summary>
    public static Places? Of(IReadOnlyList<Tensor> inputs, Outcome outcome) => inputs.Count > 1 || outcome.Kind == MapKind.Layer
        ? null
        : Of(inputs[0], outcome.Maps[0], outcome.Kind);

    public static Places Of(Tensor input, Tensor map, MapKind kind)
    {
        var channels = input.dim() > 2 ? input.shape[1] : 1;
        var perPlace = kind == MapKind.Spatial ? Cam.Enlarge(map, input).flatten(1) : input.dim() > 2 ? map.flatten(2).sum(1) : map.flatten(1);
        return new(perPlace.detach(), channels);
    }

    public Tensor RandomOrder(int seed)
    {
        var random = new Noise(seed, 99);
        var (samples, count) = ((int)relevance.shape[0], (int)Count);
        var ranks = Enumerable.Range(0, samples).SelectMany(_ => random.Permutation(count)).Select(r => (long)r).ToArray();
        return tensor(ranks, [samples, count], device: relevance.device);
    }

    /// <summary>A Boolean for every place, <c>[R,P]</c>, spread over the input's channels: the shape of <paramref name="like"/>.</summary>
    public Tensor Spread(Tensor perPlace, Tensor like)
        => channels == 1 ? perPlace.reshape(like.shape) : perPlace.unsqueeze(1).expand(-1, channels, -1).reshape(like.shape);

    private static Tensor Rank(Tensor values)
    {
        var (_, order) = values.sort(1, descending: true, stable: true);
        return order.argsort(1);
    }
}
