using System.Globalization;

namespace NNViz.Projections;

/// <summary>A plane through the space of features: where a sample lies on it, and what of the sample the plane does not show.</summary>
internal sealed class Plane
{
    private readonly double[] _origin;
    private readonly double[][] _directions;

    private Plane(double[] origin, double[][] directions, string[] axisNames, string words) =>
        (_origin, _directions, AxisNames, Words) = (origin, directions, axisNames, words);

    /// <summary>What the two axes are.</summary>
    public IReadOnlyList<string> AxisNames { get; }

    /// <summary>What the plane is, part of a sentence.</summary>
    public string Words { get; }

    /// <summary>Whether the plane shows all there is: the samples have two features.</summary>
    public bool IsWhole => _origin.Length == 2;

    /// <summary>The plane that the options choose for the samples.</summary>
    /// <exception cref="ArgumentException">An axis is no feature, or a feature has no name.</exception>
    public static Plane Of(DataMatrix data, DecisionBoundaryOptions options)
    {
        int features = data.Features;
        if (options.FeatureNames is { } names && names.Count != features)
        {
            throw new ArgumentException($"A sample has {features} features, but there are {names.Count} names.");
        }

        if ((options.Axes ?? (features == 2 ? (0, 1) : null)) is var (first, second))
        {
            return Along(first, second, features, options.FeatureNames);
        }

        if (features < 2)
        {
            throw new ArgumentException("Samples of one feature span no plane: a decision boundary needs two features at least.");
        }

        PrincipalAxes axes = PrincipalAxes.Of(data, 2);
        string words = $"the plane of the first two principal components ({Text.Words.Percent(axes.Ratios.Sum())} of the variance)";
        double[][] directions = [axes.Directions[..features], axes.Directions[features..]];
        return new Plane(axes.Mean, directions, PrincipalAxes.NamesOf(axes.Ratios), words);
    }

    /// <summary>A sample's place on the plane.</summary>
    public (double X, double Y) Project(ReadOnlySpan<double> sample)
    {
        (double x, double y) = (0, 0);
        for (int f = 0; f < sample.Length; f++)
        {
            double value = sample[f] - _origin[f];
            (x, y) = (x + (value * _directions[0][f]), y + (value * _directions[1][f]));
        }

        return (x, y);
    }

    /// <summary>Writes <paramref name="sample"/> moved along the plane from its place <paramref name="from"/> to <paramref name="to"/>.</summary>
    public void Move(ReadOnlySpan<double> sample, (double X, double Y) from, (double X, double Y) to, Span<double> moved)
    {
        for (int f = 0; f < sample.Length; f++)
        {
            (double u, double v) = (_directions[0][f], _directions[1][f]);
            // What lies off the plane first: with two features that is exactly 0, and the moved sample exactly the place.
            double off = sample[f] - ((from.X * u) + (from.Y * v));
            moved[f] = off + ((to.X * u) + (to.Y * v));
        }
    }

    private static Plane Along(int first, int second, int features, IReadOnlyList<string>? names)
    {
        if (first == second || Math.Min(first, second) < 0 || Math.Max(first, second) >= features)
        {
            throw new ArgumentException($"({first}, {second}) are not two of the features 0 to {features - 1}.");
        }

        string[] axes = [.. new[] { first, second }.Select(f => names?[f] ?? string.Create(CultureInfo.InvariantCulture, $"feature {f}"))];
        double[] Unit(int feature) => [.. Enumerable.Range(0, features).Select(f => f == feature ? 1.0 : 0)];
        return new Plane(new double[features], [Unit(first), Unit(second)], axes, $"the plane of {axes[0]} and {axes[1]}");
    }
}
