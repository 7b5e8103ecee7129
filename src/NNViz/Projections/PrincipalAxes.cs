using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Projections;

/// <summary>The directions in which samples vary most, and the samples along them.</summary>
/// <param name="Points">[N, D], row-major: the samples along the directions.</param>
/// <param name="Mean">[F]: the mean of the samples.</param>
/// <param name="Directions">[D, F], row-major: orthonormal; the largest entry of each is positive.</param>
/// <param name="Variances">[D]: over n − 1, largest first.</param>
/// <param name="TotalVariance">Of all features together.</param>
internal sealed record PrincipalAxes(double[] Points, double[] Mean, double[] Directions, double[] Variances, double TotalVariance)
{
    /// <summary>Each direction's part of the whole variance, 0 to 1; 0 where nothing varies.</summary>
    public double[] Ratios => Array.ConvertAll(Variances, v => TotalVariance > 0 ? v / TotalVariance : 0);

    /// <summary>What directions with these parts of the variance are called.</summary>
    public static string[] NamesOf(IEnumerable<double> ratios) =>
        [.. ratios.Select((part, i) => $"component {i + 1} ({Words.Percent(part)} of the variance)")];

    /// <summary>The first directions of the data.</summary>
    /// <exception cref="ArgumentException">There are not so many.</exception>
    public static PrincipalAxes Of(DataMatrix data, int count)
    {
        int most = Math.Min(data.Count, data.Features);
        if (count < 1 || count > most)
        {
            throw new ArgumentException($"{data.Count} samples of {data.Features} features have 1 to {most} directions, not {count}.");
        }

        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        Tensor values = tensor(data.Values, [data.Count, data.Features]);
        Tensor mean = values.mean([0]);
        Tensor centred = values - mean;
        Tensor directions = Upright(linalg.svd(centred, fullMatrices: false).Vh.narrow(0, 0, count));
        Tensor points = centred.matmul(directions.t());
        double Variance(Tensor t) => t.square().sum().ToDouble() / (data.Count - 1);
        double[] Host(Tensor t) => HostTensor.Copy(t, t.numel()).ToDoubles();
        double[] variances = [.. Enumerable.Range(0, count).Select(i => Variance(points.select(1, i)))];
        return new PrincipalAxes(Host(points), Host(mean), Host(directions), variances, Variance(centred));
    }

    /// <summary>The samples along one direction.</summary>
    public double[] Along(int direction) => [.. Points.Where((_, at) => at % Variances.Length == direction)];

    // A direction's sign is arbitrary; this makes it the same everywhere.
    private static Tensor Upright(Tensor directions)
    {
        Tensor largest = directions.gather(1, directions.abs().argmax(1, keepdim: true));
        return directions * largest.sign();
    }
}
