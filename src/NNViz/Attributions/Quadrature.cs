namespace NNViz.Attributions;

/// <summary>
/// A rule for integrals over [0, 1]: nodes and weights that sum to 1. A whole number n converts to Gauss–Legendre with n nodes.
/// </summary>
public sealed class Quadrature
{
    private bool isGauss;

    /// <summary>Any rule.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="nodes">The points, ascending, within [0, 1].</param>
    /// <param name="weights">As many weights.</param>
    public Quadrature(string name, IReadOnlyList<double> nodes, IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(weights);
        if (nodes.Count == 0 || nodes.Count != weights.Count || nodes.Any(n => n is < 0 or > 1 or double.NaN))
        {
            throw new ArgumentException(
                $"A quadrature needs at least one node in [0, 1] and as many weights; given {nodes.Count} nodes and {weights.Count} weights.",
                nameof(nodes));
        }
        (Name, Nodes, Weights) = (name, [.. nodes], [.. weights]);
    }

    /// <summary>What the rule is called.</summary>
    public string Name { get; }

    /// <summary>The points in [0, 1], ascending.</summary>
    public IReadOnlyList<double> Nodes { get; }

    /// <summary>The weight of each point.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>The points of a path that is gone step by step: the nodes, and of Gauss–Legendre one more, so that n are n steps.</summary>
    internal Quadrature Path => isGauss ? GaussLegendre(Nodes.Count + 1) : this;

    /// <summary>Gauss–Legendre: exact for polynomials up to degree 2n − 1; the default, with 50 nodes.</summary>
    public static Quadrature GaussLegendre(int nodes)
    {
        var (points, weights) = (new double[Positive(nodes)], new double[nodes]);
        for (var i = 0; i < nodes; i++)
        {
            // Newton's iteration on the Legendre polynomial, from the usual first guess.
            var z = -Math.Cos(Math.PI * (i + 0.75) / (nodes + 0.5));
            double slope = 0;
            for (double step = 1; Math.Abs(step) > 1e-15;)
            {
                (var value, slope) = Legendre(nodes, z);
                step = value / slope;
                z -= step;
            }
            points[i] = (1 + z) / 2;
            weights[i] = 1 / ((1 - z * z) * slope * slope);
        }
        return new($"Gauss–Legendre, {nodes} nodes", points, weights) { isGauss = true };
    }

    /// <summary>Riemann sum at the left ends of n equal steps.</summary>
    public static Quadrature Left(int steps) => Riemann("left Riemann sum", steps, 0);

    /// <summary>Riemann sum at the right ends of n equal steps.</summary>
    public static Quadrature Right(int steps) => Riemann("right Riemann sum", steps, 1);

    /// <summary>Riemann sum at the middles of n equal steps.</summary>
    public static Quadrature Middle(int steps) => Riemann("midpoint rule", steps, 0.5);

    /// <summary>Trapezoids over n equal steps: n + 1 nodes, the two ends with half weight.</summary>
    public static Quadrature Trapezoid(int steps)
    {
        var nodes = Enumerable.Range(0, Positive(steps) + 1).Select(i => (double)i / steps);
        var weights = Enumerable.Range(0, steps + 1).Select(i => (i == 0 || i == steps ? 0.5 : 1.0) / steps);
        return new($"trapezoids, {steps} steps", [.. nodes], [.. weights]);
    }

    /// <summary>Gauss–Legendre with that many nodes.</summary>
    public static implicit operator Quadrature(int nodes) => GaussLegendre(nodes);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static Quadrature Riemann(string name, int steps, double offset)
        => new($"{name}, {steps} steps",
            [.. Enumerable.Range(0, Positive(steps)).Select(i => (i + offset) / steps)],
            [.. Enumerable.Repeat(1.0 / steps, steps)]);

    /// <summary>The Legendre polynomial of degree n and its derivative at z, by the three-term recurrence.</summary>
    private static (double Value, double Slope) Legendre(int n, double z)
    {
        double before = 0, value = 1;
        for (var k = 1; k <= n; k++)
        {
            (before, value) = (value, ((2 * k - 1) * z * value - (k - 1) * before) / k);
        }
        return (value, n * (z * value - before) / (z * z - 1));
    }

    private static int Positive(int steps) => steps > 0
        ? steps
        : throw new ArgumentOutOfRangeException(nameof(steps), steps, "A quadrature needs at least one step.");
}
