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
        // Dilation 2 widens the kernel to 5: 12 − 5 + 1 = 8 places; each output sees 4 / 2 channels.
        ["Conv1d in groups, dilated"] = (() => nn.Conv1d(4, 6, 3, dilation: 2, groups: 2), [2, 4, 12], 2 * 6 * 8 * 2 * 3, 6 * 2 * 3 + 6),
        // Depthwise: each channel its own kernel; 'same' padding keeps 9 × 9 places.
        ["Conv2d, depthwise"] = (() => nn.Conv2d(8, 8, 3, padding: 1, groups: 8), [1, 8, 9, 9], 8 * 81 * 9, 8 * 9 + 8),
        ["Conv2d, 1 × 1"] = (() => nn.Conv2d(16, 4, 1, bias: false), [3, 16, 5, 5], 3 * 4 * 25 * 16, 4 * 16),
        ["ConvTranspose3d"] = (() => nn.ConvTranspose3d(2, 3, 2, stride: 2), [1, 2, 3, 3, 3], 2 * 27 * 3 * 8, 2 * 3 * 8 + 3),
        // Each of the 6 × 5 × 5 inputs is spread over the 4 / 2 channels of its group.
        ["ConvTranspose2d in groups"] = (() => nn.ConvTranspose2d(6, 4, 3, groups: 2), [1, 6, 5, 5], 6 * 25 * 2 * 9, 6 * 2 * 9 + 4),
        // Second layer: both directions of the first, 2 · 3 numbers.
        ["LSTM, bidirectional, 2 layers"] = (() => nn.LSTM(4, 3, numLayers: 2, bidirectional: true), [5, 2, 4],
            10 * 2 * ((12 * 4 + 12 * 3) + (12 * 6 + 12 * 3)), 2 * ((12 * 4 + 12 * 3 + 24) + (12 * 6 + 12 * 3 + 24))),
        // d = 4, 1 head, feed-forward 6: projections 3·16 + 16 and 24 + 24 for each of 10 tokens; scores and weighted values 5·5·4 for 2 sequences.
        ["TransformerEncoderLayer"] = (() => nn.TransformerEncoderLayer(4, 1, 6), [5, 2, 4], 10 * (64 + 48) + 2 * 2 * 25 * 4,
            12 * 4 + 12 + 16 + 4 + 24 + 6 + 24 + 4 + 4 * 4),
        ["GroupNorm"] = (() => nn.GroupNorm(2, 4), [2, 4, 5], 0, 8),
        ["InstanceNorm2d"] = (() => nn.InstanceNorm2d(3, affine: true), [2, 3, 4, 4], 0, 6),
        ["BatchNorm1d"] = (() => nn.BatchNorm1d(3), [2, 3], 0, 6),
        ["PReLU"] = (() => nn.PReLU(3), [2, 3], 0, 3),
        ["GELU"] = (() => nn.GELU(), [5, 3], 0, 0),
        ["Dropout"] = (() => nn.Dropout(), [5, 3], 0, 0),
        ["AvgPool1d"] = (() => nn.AvgPool1d(2), [1, 2, 4], 0, 0),
        ["Upsample"] = (() => nn.Upsample(scale_factor: [2, 2]), [1, 1, 4, 4], 0, 0),
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

    /// <summary>Layers of several inputs, or of whole numbers, as they are called.</summary>
    [Fact]
    public void LayersOfOtherInputsCountAsByHand()
    {
        long? Of(nn.Module layer, params object[] inputs)
        {
            using (layer)
            {
                var summary = NetSummary.Of(layer, inputs);
                Assert.True(summary.Failure is null && !summary.Root.IsLowerBound, summary.Failure);
                return summary.Root.MultiplyAdds;
            }
        }
        Assert.Equal(2 * (9 * 4 + 9 * 3), Of(nn.GRUCell(4, 3), ones(2, 4), zeros(2, 3)));
        Assert.Equal(2 * (3 * 4 + 3 * 3), Of(nn.RNNCell(4, 3), ones(2, 4), zeros(2, 3)));
        Assert.Equal(0, Of(nn.Embedding(10, 4), zeros(2, 5, dtype: ScalarType.Int64)));
        Assert.Equal(0, Of(nn.EmbeddingBag(10, 4), zeros(2, 5, dtype: ScalarType.Int64), null!, null!));
        // 6 outputs for 7 rows: a matrix of 3 × 4 with the first input, then its 4 numbers with the second.
        Assert.Equal(7 * 6 * (3 + 1) * 4, Of(nn.Bilinear(3, 4, 6), ones(7, 3), ones(7, 4)));
        // Queries, keys, values and result 16 × 16 for 5 · 2 rows each; scores and weighted values 2 · 5 · 5 · 16 each.
        var x = ones(5, 2, 16);
        Assert.Equal(4 * 10 * 256 + 2 * 2 * 25 * 16, Of(nn.MultiheadAttention(16, 4), x, x, x, null!, true, null!));
        // Target of 3, memory of 5, two sequences; d = 4, feed-forward 6: 6 rows · (64 + 32 + 48), 10 rows · 32, attention 72 + 72 and 120 + 120.
        Assert.Equal(6 * 144 + 10 * 32 + 2 * 72 + 2 * 120, Of(nn.TransformerDecoderLayer(4, 1, 6), ones(3, 2, 4), ones(5, 2, 4)));
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
