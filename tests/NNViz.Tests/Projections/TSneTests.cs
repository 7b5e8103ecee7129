using NNViz.Projections;
using static TorchSharp.torch;

namespace NNViz.Tests.Projections;

public class TSneTests
{
    /// <summary>The layouts of scikit-learn on the same digits: trustworthiness 0.9925 (Barnes–Hut) and 0.9919 (exact), divergence 0.3996 and 0.3374.</summary>
    [Fact]
    public void DigitsKeepTheirNeighboursAsWellAsInScikitLearn()
    {
        using Tensor digits = Golden.Load("DR/digits500");
        TSne found = digits.TSne(options: new() { InitialDimensions = 64 });
        Assert.Equal(12, found.Quality.Neighbours);
        Assert.InRange(found.Quality.Trustworthiness, 0.985, 1);
        Assert.InRange(found.Divergence, 0.30, 0.3996 * 1.01);
    }

    [Fact]
    public void AffinitiesAreSymmetricSumToOneAndHaveThePerplexity()
    {
        using Tensor noise = PcaTests.Noise(40, 4);
        Affinities p = Affinities.Of(DataMatrix.Of(noise), 6);
        double[,] dense = Dense(p);
        Assert.Equal(1, p.Values.Sum(), 1e-12);
        Assert.All(Enumerable.Range(0, 1600), at => Assert.Equal(dense[at / 40, at % 40], dense[at % 40, at / 40], 1e-15));
        double[] conditional = Affinities.Conditional([4, 1, 9, 100, 2, 7, 3, 5], 3);
        Assert.Equal(Math.Log(3), -conditional.Sum(v => v * Math.Log(v)), 1e-6);
        // Gaussian: ln p falls in step with the squared distance.
        double beta = Math.Log(conditional[1] / conditional[0]) / 3;
        Assert.Equal(beta, Math.Log(conditional[1] / conditional[2]) / 8, 1e-9);
    }

    [Fact]
    public void TheGradientIsTheSlopeOfTheDivergence()
    {
        using Tensor noise = PcaTests.Noise(12, 3);
        Affinities p = Affinities.Of(DataMatrix.Of(noise), 3);
        double[,] dense = Dense(p);
        double[] x = [.. Enumerable.Range(0, 12).Select(i => Math.Sin(3.0 * i))], y = [.. Enumerable.Range(0, 12).Select(i => Math.Cos(5.0 * i))];
        var descent = new TSneDescent(p, x, y, theta: 0);
        Assert.Equal(Divergence(dense, x, y), descent.Divergence(), 1e-10);
        double[] slope = [.. descent.FindGradient(1).X];
        const double Step = 1e-5;
        for (int i = 0; i < 12; i++)
        {
            double[] Moved(double by) => [.. x.Select((v, j) => j == i ? v + by : v)];
            double expected = (Divergence(dense, Moved(Step), y) - Divergence(dense, Moved(-Step), y)) / (2 * Step);
            Assert.Equal(expected, slope[i], 1e-7);
        }
    }

    [Fact]
    public void TheTreeIsExactWithThetaZeroAndCloseWithTheUsualOne()
    {
        var random = new Random(5);
        // Equal points too: they share a leaf.
        double[] x = [.. Enumerable.Range(0, 300).Select(i => i < 5 ? 0.25 : 20 * random.NextDouble())];
        double[] y = [.. Enumerable.Range(0, 300).Select(i => i < 5 ? 0.25 : 20 * random.NextDouble())];
        (var exact, var usual) = (Repulsions(x, y, 0), Repulsions(x, y, 0.5));
        for (int i = 0; i < 300; i += 17)
        {
            var q = Enumerable.Range(0, 300).Where(j => j != i).Select(j => (J: j, Q: 1 / (1 + Math.Pow(x[i] - x[j], 2) + Math.Pow(y[i] - y[j], 2)))).ToList();
            double[] slow = [q.Sum(e => e.Q * e.Q * (x[i] - x[e.J])), q.Sum(e => e.Q * e.Q * (y[i] - y[e.J])), q.Sum(e => e.Q)];
            Approx.Equal(slow, [exact.X[i], exact.Y[i], exact.Sum[i]], relative: 1e-9, absolute: 1e-9);
            Assert.Equal(slow[2], usual.Sum[i], 0.02 * slow[2]);
        }
    }

    [Fact]
    public void TheSeedDecidesTheLayoutBitByBit()
    {
        using Tensor noise = PcaTests.Noise(30, 4);
        TSne Layout(int seed) => noise.TSne(options: new() { Perplexity = 5, Iterations = 300, Seed = seed });
        Assert.Equal(Layout(1).Points, Layout(1).Points);
        Assert.NotEqual(Layout(1).Points, Layout(2).Points);
    }

    [Fact]
    public void APerplexityThatIsTooLargeIsNamedWithItsRange()
    {
        using Tensor noise = PcaTests.Noise(10, 4);
        Assert.Contains("from 1 to 3, a third", Assert.Throws<ArgumentException>(() => noise.TSne()).Message, StringComparison.Ordinal);
    }

    private static (double[] X, double[] Y, double[] Sum) Repulsions(double[] x, double[] y, double theta)
    {
        var (fx, fy, sum) = (new double[x.Length], new double[x.Length], new double[x.Length]);
        new QuadTree(x, y, theta).Repulsions(fx, fy, sum);
        return (fx, fy, sum);
    }

    private static double[,] Dense(Affinities p)
    {
        int n = p.Starts.Length - 1;
        var dense = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int at = p.Starts[i]; at < p.Starts[i + 1]; at++)
            {
                dense[i, p.Neighbours[at]] = p.Values[at];
            }
        }

        return dense;
    }

    private static double Divergence(double[,] p, double[] x, double[] y)
    {
        int n = x.Length;
        double Q(int i, int j) => i == j ? 0 : 1 / (1 + Math.Pow(x[i] - x[j], 2) + Math.Pow(y[i] - y[j], 2));
        var pairs = Enumerable.Range(0, n * n).Select(at => (I: at / n, J: at % n)).ToList();
        double z = pairs.Sum(a => Q(a.I, a.J));
        return pairs.Where(a => p[a.I, a.J] > 0).Sum(a => p[a.I, a.J] * Math.Log(p[a.I, a.J] / (Q(a.I, a.J) / z)));
    }
}
