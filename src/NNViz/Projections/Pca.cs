using NNViz.Tensors;
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

    /// <summary>Each direction's part of the variance of all features together, 0 to 1; 0 where nothing varies.</summary>
    public required IReadOnlyList<double> ExplainedVarianceRatio { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> AxisNames => PrincipalAxes.NamesOf(ExplainedVarianceRatio);

    /// <inheritdoc/>
    public override string Facts =>
        $"The first {Dimensions} of {Words.Count(Mean.Count)} directions hold {Words.Percent(ExplainedVarianceRatio.Sum())} of the variance.";

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
        PrincipalAxes axes = PrincipalAxes.Of(matrix, components);
        return new Pca
        {
            Points = axes.Points,
            Dimensions = components,
            Labels = classes,
            Quality = NeighbourQuality.Of(matrix, new DataMatrix(axes.Points, matrix.Count, components)),
            Mean = axes.Mean,
            Components = axes.Directions,
            ExplainedVariance = axes.Variances,
            ExplainedVarianceRatio = axes.Ratios,
        };
    }
}
