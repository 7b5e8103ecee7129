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
        int n = x.Length;
        var tree = new QuadTree(x, y, theta);
        var forces = new (double X, double Y, double Sum)[n];
        Parallel.ForEach(Partitioner.Create(0, n), range =>
        {
            for (int at = range.Item1; at < range.Item2; at++)
            {
                forces[tree.Order[at]] = tree.Repulsion(tree.Order[at]);
            }
        });
        // Summed in order, so that the result does not depend on which core was first.
        double z = forces.Sum(f => f.Sum);
        Parallel.For(0, n, i =>
        {
            (double ax, double ay) = Attraction(i);
            (_gradient[0][i], _gradient[1][i]) = (4 * ((exaggeration * ax) - (forces[i].X / z)), 4 * ((exaggeration * ay) - (forces[i].Y / z)));
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
        (double fx, double fy) = (0, 0);
        for (int at = affinities.Starts[i]; at < affinities.Starts[i + 1]; at++)
        {
            int j = affinities.Neighbours[at];
            double force = affinities.Values[at] / (1 + SquaredDistance(i, j));
            (fx, fy) = (fx + (force * (x[i] - x[j])), fy + (force * (y[i] - y[j])));
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
