using NNViz.Networks;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Networks;

public class LayerSimilarityTests
{
    [Fact]
    public void CkaIsThatOfTheDefinition()
    {
        manual_seed(1);
        using var net = Sequential(("fc1", Linear(5, 7)), ("relu", ReLU()), ("fc2", Linear(7, 3)));
        var x = randn(9, 5);
        var similarity = net.Similarity(net, x);
        Assert.Equal(["fc1", "relu", "fc2"], similarity.RowLayers);
        var outputs = Outputs(net, x, similarity.RowLayers);
        var expected = outputs.SelectMany(a => outputs.Select(b => Trace(a, b) / Math.Sqrt(Trace(a, a) * Trace(b, b)))).ToArray();
        Approx.Equal(expected, [.. similarity.Values], 1e-9, 1e-9);
        Approx.Equal([1, 1, 1], [similarity[0, 0], similarity[1, 1], similarity["fc2", "fc2"]], 1e-12, 1e-12);
        Assert.Throws<ArgumentException>(() => similarity["fc9", "fc1"]);
    }

    /// <summary>HSIC₁ is the mean of K_ij·L_ij + K_ij·L_qr − 2·K_ij·L_iq over all i, j, q, r that differ.</summary>
    [Fact]
    public void TheUnbiasedEstimateIsTheMeanOverQuadruples()
    {
        manual_seed(2);
        using var net = Sequential(("fc1", Linear(4, 6)), ("tanh", Tanh()), ("fc2", Linear(6, 2)));
        var x = randn(7, 4);
        var similarity = net.Similarity(net, x, new SimilarityOptions { Unbiased = true });
        var outputs = Outputs(net, x, similarity.RowLayers);
        var expected = outputs.SelectMany(a => outputs.Select(b => Quadruples(a, b) / Math.Sqrt(Quadruples(a, a) * Quadruples(b, b)))).ToArray();
        Approx.Equal(expected, [.. similarity.Values], 1e-7, 1e-9);
    }

    [Fact]
    public void RotationScaleAndShiftDoNotMatter()
    {
        manual_seed(3);
        var (plain, turned, other) = (Linear(6, 8), Linear(8, 8), Linear(6, 8));
        using (no_grad())
        {
            var (rotation, _) = linalg.qr(randn(8, 8));
            turned.weight!.copy_(rotation * 3.5);
            turned.bias!.fill_(2);
        }
        using var net = new NetOf(x => turned.call(plain.call(x)), ("plain", plain), ("turned", turned));
        using var second = new NetOf(x => other.call(x).relu() * plain.call(x), ("other", other), ("plain", plain));
        var x = randn(50, 6);
        Assert.Equal(1, net.Similarity(net, x)["plain", "turned"], 1e-6);
        var across = net.Similarity(second, x);
        Assert.Equal(["plain", "turned"], across.RowLayers);
        Assert.Equal(["other", "plain"], across.ColumnLayers);
        Assert.Equal(1, across["turned", "plain"], 1e-6);
        Assert.InRange(across["plain", "other"], 0, 0.95);
        Assert.Equal(across["plain", "other"], second.Similarity(net, x)["other", "plain"], 1e-9);
    }

    /// <summary>Of features that have nothing in common and outnumber the samples, the plain estimate says they are alike; the unbiased one does not.</summary>
    [Fact]
    public void TheUnbiasedEstimateIsNearZeroForWhatIsUnrelated()
    {
        manual_seed(4);
        var noise = Enumerable.Range(0, 2).Select(_ => randn(24, 400)).ToArray();
        using var first = new NetOf(x => noise[0], ("a", Identity()));
        var (a, b) = (Identity(), Identity());
        using var net = new NetOf(x => a.call(noise[0]) + b.call(noise[1]), ("a", a), ("b", b));
        var x = zeros(24, 1);
        Assert.InRange(net.Similarity(net, x)["a", "b"], 0.7, 1);
        Assert.InRange(net.Similarity(net, x, new SimilarityOptions { Unbiased = true })["a", "b"], -0.1, 0.1);
    }

    [Fact]
    public void BatchesAreAddedAndWhatIsConstantIsMissing()
    {
        manual_seed(5);
        var (fc, dead) = (Linear(3, 4), Linear(3, 4));
        using var net = new NetOf(x => fc.call(x) + dead.call(zeros_like(x)), ("fc", fc), ("dead", dead));
        var (one, two) = (randn(10, 3), randn(12, 3));
        var both = net.Similarity(net, one, new SimilarityOptions { Batches = [two], Unbiased = true });
        Assert.Equal(22, both.Samples);
        Assert.Equal(1, both["fc", "fc"], 1e-9);
        Assert.True(double.IsNaN(both["fc", "dead"]));
        Assert.Contains("2 samples are too few", Assert.Throws<ArgumentException>(() => net.Similarity(net, one[..2], new SimilarityOptions { Unbiased = true })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => net.Similarity(net, one, new SimilarityOptions { Layers = "conv" }));
    }

    /// <summary>The output of each layer, a row a sample.</summary>
    private static double[][][] Outputs(nn.Module net, Tensor x, IReadOnlyList<string> layers)
    {
        using var capture = net.Capture(x);
        return [.. layers.Select(layer => NNViz.Tensors.HostTensor.Copy(capture[layer].Output).ToDoubles().Chunk((int)capture[layer].Output.shape[1]).ToArray())];
    }

    /// <summary>tr(KHLH), written out.</summary>
    private static double Trace(double[][] a, double[][] b)
    {
        var (k, l) = (Centred(Products(a)), Centred(Products(b)));
        return k.Zip(l).Sum(rows => rows.First.Zip(rows.Second, (p, q) => p * q).Sum());
    }

    private static double[][] Products(double[][] rows) => [.. rows.Select(a => rows.Select(b => a.Zip(b, (p, q) => p * q).Sum()).ToArray())];

    private static double[][] Centred(double[][] k)
    {
        var (means, all) = (k.Select(row => row.Average()).ToArray(), k.Average(row => row.Average()));
        return [.. k.Select((row, i) => row.Select((value, j) => value - means[i] - means[j] + all).ToArray())];
    }

    private static double Quadruples(double[][] a, double[][] b)
    {
        var (k, l, n, sum, count) = (Products(a), Products(b), a.Length, 0.0, 0);
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                for (var q = 0; q < n; q++)
                {
                    for (var r = 0; r < n; r++)
                    {
                        if (new HashSet<int> { i, j, q, r }.Count == 4)
                        {
                            sum += k[i][j] * (l[i][j] + l[q][r] - 2 * l[i][q]);
                            count++;
                        }
                    }
                }
            }
        }
        return sum / count;
    }
}
