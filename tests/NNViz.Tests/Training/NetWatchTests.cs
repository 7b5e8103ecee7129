using NNViz.Tests.Networks;
using NNViz.Training;
using NNViz.Views;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Training;

public class NetWatchTests
{
    private const double LearningRate = 0.1;

    private static NetOf Net()
    {
        manual_seed(5);
        var (first, relu, second) = (nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 2));
        return new NetOf(x => second.call(relu.call(first.call(x))), ("first", first), ("relu", relu), ("second", second));
    }

    /// <summary>Plain gradient descent on one batch.</summary>
    private static void Train(NetOf net, int steps, Action? afterStep = null)
    {
        manual_seed(6);
        var (x, y) = (randn(8, 4), randn(8, 2));
        using var optimizer = optim.SGD(net.parameters(), LearningRate);
        for (var step = 0; step < steps; step++)
        {
            optimizer.zero_grad();
            using var loss = nn.functional.mse_loss(net.call(x), y);
            loss.backward();
            optimizer.step();
            afterStep?.Invoke();
        }
    }

    [Fact]
    public void TheNumbersAreThoseOfTheStep()
    {
        using var net = Net();
        using var plain = Net();
        manual_seed(6);
        var (x, y) = (randn(8, 4), randn(8, 2));
        using var hidden = nn.functional.linear(x, plain.get_parameter("first.weight")!, plain.get_parameter("first.bias"));
        using var active = hidden.relu();
        var watch = net.Watch(every: 2);
        var history = new TrainingHistory();
        double? gradient = null;
        var before = net.parameters().Take(2).Select(parameter => parameter.detach().clone()).ToList();
        Train(net, 2, () =>
        {
            gradient ??= NormOf(net.parameters().Take(2).Select(parameter => parameter.grad!));
            history.Log(("loss", 0));
        });
        WatchedLayer first = watch.Layers[0], relu = watch.Layers[1];
        Approx.Equal([active.mean().ToDouble(), active.std().ToDouble()], [relu.Mean!.Last.Value, relu.Std!.Last.Value]);
        var dead = Enumerable.Range(0, 6).Count(unit => active[TensorIndex.Colon, unit].max().ToDouble() == 0);
        Assert.Equal(dead / 6.0, relu.DeadFraction!.Last.Value, 12);
        Approx.Equal([gradient!.Value], [first.GradientNorm!.Last.Value]);
        // A step of plain gradient descent changes the parameters by the rate times the gradient.
        Approx.Equal([LearningRate * gradient.Value / NormOf(before)], [first.UpdateRatio!.Last.Value]);
        Assert.Null(relu.GradientNorm);
        Assert.Equal((1, 2), (watch.Samples, watch.Passes));
    }

    [Fact]
    public void WhatTheWatchCostsIsMeasuredFromTheThirdPassAndSaid()
    {
        using var net = Net();
        using var watch = net.Watch(every: 1);
        Train(net, 2);
        Assert.True(double.IsNaN(watch.Overhead));
        Assert.DoesNotContain("The watch adds", WatchView.From(watch).ToString(), StringComparison.Ordinal);
        Train(net, 6);
        Assert.True(watch.Overhead > 0 && double.IsFinite(watch.Overhead), $"{watch.Overhead}");
        Assert.Contains("8 passes, 8 samples. The watch adds", WatchView.From(watch).ToString(), StringComparison.Ordinal);
    }

    private static double NormOf(IEnumerable<Tensor> tensors) => Math.Sqrt(tensors.Sum(tensor => tensor.square().sum().ToDouble()));

    [Fact]
    public void AWatchedTrainingIsTheSameToTheLastBitAndNoTensorStays()
    {
        using var plain = Net();
        using var watched = Net();
        var watch = watched.Watch(every: 1);
        Train(plain, 3);
        Train(watched, 3);
        Assert.All(plain.parameters().Zip(watched.parameters()), pair => Assert.True(pair.First.equal(pair.Second).all().item<bool>()));
        using var x = randn(8, 4);
        Assert.Equal((0, 0), (Left(plain, x), Left(watched, x)));
        Assert.Same(watch, watched.Unwatch());
        Assert.Null(watched.Unwatch());
        var seen = watch.Passes;
        watched.call(x).Dispose();
        Assert.Equal(seen, watch.Passes);
    }

    /// <summary>How many tensors a pass leaves that were not there before.</summary>
    private static long Left(NetOf net, Tensor x)
    {
        var before = Living.Tensors();
        using (NewDisposeScope())
        {
            net.call(x);
        }
        return Living.Tensors() - before;
    }

    [Fact]
    public void EvaluationIsNotWatched()
    {
        using var net = Net();
        using var watch = net.Watch(every: 1);
        using var x = randn(8, 4);
        net.eval();
        net.call(x).Dispose();
        net.train();
        using (no_grad())
        {
            net.call(x).Dispose();
        }
        Assert.Equal(0, watch.Passes);
        net.call(x).Dispose();
        Assert.Equal(1, watch.Passes);
    }

    /// <summary>One of three channels is dead; behind the last layer of the pass before it would be none of four columns.</summary>
    [Fact]
    public void UnitsBeforeTheFirstLayerWithWeightsAreNotCountedByTheLastPass()
    {
        var (relu, last) = (nn.ReLU(), nn.Linear(4, 4));
        using var net = new NetOf(x => last.call(relu.call(x)), ("relu", relu), ("last", last));
        using var watch = net.Watch(every: 1);
        using var x = ones(2, 3, 5, 4);
        x[TensorIndex.Colon, 1] = -1;
        for (var pass = 1; pass <= 3; pass++)
        {
            net.call(x).Dispose();
            Assert.Equal((pass, 1 / 3.0), ((int)watch.Samples, watch.Layers[0].DeadFraction!.Last.Value));
        }
    }

    /// <summary>Run by forward(), a pass begins with the layer that came first, of those that have hooks.</summary>
    [Fact]
    public void LayersThatAreNotWatchedHaveHooksOnlyForTheUnitsOfOthers()
    {
        var (shared, last) = (nn.Linear(4, 4), nn.Linear(4, 2));
        using var net = new NetOf(x => last.call(shared.call(shared.call(x))), ("shared", shared), ("last", last));
        using var watch = net.Watch(every: 1, layers: "last");
        using var x = randn(8, 4);
        net.forward(x).Dispose();
        net.forward(x).Dispose();
        Assert.Equal(2, watch.Passes);
    }

    /// <summary>Moving frees the parameters that were there when the watch began.</summary>
    [Fact]
    public void AWatchGoesOnAfterTheNetworkWasMoved()
    {
        using var net = Net();
        using var watch = net.Watch(every: 1);
        Train(net, 2, watch.ReadGradients);
        net.to(ScalarType.Float64);
        using var x = randn(8, 4, ScalarType.Float64);
        net.call(x).sum().backward();
        watch.ReadGradients();
        net.call(x).Dispose();
        Assert.Null(watch.Fault);
        Assert.Equal(4, watch.Samples);
        Approx.Equal([NormOf(net.parameters().Take(2).Select(parameter => parameter.grad!))], [watch.Layers[0].GradientNorm!.Last.Value]);
    }

    [Fact]
    public void WhatGoesWrongInAHookStaysInTheWatch()
    {
        // A tensor without values has no statistics.
        var inner = new NetOf(x => x.to(META));
        using var net = new NetOf(x =>
        {
            inner.call(x);
            return x * 2;
        }, ("meta", inner));
        using var watch = net.Watch(every: 1);
        using var x = ones(2, 3);
        using var y = net.call(x);
        Assert.Equal(12, y.sum().ToDouble());
        Assert.NotNull(watch.Fault);
        Assert.Contains("The watch stopped", WatchView.From(watch).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void GradientsThatWereNeverThereAreSaid()
    {
        using var net = Net();
        using var watch = net.Watch(every: 1, history: new TrainingHistory());
        Train(net, 3); // zero_grad comes before the next pass, and nothing is logged
        Assert.True(watch.GradientsMissed);
        Assert.Contains("No gradient was there", WatchView.From(watch).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ThePanelKeepsTheBudgetAndIsWrittenForTheBrowser()
    {
        using var net = Net();
        using var watch = net.Watch(every: 1);
        var history = new TrainingHistory();
        var outputs = new List<string>();
        Train(net, 60, () =>
        {
            history.Log(("loss", 0));
            if (watch.Passes is 30 or 60)
            {
                outputs.Add(WatchView.From(watch).ToHtml());
            }
        });
        foreach (var (i, html) in outputs.Index())
        {
            Assert.InRange(html.Length, 10_000, 300_000);
            Pages.Write($"watch-{i + 1}", html);
        }
    }

    [Fact]
    public void OfAThousandLayersSixtyFourAreWatchedWithinTheBudget()
    {
        using var net = nn.Sequential([.. Enumerable.Range(0, 1000).Select(i => ($"layer{i}", (nn.Module<Tensor, Tensor>)nn.Linear(2, 2)))]);
        using var watch = net.Watch(every: 1);
        using var x = randn(4, 2);
        for (var pass = 0; pass < 40; pass++)
        {
            net.call(x).Dispose();
        }
        Assert.Equal((NetWatch.MostLayers, 1000 - NetWatch.MostLayers), (watch.Layers.Count, watch.LayersLeftOut));
        var html = WatchView.From(watch).ToHtml();
        Assert.InRange(html.Length, 10_000, 300_000);
        Pages.Write("watch-many", html);
    }
}
