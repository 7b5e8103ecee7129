using System.Collections.Frozen;

namespace NNViz.Networks;

/// <summary>
/// Multiply-adds of layers, by type, for the shapes that they were called with. Counted are the products with weights and, in attention, of
/// queries with keys and of attention weights with values.
/// </summary>
internal static class MultiplyAdds
{
    /// <summary>What the count leaves out, in words.</summary>
    public const string Excluded =
        "bias additions, activations and gates, normalisation, pooling, interpolation, dropout, softmax and embedding look-ups are not counted";

    private static readonly FrozenDictionary<string, Func<Shapes, long>> ByType = Table().ToFrozenDictionary();

    /// <summary>Types with parameters that multiply nothing that counts.</summary>
    private static readonly FrozenSet<string> Free = new[]
    {
        "Embedding", "EmbeddingBag", "PReLU", "LayerNorm", "GroupNorm", "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "InstanceNorm1d",
            "InstanceNorm2d", "InstanceNorm3d",
    }.ToFrozenSet();

    /// <summary>The multiply-adds of one call of the layer itself, without those of its children.</summary>
    /// <returns>The count, or <see langword="null"/> for a layer with parameters of its own and a type that is not known here.</returns>
    public static long? Of(Layer layer, CapturedCall call)
    {
        var known = ModuleTypes.IsBuiltIn(layer.Module);
        if (known && ByType.ContainsKey(layer.Type))
        {
            var weights = layer.Module.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.shape);
            return Of(layer.Type,
                new Shapes(weights, [.. call.Inputs.Select(input => input.Shape)], [.. call.Outputs.Select(output => output.Shape)]));
        }
        return layer.Parameters.Count == 0 || (known && Free.Contains(layer.Type)) ? 0 : null;
    }

    /// <summary>The multiply-adds of a layer of a known type.</summary>
    internal static long Of(string type, Shapes shapes) => ByType[type](shapes);

    private static Dictionary<string, Func<Shapes, long>> Table()
    {
        var table = new Dictionary<string, Func<Shapes, long>>
        {
            // Every output element takes one row of the weight [out, in].
            ["Linear"] = shapes => Elements(shapes.Outputs[0]) * shapes.Weights["weight"][1],
            // x₁ᵀ A x₂ for every output element, A of [out, in1, in2]: the matrix, then the product with x₂.
            ["Bilinear"] = shapes => Elements(shapes.Outputs[0]) * (shapes.Weights["weight"][1] + 1) * shapes.Weights["weight"][2],
            ["MultiheadAttention"] = MultiheadAttention,
            ["TransformerEncoderLayer"] = shapes => Encoder(shapes.Weights, shapes.Inputs[0]),
            ["TransformerEncoder"] = shapes => Encoder(shapes.Weights, shapes.Inputs[0]),
            ["TransformerDecoderLayer"] = shapes => Decoder(shapes.Weights, shapes.Inputs[0], shapes.Inputs[1]),
            ["TransformerDecoder"] = shapes => Decoder(shapes.Weights, shapes.Inputs[0], shapes.Inputs[1]),
            ["Transformer"] = shapes => Encoder(Below(shapes.Weights, "encoder."), shapes.Inputs[0])
                + Decoder(Below(shapes.Weights, "decoder."), shapes.Inputs[1], shapes.Inputs[0]),
        };
        foreach (var rank in new[] { "1d", "2d", "3d" })
        {
            // Weight [out, in / groups, kernel…]: an output element takes the weight of its channel.
            table["Conv" + rank] = shapes => Elements(shapes.Outputs[0]) * Elements(shapes.Weights["weight"][1..]);
            // Weight [in, out / groups, kernel…]: an input element is spread by the weight of its channel.
            table["ConvTranspose" + rank] = shapes => Elements(shapes.Inputs[0]) * Elements(shapes.Weights["weight"][1..]);
        }
        foreach (var type in new[] { "RNN", "LSTM", "GRU" })
        {
            // Every token goes once through every matrix: all gates, layers and directions.
            table[type] = table[type + "Cell"] = shapes => Rows(shapes.Inputs[0]) * MatrixElements(shapes.Weights);
        }
        return table;
    }

    /// <summary>
    /// The projections of queries [L, N, E], keys [S, N, Eₖ], values [S, N, Eᵥ] and of the result, and the attention. The heads share E, so
    /// their number does not matter.
    /// </summary>
    private static long MultiheadAttention(Shapes shapes)
    {
        var (query, key, value) = (shapes.Inputs[0], shapes.Inputs[1], shapes.Inputs[2]);
        var width = query[^1];
        return 2 * Rows(query) * width * width + Rows(key) * width * key[^1] + Rows(value) * width * value[^1] + Attention(query, key);
    }

    private static long Encoder(IReadOnlyDictionary<string, long[]> weights, IReadOnlyList<long> source)
    {
        var layers = weights.Keys.Count(name => name.EndsWith("self_attn.in_proj_weight", StringComparison.Ordinal));
        return Rows(source) * MatrixElements(weights) + layers * Attention(source, source);
    }

    /// <summary>
    /// As the encoder, with a second attention in each layer whose keys and values, two thirds of its input projection, come from the
    /// memory.
    /// </summary>
    private static long Decoder(IReadOnlyDictionary<string, long[]> weights, IReadOnlyList<long> target, IReadOnlyList<long> memory)
    {
        var cross = weights.Where(entry => entry.Key.EndsWith("multihead_attn.in_proj_weight", StringComparison.Ordinal))
            .Select(entry => Elements(entry.Value)).ToList();
        var fromMemory = cross.Sum() / 3 * 2;
        return Rows(target) * (MatrixElements(weights) - fromMemory) + Rows(memory) * fromMemory
            + cross.Count * (Attention(target, target) + Attention(target, memory));
    }

    /// <summary>Queries [L, N, E] with keys [S, N, ·], and the attention weights with the values: L × N × E × S each.</summary>
    private static long Attention(IReadOnlyList<long> query, IReadOnlyList<long> key) => 2 * Elements(query) * key[0];

    private static Dictionary<string, long[]> Below(IReadOnlyDictionary<string, long[]> weights, string prefix) =>
        weights.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary();

    /// <summary>The elements of all matrices among the parameters.</summary>
    private static long MatrixElements(IReadOnlyDictionary<string, long[]> weights) => weights.Values.Where(shape => shape.Length == 2)
        .Sum(shape => Elements(shape));

    /// <summary>Everything but the last axis.</summary>
    private static long Rows(IReadOnlyList<long> shape) => Elements(shape) / shape[^1];

    private static long Elements(IReadOnlyList<long> shape) => shape.Aggregate(1L, (product, length) => product * length);

    /// <summary>What a count goes by.</summary>
    /// <param name="Weights">The shape of each parameter, by name.</param>
    /// <param name="Inputs">The shapes of the tensors that the layer was given.</param>
    /// <param name="Outputs">The shapes of the tensors that it returned.</param>
    internal sealed record Shapes(IReadOnlyDictionary<string, long[]> Weights, IReadOnlyList<IReadOnlyList<long>> Inputs,
        IReadOnlyList<IReadOnlyList<long>> Outputs);
}
