using NNViz.Projections;
using NNViz.Views;
using static TorchSharp.torch;

namespace NNViz.Tests.Projections;

public class PcaTests
{
    [Fact]
    public void DigitsAreProjectedAsScikitLearnProjectsThemUpToSign()
    {
        using Tensor digits = Golden.Load("DR/digits500");
        float[] expected = Golden.Values("DR/pca2");
        Pca pca = digits.Pca();
        for (int axis = 0; axis < 2; axis++)
        {
            double[] actual = pca.Along(axis);
            double[] reference = [.. Enumerable.Range(0, 500).Select(i => (double)expected[(2 * i) + axis])];
            double sign = Math.Sign(actual.Zip(reference).Sum(p => p.First * p.Second));
            Approx.Equal(reference, [.. actual.Select(v => v * sign)], relative: 1e-4, absolute: 1e-3);
        }

        Approx.Equal([.. Golden.Values("DR/pca2_explained_variance").Select(v => (double)v)], pca.ExplainedVariance, relative: 1e-5);
    }

    [Fact]
    public void DirectionsAreOrthonormalAndAllOfThemKeepDistancesAndVariance()
    {
        using Tensor data = Noise(20, 5);
        Pca pca = data.Pca(components: 5);
        for (int a = 0; a < 5; a++)
        {
            for (int b = 0; b < 5; b++)
            {
                double dot = Enumerable.Range(0, 5).Sum(f => pca.Components[(a * 5) + f] * pca.Components[(b * 5) + f]);
                Assert.Equal(a == b ? 1 : 0, dot, 1e-9);
            }
        }

        Assert.Equal(1, pca.ExplainedVarianceRatio.Sum(), 1e-9);
        Assert.Equal(1, pca.Quality.Trustworthiness, 1e-12);
        Assert.Equal(1, pca.Quality.NeighboursKept, 1e-12);
    }

    [Fact]
    public void PointsOnALineHaveOneDirection()
    {
        // (3, 4)·t for t = 0, 1, 2, 5: mean t = 2, variance of t over n − 1 = (4 + 1 + 0 + 9)/3, times 25.
        using Tensor line = tensor(new double[] { 0, 0, 3, 4, 6, 8, 15, 20 }, [4, 2]);
        Pca pca = line.Pca();
        Approx.Equal([0.6, 0.8], [.. pca.Components.Take(2)]);
        Approx.Equal([-10, -5, 0, 15], pca.Along(0));
        Approx.Equal([25 * 14 / 3.0, 0], pca.ExplainedVariance);
    }

    [Fact]
    public void QualityIsWhatASlowLoopFinds()
    {
        using Tensor data = Noise(15, 4), squeezed = data.narrow(1, 0, 1);
        (double[][] all, double[][] one) = (Rows(data), Rows(squeezed));
        NeighbourQuality quality = NeighbourQuality.Of(DataMatrix.Of(data), DataMatrix.Of(squeezed));
        (int n, int k) = (15, quality.Neighbours);
        double penalty = 0, kept = 0;
        for (int i = 0; i < n; i++)
        {
            int[] Ordered(double[][] rows) => [.. Enumerable.Range(0, n).Where(j => j != i).OrderBy(j => rows[i].Zip(rows[j]).Sum(p => Math.Pow(p.First - p.Second, 2)))];
            int[] ranks = [.. Ordered(one).Take(k).Select(j => 1 + Array.IndexOf(Ordered(all), j))];
            penalty += ranks.Sum(r => Math.Max(0, r - k));
            kept += ranks.Count(r => r <= k);
        }

        Assert.Equal(7, k);
        Assert.Equal(1 - (2 * penalty / (n * k * ((2 * n) - (3 * k) - 1))), quality.Trustworthiness, 1e-12);
        Assert.Equal(kept / (n * k), quality.NeighboursKept, 1e-12);
    }

    [Fact]
    public void EveryClassHasItsPointsAndColourInThePicture()
    {
        using Tensor data = Noise(26, 3), labels = arange(26).remainder(13);
        View view = NNViz.Views.Views.Of(data.Pca(labels))!;
        string html = view.ToHtml();
        var traces = Views.Output.Payload(html).GetProperty("figure").GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(13, traces.Count);
        Assert.Equal(13, traces.Select(t => t.GetProperty("marker").GetProperty("color").GetString()).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 13).Select(c => $"{c}"), traces.Select(t => t.GetProperty("name").GetString()));
        Assert.Contains("Trustworthiness", view.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatDoesNotFitIsNamed()
    {
        using Tensor data = Noise(4, 2), spoilt = tensor(new[] { 1, 2, 3, float.NaN, 5, 6 }, [3, 2]), few = tensor(new[] { 1L, 2 }), half = full([4], 0.5f);
        Assert.Contains("[2] do not fit 4 samples", Assert.Throws<ArgumentException>(() => data.Pca(few)).Message, StringComparison.Ordinal);
        Assert.Contains("Label 0 is 0.5", Assert.Throws<ArgumentException>(() => data.Pca(half)).Message, StringComparison.Ordinal);
        Assert.Contains("1 to 2 directions, not 3", Assert.Throws<ArgumentException>(() => data.Pca(components: 3)).Message, StringComparison.Ordinal);
        Assert.Contains("Sample 1", Assert.Throws<ArgumentException>(() => spoilt.Pca()).Message, StringComparison.Ordinal);
    }

    internal static Tensor Noise(int rows, int columns)
    {
        var random = new Random(rows + columns);
        double[] values = [.. Enumerable.Range(0, rows * columns).Select(i => random.NextDouble() * (1 + (i % columns)))];
        return tensor(values, [rows, columns]);
    }

    private static double[][] Rows(Tensor matrix) => [.. Enumerable.Range(0, (int)matrix.shape[0]).Select(i => NNViz.Tensors.HostTensor.Copy(matrix[i]).ToDoubles())];
}
