using NNViz.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Networks;

/// <summary>Counts against formulas worked out by hand, written out as numbers for each layer type.</summary>
public class MultiplyAddsTests
{
    public static TheoryData<string> Layers => [.. Cases.Keys];

    private static Dictionary<string, (Func<nn.Module> Layer, long[] Input, long MultiplyAdds, long Parameters)> Cases { get; } = new()
    {
        // 5 rows, each 7 outputs of 3 products.
        ["Linear"] = (() => nn.Linear(3, 7), [5, 3], 5 * 7 * 3, 7 * 3 + 7),
        ["Linear on more axes"] = (() => nn.Linear(3, 7, hasBias: false), [2, 5, 3], 2 * 5 * 7 * 3, 7 * 3),
        // 10 − 3 + 1 = 8 places.
        ["Conv1d"] = (() => nn.Conv1d(4, 6, 3), [2, 4, 10], 2 * 6 * 8 * 4 * 3, 6 * 4 * 3 + 6),
        // 26 × 26 places, kernel 3 × 3.
        ["Conv2d"] = (() => nn.Conv2d(1, 32, 3), [4, 1, 28, 28], 4 * 32 * 26 * 26 * 9, 32 * 9 + 32),
        // Stride 2, padding 1: (9 + 2 − 3) / 2 + 1 = 5 places a side; each output sees the 8 / 4 channels of its group.
        ["Conv2d in groups"] = (() => nn.Conv2d(8, 12, 3, stride: 2, padding: 1, groups: 4), [1, 8, 9, 9], 12 * 5 * 5 * 2 * 9,
            12 * 2 * 9 + 12),
        ["Conv3d"] = (() => nn.Conv3d(2, 3, 2), [1, 2, 4, 4, 4], 3 * 3 * 3 * 3 * 2 * 8, 3 * 2 * 8 + 3),
        // Each of the 2 × 5 × 6 × 6 inputs is spread over 3 channels of 2 × 2.
        ["ConvTranspose2d"] = (() => nn.ConvTranspose2d(5, 3, 2, stride: 2), [2, 5, 6, 6], 2 * 5 * 6 * 6 * 3 * 4, 5 * 3 * 4 + 3),
        ["ConvTranspose1d"] = (() => nn.ConvTranspose1d(2, 3, 4), [1, 2, 7], 2 * 7 * 3 * 4, 2 * 3 * 4 + 3),
        // 5 steps × 2 sequences; 4 gates of 3 cells, from 4 inputs and 3 states; then a second layer from 3 and 3.
        ["LSTM"] = (() => nn.LSTM(4, 3, numLayers: 2), [5, 2, 4], 10 * (12 * 4 + 12 * 3 + 12 * 3 + 12 * 3), 12 * 4 + 12 * 3 * 3 + 4 * 12),
        // 3 gates, both directions.
        ["GRU, bidirectional"] = (() => nn.GRU(4, 3, bidirectional: true), [5, 2, 4], 10 * 2 * (9 * 4 + 9 * 3),
            2 * (9 * 4 + 9 * 3 + 2 * 9)),
        ["RNN"] = (() => nn.RNN(4, 3), [5, 2, 4], 10 * (3 * 4 + 3 * 3), 3 * 4 + 3 * 3 + 6),
        ["LSTMCell"] = (() => nn.LSTMCell(4, 3), [2, 4], 2 * (12 * 4 + 12 * 3), 12 * 4 + 12 * 3 + 24),
        ["ReLU"] = (() => nn.ReLU(), [5, 3], 0, 0),
        ["MaxPool2d"] = (() => nn.MaxPool2d(2), [1, 1, 4, 4], 0, 0),
        ["BatchNorm2d"] = (() => nn.BatchNorm2d(3), [2, 3, 4, 4], 0, 6),
        ["LayerNorm"] = (() => nn.LayerNorm([3]), [2, 3], 0, 6),
    };

    [Theory, MemberData(nameof(Layers))]
    public void EachLayerTypeCountsAsByHand(string name)
    {
        var (layer, input, multiplyAdds, parameters) = Cases[name];
        using var module = layer();
        var summary = NetSummary.Of(module, ones(input));
        Assert.Null(summary.Failure);
        Assert.Equal((multiplyAdds, parameters, false), (summary.Root.MultiplyAdds, summary.Parameters, summary.Root.IsLowerBound));
    }

    /// <summary>Attention by its shapes: queries [L = 7, N = 2, E = 16], keys and values [S = 5, N = 2, ·].</summary>
    [Fact]
    public void AttentionCountsAsByHand()
    {
        var shapes = new MultiplyAdds.Shapes(new Dictionary<string, long[]>(), [[7, 2, 16], [5, 2, 8], [5, 2, 4]], [[7, 2, 16]]);
        // Queries and result 16 × 16 for 14 rows, keys 8 × 16 and values 4 × 16 for 10 rows; scores and weighted values 2 × 7 × 5 × 16
        // each.
        Assert.Equal(2 * 14 * 256 + 10 * 128 + 10 * 64 + 2 * (2 * 7 * 5 * 16), MultiplyAdds.Of("MultiheadAttention", shapes));
    }

    [Fact]
    public void TransformersCountAsByHand()
    {
        // d = 4, feed-forward 6; one encoder layer, one decoder layer; source [5, 2, 4], target [3, 2, 4].
        Dictionary<string, long[]> Layer(string prefix, params string[] attentions) => attentions
            .SelectMany(name => new[] { (name + ".in_proj_weight", new long[] { 12, 4 }), (name + ".in_proj_bias", [12]),
                (name + ".out_proj.weight", [4, 4]) })
            .Concat([("linear1.weight", [6, 4]), ("linear2.weight", [4, 6]), ("norm1.weight", [4])])
            .ToDictionary(entry => prefix + entry.Item1, entry => entry.Item2);
        var (encoder, decoder) = (Layer("encoder.layers.0.", "self_attn"), Layer("decoder.layers.0.", "self_attn", "multihead_attn"));
        var shapes = new MultiplyAdds.Shapes(encoder.Concat(decoder).ToDictionary(), [[5, 2, 4], [3, 2, 4]], [[3, 2, 4]]);
        // Encoder: 10 tokens × (3·16 + 16 + 24 + 24), attention 2 × (5·5·2·4).
        var byHand = 10 * 112 + 2 * 200;
        // Decoder: 6 tokens × (own attention 64, cross queries 16 and result 16, feed-forward 48), 10 tokens × cross keys and values 32,
        // attention over the target 2 × (3·3·2·4) and over the source 2 × (3·5·2·4).
        byHand += 6 * (64 + 32 + 48) + 10 * 32 + 2 * 72 + 2 * 120;
        Assert.Equal(byHand, MultiplyAdds.Of("Transformer", shapes));
    }
}
