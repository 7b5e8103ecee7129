using System.Globalization;
using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Projections;

/// <summary>
/// Principal component analysis: the samples along the directions in which they vary most. Centred, not scaled: features with other units should be
/// standardised before. Singular value decomposition in double precision; variances over n − 1, as scikit-learn has them.
/// </summary>
public sealed record Pca : Projection
{
    /// <inheritdoc/>
    public override string Method => "PCA";

    /// <summary>[F]: the mean of the samples.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    /// <summary>[<see cref="Projection.Dimensions"/>, F], row-major: directions of length 1 at right angles; the largest entry of each is positive.</summary>
    public required IReadOnlyList<double> Components { get; init; }

    /// <summary>The variance of the samples along each direction, largest first.</summary>
    public required IReadOnlyList<double> ExplainedVariance { get; init; }

    /// <summary>The variance of all features together.</summary>
    public required double TotalVariance { get; init; }

    /// <summary>Each direction's part of the whole variance, 0 to 1; 0 where nothing varies.</summary>
    public IReadOnlyList<double> ExplainedVarianceRatio => [.. ExplainedVariance.Select(v => TotalVariance > 0 ? v / TotalVariance : 0)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> AxisNames =>
        [.. ExplainedVarianceRatio.Select((part, i) => string.Create(CultureInfo.InvariantCulture, $"component {i + 1} ({part:P1} of the variance)"))];

    /// <inheritdoc/>
    public override string Facts => string.Create(
        CultureInfo.InvariantCulture, $"The first {Dimensions} of {Mean.Count:N0} directions hold {ExplainedVarianceRatio.Sum():P1} of the variance.");

    /// <summary>Projects samples.</summary>
    /// <param name="data">[N, …], three samples at least; what follows axis 0 is one row of features.</param>
    /// <param name="labels">[N], the samples' classes, or null.</param>
    /// <param name="classNames">The names of the classes; numbers by default.</param>
    /// <param name="components">How many directions, from 1 to the smaller of samples and features.</param>
    /// <exception cref="ArgumentException">The data are no finite points, the labels do not fit, or there are not so many directions.</exception>
    public static Pca Of(Tensor data, Tensor? labels = null, IReadOnlyList<string>? classNames = null, int components = 2)
    {
        DataMatrix matrix = DataMatrix.Of(data);
        ClassLabels? classes = labels is null ? null : ClassLabels.Of(labels, matrix.Count, classNames);
        return Of(matrix, components) with { Labels = classes };
    }

    /// <summary>Projects samples that have been read.</summary>
    internal static Pca Of(DataMatrix data, int components)
    {
        int most = Math.Min(data.Count, data.Features);
        if (components < 1 || components > most)
        {
            throw new ArgumentException($"{data.Count} samples of {data.Features} features have 1 to {most} directions, not {components}.");
        }

        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        Tensor values = tensor(data.Values, [data.Count, data.Features]);
        Tensor mean = values.mean([0]);
        Tensor centred = values - mean;
        Tensor directions = Upright(linalg.svd(centred, fullMatrices: false).Vh.narrow(0, 0, components));
        double[] points = HostTensor.Copy(centred.matmul(directions.t())).ToDoubles();
        double Variance(Tensor t) => t.square().sum().ToDouble() / (data.Count - 1);
        return new Pca
        {
            Points = points,
            Dimensions = components,
            Labels = null,
            Quality = NeighbourQuality.Of(data, new DataMatrix(points, data.Count, components)),
            Mean = HostTensor.Copy(mean).ToDoubles(),
            Components = HostTensor.Copy(directions).ToDoubles(),
            ExplainedVariance = [.. Enumerable.Range(0, components).Select(i => Variance(centred.matmul(directions[i])))],
            TotalVariance = Variance(centred),
        };
    }

    // A direction's sign is arbitrary; this makes it the same everywhere.
    private static Tensor Upright(Tensor directions)
    {
        Tensor largest = directions.gather(1, directions.abs().argmax(1, keepdim: true));
        return directions * largest.sign();
    }
}
