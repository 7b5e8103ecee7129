using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>Points on the straight path from a baseline to the input.</summary>
internal static class PathPoints
{
    /// <summary>b + α(x − b) for the rows of a batch, whose items are the nodes α.</summary>
    public static Tensor[] Of(Batch batch, Tensor[] start, Tensor[] end, Tensor nodes) =>
        [.. start.Zip(end, (b, x) => (Start: batch.Of(b), End: batch.Of(x)))
            .Select(p => p.Start + batch.Factor(nodes, p.End) * (p.End - p.Start))];

    /// <summary>Numbers as a tensor beside <paramref name="like"/>, in double precision.</summary>
    public static Tensor Column(IReadOnlyList<double> values, Tensor like) => tensor(values.ToArray(), device: like.device);
}
