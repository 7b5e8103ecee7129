using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Projections;

/// <summary>
/// t-distributed stochastic neighbour embedding (van der Maaten and Hinton 2008) with the Barnes–Hut tree (van der Maaten 2014): near samples lie near.
/// Distances between clusters and their sizes mean nothing.
/// </summary>
public sealed record TSne : Projection
{
    // Of the start: small, so that the first steps are alike everywhere, as Kobak and Berens (2019) have it.
    private const double StartSpread = 1e-4, Noise = 0.01, Grain = 1.0 / (1 << 16);

    /// <inheritdoc/>
    public override string Method => "t-SNE";

    /// <summary>The Kullback–Leibler divergence that was descended, in nats: 0 would be a perfect layout.</summary>
    public required double Divergence { get; init; }

    /// <summary>How it was laid out.</summary>
    public required TSneOptions Options { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> AxisNames => ["t-SNE 1", "t-SNE 2"];

    /// <inheritdoc/>
    public override string Facts =>
        $"Perplexity {Words.Number(Options.Perplexity)}, {Words.Count(Options.Iterations, "step")}, seed {Options.Seed}, "
        + $"divergence {Words.Number(Divergence, 3)}; distances between clusters mean nothing.";

    /// <summary>Lays out samples.</summary>
    /// <param name="data">[N, …], four samples at least; what follows axis 0 is one row of features.</param>
    /// <param name="labels">[N], the samples' classes, or null.</param>
    /// <param name="classNames">The names of the classes; numbers by default.</param>
    /// <param name="options">Perplexity, steps, seed.</param>
    /// <exception cref="ArgumentException">The data are no finite points, the labels do not fit, or an option lies outside of its range.</exception>
    public static TSne Of(Tensor data, Tensor? labels = null, IReadOnlyList<string>? classNames = null, TSneOptions? options = null)
    {
        options ??= new TSneOptions();
        DataMatrix matrix = DataMatrix.Of(data);
        ClassLabels? classes = labels is null ? null : ClassLabels.Of(labels, matrix.Count, classNames);
        Check(options, matrix.Count);
        DataMatrix reduced = Reduced(matrix, options.InitialDimensions);
        (double[] x, double[] y) = Start(reduced, new Random(options.Seed));
        var descent = new TSneDescent(Affinities.Of(reduced, options.Perplexity), x, y, options.Theta);
        descent.Run(options.Iterations);
        double[] points = [.. x.Zip(y).SelectMany(p => new[] { p.First, p.Second })];
        return new TSne
        {
            Points = points,
            Dimensions = 2,
            Labels = classes,
            Quality = NeighbourQuality.Of(matrix, new DataMatrix(points, matrix.Count, 2)),
            Divergence = descent.Divergence(),
            Options = options,
        };
    }

    private static void Check(TSneOptions options, int samples)
    {
        double most = (samples - 1) / 3.0;
        if (!(options.Perplexity >= 1 && options.Perplexity <= most))
        {
            throw new ArgumentException($"The perplexity of {samples} samples lies from 1 to {Words.Number(most)}, a third of a sample's neighbours; "
                + $"{Words.Number(options.Perplexity)} does not.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(options.Iterations, TSneDescent.EarlySteps);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.InitialDimensions, 2);
        if (!(options.Theta is >= 0 and <= 0.7))
        {
            throw new ArgumentException($"Theta lies from 0 to 0.7, {Words.Number(options.Theta)} does not: a sample would push itself.");
        }
    }

    private static DataMatrix Reduced(DataMatrix data, int dimensions)
    {
        int kept = Math.Min(dimensions, Math.Min(data.Count, data.Features));
        return kept == data.Features ? data : new DataMatrix(Rounded(PrincipalAxes.Of(data, kept).Points), data.Count, kept);
    }

    // The last bits of linear algebra depend on how many threads it ran on; a sixty-thousandth of the picture is not seen.
    private static double[] Rounded(double[] values)
    {
        double unit = Math.Pow(2, Math.Ceiling(Math.Log2(values.Max(Math.Abs)))) * Grain;
        return unit > 0 ? Array.ConvertAll(values, v => Math.Round(v / unit) * unit) : values;
    }

    private static (double[] X, double[] Y) Start(DataMatrix data, Random random)
    {
        PrincipalAxes axes = PrincipalAxes.Of(data, Math.Min(2, Math.Min(data.Count, data.Features)));
        double spread = (float)Math.Sqrt(axes.Variances[0]);
        double[] Axis(int axis)
        {
            double[] along = axis < axes.Variances.Length ? Rounded(axes.Along(axis)) : new double[data.Count];
            return [.. along.Select(v => StartSpread * ((spread > 0 ? v / spread : 0) + (Noise * (random.NextDouble() - 0.5))))];
        }

        return (Axis(0), Axis(1));
    }
}
