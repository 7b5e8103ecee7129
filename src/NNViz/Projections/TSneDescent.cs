using System.Collections.Concurrent;

namespace NNViz.Projections;

/// <summary>
/// The gradient descent of t-SNE in two dimensions, with the momentum, the gains and the early exaggeration of van der Maaten's own program and the
/// learning rate of Belkina et al. (2019).
/// </summary>
internal sealed class TSneDescent(Affinities affinities, double[] x, double[] y, double theta)
{
    private const double Exaggeration = 12, EarlyMomentum = 0.5, LateMomentum = 0.8, LowestRate = 50, LowestGain = 0.01;

    private readonly double[][] _places = [x, y];
    private readonly double[][] _gradient = [new double[x.Length], new double[x.Length]];
    private readonly QuadTree _tree = new(x, y, theta);
    private readonly double[][] _push = [new double[x.Length], new double[x.Length], new double[x.Length]];
    private readonly double[][] _speed = [new double[x.Length], new double[x.Length]];
    private readonly double[][] _gains = [[.. x.Select(_ => 1.0)], [.. x.Select(_ => 1.0)]];
    private readonly double _rate = Math.Max(x.Length / Exaggeration / 4, LowestRate);

    /// <summary>Steps in which the affinities are exaggerated, so that clusters find together.</summary>
    public const int EarlySteps = 250;

    /// <summary>Takes steps; afterwards <c>x</c> and <c>y</c> are the layout.</summary>
    public void Run(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            bool early = step < EarlySteps;
            FindGradient(early ? Exaggeration : 1);
            for (int axis = 0; axis < 2; axis++)
            {
                Move(axis, early ? EarlyMomentum : LateMomentum);
            }
        }
    }

    /// <summary>The gradient of the divergence, ∂KL/∂xᵢ and ∂KL/∂yᵢ: 4 Σⱼ (e·pᵢⱼ − qᵢⱼ)(1 + |dᵢⱼ|²)⁻¹ dᵢⱼ, and Z = Σ (1 + |dᵢⱼ|²)⁻¹.</summary>
    public (double[] X, double[] Y, double Z) FindGradient(double exaggeration)
    {
        _tree.Build();
        _tree.Repulsions(_push[0], _push[1], _push[2]);
        // Summed in order, so that the result does not depend on which core was first.
        double z = _push[2].Sum();
        Parallel.ForEach(Partitioner.Create(0, x.Length), range =>
        {
            for (int i = range.Item1; i < range.Item2; i++)
            {
                (double ax, double ay) = Attraction(i);
                _gradient[0][i] = 4 * ((exaggeration * ax) - (_push[0][i] / z));
                _gradient[1][i] = 4 * ((exaggeration * ay) - (_push[1][i] / z));
            }
        });
        return (_gradient[0], _gradient[1], z);
    }

    /// <summary>The Kullback–Leibler divergence Σ pᵢⱼ ln(pᵢⱼ/qᵢⱼ) of the layout, over the neighbours for which pᵢⱼ is known.</summary>
    public double Divergence()
    {
        double z = FindGradient(1).Z, sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            for (int at = affinities.Starts[i]; at < affinities.Starts[i + 1]; at++)
            {
                (double p, int j) = (affinities.Values[at], affinities.Neighbours[at]);
                sum += p > 0 ? p * Math.Log(p * z * (1 + SquaredDistance(i, j))) : 0;
            }
        }

        return sum;
    }

    private (double X, double Y) Attraction(int i)
    {
        (double fx, double fy, double xi, double yi) = (0, 0, x[i], y[i]);
        (int start, int end) = (affinities.Starts[i], affinities.Starts[i + 1]);
        ReadOnlySpan<int> neighbours = affinities.Neighbours.AsSpan(start, end - start);
        ReadOnlySpan<double> values = affinities.Values.AsSpan(start, end - start);
        for (int at = 0; at < neighbours.Length; at++)
        {
            (double dx, double dy) = (xi - x[neighbours[at]], yi - y[neighbours[at]]);
            double force = values[at] / (1 + (dx * dx) + (dy * dy));
            (fx, fy) = (fx + (force * dx), fy + (force * dy));
        }

        return (fx, fy);
    }

    private double SquaredDistance(int i, int j) => ((x[i] - x[j]) * (x[i] - x[j])) + ((y[i] - y[j]) * (y[i] - y[j]));

    // A gain grows while its coordinate keeps going downhill and shrinks when it turns.
    private void Move(int axis, double momentum)
    {
        (double[] place, double[] gradient, double[] speed, double[] gains) = (_places[axis], _gradient[axis], _speed[axis], _gains[axis]);
        for (int i = 0; i < place.Length; i++)
        {
            gains[i] = Math.Max(LowestGain, speed[i] * gradient[i] < 0 ? gains[i] + 0.2 : gains[i] * 0.8);
            speed[i] = (momentum * speed[i]) - (_rate * gains[i] * gradient[i]);
            place[i] += speed[i];
        }
    }
}
