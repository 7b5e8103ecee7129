using NNViz.Projections;
using NNViz.Tensors;
using NNViz.Views;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Tests.Projections;

/// <summary>Looks at the random generator of the process: no other test may run meanwhile.</summary>
public class DecisionBoundaryTests
{
    [Fact]
    public void ALinearNetsBoundaryIsItsLineAndItsConfidenceTheLogisticFunction()
    {
        // 2a − b + 0.5 > 0 is class 1.
        using Linear net = LinearNet([[2, -1]], [0.5]);
        using Tensor x = PcaTests.Noise(30, 2).to(ScalarType.Float32), labels = zeros(30, ScalarType.Int64);
        DecisionBoundary found = net.DecisionBoundary(x, labels, new() { Resolution = 40, Outputs = NetOutputs.Scores });
        for (int cell = 0; cell < 1600; cell++)
        {
            double score = (2 * found.X[cell % 40]) - found.Y[cell / 40] + 0.5;
            double p = 1 / (1 + Math.Exp(-score));
            Assert.True(Math.Abs(score) < 1e-5 || found.Classes[cell] == (score > 0 ? 1 : 0));
            Assert.Equal(Math.Max(p, 1 - p), found.Confidence[cell], 1e-5);
        }

        Assert.Contains(0, found.Classes);
        Assert.Contains(1, found.Classes);
    }

    [Fact]
    public void AccuracyAndMisclassifiedSamplesAreThoseOfASlowLoop()
    {
        using Linear net = LinearNet([[1, 0, 0.2], [0, 1, -0.2], [0.5, 0.5, 0.1]], [0, 0, 0.05]);
        using Tensor x = PcaTests.Noise(25, 3).to(ScalarType.Float32), labels = arange(25).remainder(3);
        int[] wrong = [.. Enumerable.Range(0, 25).Where(i => net.call(x.narrow(0, i, 1)).argmax().ToInt64() != i % 3)];
        DecisionBoundary found = net.DecisionBoundary(x, labels, new() { Resolution = 5 });
        Assert.InRange(wrong.Length, 1, 24);
        Assert.Equal(wrong, found.Misclassified);
        Assert.Equal(1 - (wrong.Length / 25.0), found.Accuracy, 1e-12);
    }

    [Fact]
    public void OnChosenAxesTheRestIsThatOfTheNearestSample()
    {
        // The class is decided by the feature that is not shown: 0.5 in one sample, −0.5 in the two others.
        using Linear net = LinearNet([[0, 3, 0]], [0]);
        using Tensor x = tensor(new float[] { 0, 0.5f, 0, 4, -0.5f, 0, 0, -0.5f, 4 }, [3, 3]), labels = zeros(3, ScalarType.Int64);
        DecisionBoundary found = net.DecisionBoundary(x, labels, new() { Axes = (0, 2), Resolution = 9 });
        for (int cell = 0; cell < 81; cell++)
        {
            (double a, double b) = (found.X[cell % 9], found.Y[cell / 9]);
            double toFirst = (a * a) + (b * b), toOthers = Math.Min(((a - 4) * (a - 4)) + (b * b), (a * a) + ((b - 4) * (b - 4)));
            Assert.True(Math.Abs(toFirst - toOthers) < 1e-9 || found.Classes[cell] == (toFirst < toOthers ? 1 : 0));
        }
    }

    [Fact]
    public void OnThePrincipalPlaneOfFlatDataEveryCellIsWhatTheNetSaysOfItsPlace()
    {
        // Samples in the plane a + b + c = 0; the directions are orthonormal, so a cell's place in space is known from the PCA alone.
        using Tensor two = PcaTests.Noise(20, 2), last = -two.sum(1, keepdim: true), x = cat([two, last], 1).to(ScalarType.Float32);
        using Tensor labels = zeros(20, ScalarType.Int64);
        using Linear net = LinearNet([[1, 2, -1]], [-0.3]);
        Pca pca = x.Pca();
        DecisionBoundary found = net.DecisionBoundary(x, labels, new() { Resolution = 12, Outputs = NetOutputs.Scores });
        for (int cell = 0; cell < 144; cell++)
        {
            double[] place = [.. Enumerable.Range(0, 3).Select(f => pca.Mean[f] + (found.X[cell % 12] * pca.Components[f]) + (found.Y[cell / 12] * pca.Components[3 + f]))];
            double p = 1 / (1 + Math.Exp(-(place[0] + (2 * place[1]) - place[2] - 0.3)));
            Assert.Equal(Math.Max(p, 1 - p), found.Confidence[cell], 1e-5);
        }
    }

    [Fact]
    public void TwelveClassesAreTheRegionsOfTheirCentresEachInItsColour()
    {
        // Scores c·x − |c|²/2 are greatest for the nearest centre c.
        (double X, double Y)[] centres = [.. Enumerable.Range(0, 12).Select(i => (3 * Math.Cos(i * Math.PI / 6), 3 * Math.Sin(i * Math.PI / 6)))];
        using Linear net = LinearNet([.. centres.Select(c => new[] { c.X, c.Y })], [.. centres.Select(_ => -4.5)]);
        using Tensor x = tensor(centres.SelectMany(c => new[] { (float)c.X, (float)c.Y }).ToArray(), [12, 2]), labels = arange(12);
        DecisionBoundary found = net.DecisionBoundary(x, labels, new() { Resolution = 31 });
        for (int cell = 0; cell < 961; cell++)
        {
            double[] distances = [.. centres.Select(c => Math.Pow(c.X - found.X[cell % 31], 2) + Math.Pow(c.Y - found.Y[cell / 31], 2))];
            Assert.True(distances[found.Classes[cell]] < distances.Min() + 1e-4);
        }

        Assert.Equal(1, found.Accuracy);
        Assert.Equal(12, found.Classes.Distinct().Count());
        var traces = Views.Output.Payload(NNViz.Views.Views.Of(found)!).GetProperty("figure").GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(12, traces.Skip(1).Select(t => t.GetProperty("marker").GetProperty("color").GetString()).Distinct().Count());
    }

    [Fact]
    public void ProbabilitiesAreNotSquashedAgain()
    {
        using var net = nn.Sequential(("scores", LinearNet([[1, 0], [0, 1]], [0, 0])), ("softmax", nn.Softmax(1)));
        using Tensor x = PcaTests.Noise(10, 2).to(ScalarType.Float32), labels = zeros(10, ScalarType.Int64);
        DecisionBoundary found = net.DecisionBoundary(x, labels, new() { Resolution = 4 });
        Assert.True(found.AreProbabilities);
        Assert.Equal(1 / (1 + Math.Exp(-Math.Abs(found.X[3] - found.Y[0]))), found.Confidence[3], 1e-5);
    }

    [Fact]
    public void TheNetIsAsItWasAndEverySampleThatIsWrongIsRinged()
    {
        using var net = nn.Sequential(("scores", LinearNet([[1, 0], [0, 1]], [0, 0])), ("dropout", nn.Dropout(0.5)));
        using Tensor x = tensor(new float[] { 1, 0, 0, 1, 2, 0 }, [3, 2]), labels = tensor(new[] { 0L, 1, 1 }), before = get_rng_state();
        DecisionBoundary found = net.DecisionBoundary(x, labels, new() { Resolution = 4 });
        using Tensor after = get_rng_state();
        Assert.True(net.training);
        Assert.True(before.Equals(after));
        Assert.Equal([2], found.Misclassified);
        string html = NNViz.Views.Views.Of(found)!.ToHtml();
        var rings = Views.Output.Payload(html).GetProperty("figure").GetProperty("data").EnumerateArray().Last();
        Assert.Equal("misclassified", rings.GetProperty("name").GetString());
        Assert.Equal("circle-open", rings.GetProperty("marker").GetProperty("symbol").GetString());
        Assert.InRange(html.Length, 1, 300_000);
    }

    [Fact]
    public void TenThousandSamplesHalfOfThemWrongKeepTheBudget()
    {
        using Linear net = LinearNet([[1, -1]], [0]);
        using Tensor x = PcaTests.Noise(10_000, 2).to(ScalarType.Float32), labels = arange(10_000).remainder(2);
        View view = NNViz.Views.Views.Of(net.DecisionBoundary(x, labels))!;
        Assert.InRange(view.ToHtml().Length, 1, 300_000);
        Assert.Contains("Every 5th of 10,000 samples is drawn", view.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatDoesNotFitIsNamed()
    {
        using Linear net = LinearNet([[1, 0, 0]], [0]);
        using Tensor x = PcaTests.Noise(5, 3).to(ScalarType.Float32).reshape(5, 1, 3), labels = zeros(5, ScalarType.Int64);
        string Message(Action run) => Assert.Throws<ArgumentException>(run).Message;
        Assert.Contains("For 230 samples the network returns [230, 1, 1]", Message(() => net.DecisionBoundary(x, labels, new() { Resolution = 15 })), StringComparison.Ordinal);
        Assert.Contains("(0, 3) are not two of the features 0 to 2", Message(() => net.DecisionBoundary(x, labels, new() { Axes = (0, 3) })), StringComparison.Ordinal);
    }

    private static Linear LinearNet(double[][] weights, double[] bias)
    {
        Linear net = nn.Linear(weights[0].Length, weights.Length);
        using var untracked = no_grad();
        using Tensor w = tensor(weights.SelectMany(row => row).Select(v => (float)v).ToArray(), [weights.Length, weights[0].Length]);
        using Tensor b = tensor(bias.Select(v => (float)v).ToArray());
        net.weight.copy_(w);
        net.bias!.copy_(b);
        return net;
    }
}
