using NNViz.Tensors;

namespace NNViz.Projections;

/// <summary>Samples of many numbers laid out as points of few, to be seen. Immutable.</summary>
public abstract record Projection
{
    /// <summary>How it was made: "PCA", "t-SNE".</summary>
    public abstract string Method { get; }

    /// <summary>[N, <see cref="Dimensions"/>], row-major: the place of each sample.</summary>
    public required IReadOnlyList<double> Points { get; init; }

    /// <summary>Numbers of a place, 1 at least.</summary>
    public required int Dimensions { get; init; }

    /// <summary>Samples N.</summary>
    public int Count => Points.Count / Dimensions;

    /// <summary>The samples' classes; null where none were given.</summary>
    public required ClassLabels? Labels { get; init; }

    /// <summary>How far the picture can be trusted.</summary>
    public required NeighbourQuality Quality { get; init; }

    /// <summary>What each dimension is.</summary>
    public abstract IReadOnlyList<string> AxisNames { get; }

    /// <summary>What the method says about its own result, a sentence.</summary>
    public abstract string Facts { get; }

    /// <summary>A dimension's number of each sample.</summary>
    public double[] Along(int dimension) => [.. Enumerable.Range(0, Count).Select(i => Points[(i * Dimensions) + dimension])];

    /// <summary>The facts and the quality, two sentences.</summary>
    public sealed override string ToString()
    {
        string asked = Quality.SamplesAsked == Count ? "" : $" (of {Words.Count(Quality.SamplesAsked, "sample")}, evenly spread)";
        return $"{Method} of {Words.Count(Count, "sample")}. {Facts} "
            + $"Trustworthiness {Words.Number(Quality.Trustworthiness, 3)}; {Words.Percent(Quality.NeighboursKept)} of the "
            + $"{Quality.Neighbours} nearest neighbours kept{asked}.";
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
