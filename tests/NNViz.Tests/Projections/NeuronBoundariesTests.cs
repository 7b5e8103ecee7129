using NNViz.Projections;
using NNViz.Tensors;
using NNViz.Views;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Tests.Projections;

/// <summary>Looks at the random generator of the process: no other test may run meanwhile.</summary>
public class NeuronBoundariesTests
{
    [Fact]
    public void OutputsOverThePlaneAreThoseOfTheHiddenLayersThemselves()
    {
        using var fc1 = nn.Linear(2, 3);
        using var fc2 = nn.Linear(3, 4);
        using var net = nn.Sequential(("fc1", fc1), ("act", nn.ReLU()), ("fc2", fc2), ("act2", nn.ReLU()), ("out", nn.Linear(4, 2)));
        using Tensor x = PcaTests.Noise(20, 2).to(ScalarType.Float32), labels = arange(20).remainder(2);
        var found = net.NeuronBoundaries(x, labels, options: new() { Resolution = 40 });
        Assert.Equal(["fc1", "fc2"], found.Layers.Select(layer => layer.Layer));
        for (var cell = 0; cell < 1600; cell += 37)
        {
            using var place = tensor(new[] { (float)found.X[cell % 40], (float)found.Y[cell / 40] }).reshape(1, 2);
            using var first = fc1.call(place);
            using var second = fc2.call(first.relu());
            Approx.Equal(HostTensor.Copy(first).ToDoubles(), [.. found.Layers[0].Neurons.Select(neuron => neuron.Values[cell])]);
            Approx.Equal(HostTensor.Copy(second).ToDoubles(), [.. found.Layers[1].Neurons.Select(neuron => neuron.Values[cell])]);
        }
    }

    [Fact]
    public void ANetWithoutHiddenLayersIsRefusedAndALayerCanBeNamed()
    {
        using var net = nn.Sequential(("fc", nn.Linear(2, 3)));
        using Tensor x = PcaTests.Noise(20, 2).to(ScalarType.Float32), labels = arange(20).remainder(3);
        Assert.Contains("no hidden Linear layer", Assert.Throws<ArgumentException>(() => net.NeuronBoundaries(x, labels)).Message, StringComparison.Ordinal);
        var named = net.NeuronBoundaries(x, labels, "fc");
        Assert.Equal(3, named.Layers[0].Neurons.Count);
        Assert.Contains("3 of 3 neurons of fc", NNViz.Views.Views.Of(named)!.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Of a plane a·x + b·y + c two points are left, and both lie on it.</summary>
    [Theory]
    [InlineData(1, 0, -3.4)]
    [InlineData(0.3, -1, 2.2)]
    [InlineData(-2, -2, 11)]
    public void TheZeroLineOfAPlaneIsOneStraightLine(double a, double b, double c)
    {
        double[] values = [.. Enumerable.Range(0, 80).Select(i => (a * (i % 10)) + (b * (i / 10)) + c)];
        var line = Assert.Single(ZeroLines.Of(values, 10));
        Assert.Equal(2, line.Count);
        Assert.All(line, spot => Assert.Equal(0, (a * spot.X) + (b * spot.Y) + c, 1e-9));
    }

    [Fact]
    public void TheZeroLineOfARoundHillIsClosedAndOnTheCircle()
    {
        double[] values = [.. Enumerable.Range(0, 400).Select(i => 36 - Math.Pow((i % 20) - 9.5, 2) - Math.Pow((i / 20) - 9.5, 2))];
        var circle = Assert.Single(ZeroLines.Of(values, 20));
        Assert.Equal(circle[0], circle[^1]);
        Assert.All(circle, spot => Assert.Equal(6, Math.Sqrt(Math.Pow(spot.X - 9.5, 2) + Math.Pow(spot.Y - 9.5, 2)), 0.05));
        Assert.Empty(ZeroLines.Of([.. Enumerable.Repeat(1.0, 400)], 20));
        Assert.Empty(ZeroLines.Of([.. Enumerable.Repeat(double.NaN, 400)], 20));
    }

    [Fact]
    public void AHistoryKeepsTheFirstAndTheLastInBoundedMemory()
    {
        using var net = nn.Linear(2, 2);
        using Tensor x = PcaTests.Noise(12, 2).to(ScalarType.Float32), labels = arange(12).remainder(2);
        var boundary = net.DecisionBoundary(x, labels, new() { Resolution = 4 });
        var history = new BoundaryHistory();
        for (var epoch = 0; epoch < 500; epoch++)
        {
            history.Add(boundary);
            var frames = history.Frames;
            Assert.InRange(frames.Count, 1, BoundaryHistory.MostFrames);
            Assert.Equal(("0", $"{epoch}"), (frames[0].Step, frames[^1].Step));
            Assert.Equal(frames.Select(frame => int.Parse(frame.Step, null)).Distinct().Order(), frames.Select(frame => int.Parse(frame.Step, null)));
        }
        using var other = PcaTests.Noise(12, 2).to(ScalarType.Float32) + 1;
        Assert.Throws<ArgumentException>(() => history.Add(net.DecisionBoundary(other, labels, new() { Resolution = 4 })));
    }

    [Theory]
    [InlineData(3, 120)]
    [InlineData(60, 120)]
    [InlineData(60, 300)]
    public void AHistoryOfAnyLengthKeepsItsBudget(int epochs, int resolution)
    {
        using var net = nn.Sequential(("a", nn.Linear(2, 8)), ("b", nn.Tanh()), ("c", nn.Linear(8, 13)));
        using Tensor x = PcaTests.Noise(1000, 2).to(ScalarType.Float32), labels = arange(1000).remainder(13);
        var history = new BoundaryHistory();
        var boundary = net.DecisionBoundary(x, labels, new() { Resolution = resolution });
        Enumerable.Range(0, epochs).ToList().ForEach(_ => history.Add(boundary));
        Assert.InRange(NNViz.Views.Views.Of(history)!.ToHtml().Length, 1000, 300_000);
    }

    [Fact]
    public void MoreThanTenClassesEachHaveTheirOwnColor()
    {
        var colors = ClassColors.Of(23);
        Assert.Equal(23, colors.Distinct().Count());
        using var net = nn.Linear(2, 23);
        using Tensor x = PcaTests.Noise(200, 2).to(ScalarType.Float32), labels = arange(200).remainder(23);
        var html = net.DecisionBoundary(x, labels).ToString();
        Assert.Contains("23 classes", html, StringComparison.Ordinal);
    }
}
