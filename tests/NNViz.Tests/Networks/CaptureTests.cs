using System.Diagnostics;
using NNViz.Networks;
using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Networks;

public class CaptureTests
{
    [Fact]
    public void TheGoldenNetGivesPyTorchsLogitsAndActivations()
    {
        using var net = NetA.Golden();
        using var input = NetA.Golden("A/input");
        using var capture = Capture.Run(net, [input]);
        Assert.Empty(capture.Missed);
        Assert.Null(capture.HookFault);
        foreach (var layer in capture.Tree.Layers.Skip(1))
        {
            Compare(NetA.Golden("A/activation/" + layer.Name), capture[layer.Name].Output, layer.Name);
        }
        Compare(NetA.Golden("A/logits"), capture["NetA"].Output, "logits");
        Compare(input, capture["conv1"].Calls[0].Inputs[0].Value!, "input");
    }

    [Fact]
    public void HooksChangeNoResultAndAreGoneAfterwards()
    {
        using var net = NetA.Golden();
        using var input = NetA.Golden("A/input");
        var plain = HostTensor.Copy(net.call(input)).ToDoubles();
        using (var capture = Capture.Attach(net))
        {
            Assert.Equal(plain, HostTensor.Copy(net.call(input)).ToDoubles());
            Assert.Equal(1, capture.Passes);
            capture.Detach();
            net.call(input);
            Assert.Equal(1, capture.Passes);
        }
        Assert.Equal(plain, HostTensor.Copy(net.call(input)).ToDoubles());
    }

    [Fact]
    public void AnInPlaceLayerDoesNotSpoilTheOutputBeforeIt()
    {
        var linear = nn.Linear(8, 8);
        using var net = nn.Sequential(("linear", linear), ("relu", nn.ReLU(inplace: true)));
        using var input = TensorOf(5, 8);
        var expected = HostTensor.Copy(linear.forward(input)).ToDoubles();
        Assert.Contains(expected, value => value < 0);
        using var capture = Capture.Run(net, [input]);
        Approx.Equal(expected, HostTensor.Copy(capture["linear"].Output).ToDoubles(), 0, 0);
        Approx.Equal([.. expected.Select(value => Math.Max(0, value))], HostTensor.Copy(capture["relu"].Output).ToDoubles(), 0, 0);
        Approx.Equal(expected, HostTensor.Copy(capture["relu"].Calls[0].Inputs[0].Value!).ToDoubles(), 0, 0);
    }

    [Fact]
    public void AnInPlaceFunctionIsNoticedAndTheNextPassCopies()
    {
        var linear = nn.Linear(8, 8);
        using var net = new NetOf(x => linear.call(x).relu_(), ("linear", linear));
        using var input = TensorOf(5, 8);
        var expected = HostTensor.Copy(linear.forward(input)).ToDoubles();
        using (var capture = Capture.Run(net, [input]))
        {
            Approx.Equal(expected, HostTensor.Copy(capture["linear"].Output).ToDoubles(), 0, 0);
        }
        using var attached = Capture.Attach(net);
        net.call(input);
        Assert.Contains("overwritten by an in-place operation",
            Assert.Throws<InvalidOperationException>(() => attached["linear"].Output).Message);
        net.call(input);
        Approx.Equal(expected, HostTensor.Copy(attached["linear"].Output).ToDoubles(), 0, 0);
    }

    [Fact]
    public void WithTheGraphGradientsFlowThroughWhatIsKept()
    {
        var (first, second) = (nn.Linear(3, 3), nn.Linear(3, 1));
        using var net = nn.Sequential(("first", first), ("relu", nn.ReLU(inplace: true)), ("second", second));
        using var input = TensorOf(2, 3);
        using var capture = Capture.Attach(net, new CaptureOptions { Layers = "first", Graph = true });
        var output = net.call(input).sum();
        var gradient = autograd.grad([output], [capture["first"].Output])[0];
        // By the chain rule: the second layer's weight where the first layer's output is positive.
        using var expected = second.weight.detach() * first.forward(input).detach().gt(0).to_type(ScalarType.Float32);
        Compare(expected, gradient, "gradient");
        Compare(first.forward(input), capture["first"].Output, "value");
    }

    [Fact]
    public void AReusedLayerKeepsItsCallsApart()
    {
        var linear = nn.Linear(4, 4);
        using var net = new NetOf(x => linear.call(linear.call(linear.call(x))), ("linear", linear));
        using var input = TensorOf(1, 4);
        using var capture = Capture.Attach(net, new CaptureOptions { MaxCalls = 2 });
        net.call(input);
        net.call(input);
        var layer = capture["linear"];
        Assert.Equal((2, 3), (layer.Calls.Count, layer.TotalCalls));
        Compare(linear.forward(linear.forward(input)), layer.Calls[1].Outputs[0].Value!, "second call");
    }

    [Fact]
    public void StatisticsKeepNoTensor()
    {
        using var net = NetA.Golden();
        using var input = NetA.Golden("A/input");
        using var untracked = no_grad();
        using var capture = Capture.Attach(net, new CaptureOptions { Keep = Keep.Statistics });
        net.call(input).Dispose();
        using var expected = NetA.Golden("A/activation/relu1");
        var moments = capture["relu1"].Calls[0].Outputs[0].Moments!.Value;
        Assert.Equal(expected.numel(), moments.Count);
        Approx.Equal([expected.max().item<float>(), expected.mean().item<float>(), expected.std().item<float>()],
            [moments.Max, moments.Mean, moments.Std]);
        Assert.Null(capture["relu1"].Calls[0].Outputs[0].Value);
        Assert.Equal([4, 32, 26, 26], capture["relu1"].Calls[0].Inputs[0].Shape);
        Assert.Null(capture["relu1"].Calls[0].Inputs[0].Moments);
        Assert.Contains("Keep.Activations", Assert.Throws<InvalidOperationException>(() => capture["relu1"].Output).Message);
    }

    [Fact]
    public void AHookThatFailsDoesNotReachTheNetwork()
    {
        using var net = nn.Sequential(("identity", nn.Identity()));
        using var capture = Capture.Attach(net, new CaptureOptions { Keep = Keep.Statistics });
        using var input = ones(new long[] { 2, 3 }, device: META);
        Assert.Equal([2, 3], net.call(input).shape);
        Assert.Contains("meta", capture.HookFault!.Message);
        net.call(ones(2, 3));
        Assert.Null(capture.HookFault);
    }

    [Fact]
    public void WhatAHookKeepsHoldsNoGraph()
    {
        using var net = nn.Sequential(("linear", nn.Linear(2, 2)));
        using var capture = Capture.Attach(net);
        Assert.True(net.call(ones(1, 2)).requires_grad);
        Assert.False(capture["linear"].Output.requires_grad);
    }

    [Fact]
    public void SeveralThreadsMayRunAHookedNetwork()
    {
        using var net = nn.Sequential(("first", nn.Linear(8, 8)), ("relu", nn.ReLU(inplace: true)), ("second", nn.Linear(8, 2)));
        using var input = TensorOf(3, 8);
        var expected = HostTensor.Copy(net.call(input)).ToDoubles();
        using var capture = Capture.Attach(net);
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
            Approx.Equal(expected, HostTensor.Copy(net.call(input)).ToDoubles(), 1e-6, 1e-6));
        Assert.Equal(400, capture.Passes);
        Assert.Equal(["Sequential", "first", "relu", "second"], capture.Layers.Select(layer => layer.Layer.DisplayName));
        Assert.Null(capture.HookFault);
    }

    [Fact]
    public void EveryArityIsHookedAndItsResultsNamed()
    {
        using var lstm = nn.LSTM(4, 3, numLayers: 2);
        using var input = TensorOf(5, 2, 4);
        using (var capture = Capture.Run(lstm, [input]))
        {
            var call = capture["LSTM"].Calls[0];
            Assert.Equal(["output [5,2,3]", "h [2,2,3]", "c [2,2,3]"],
                call.Outputs.Select(output => $"{output.Name} [{string.Join(",", output.Shape)}]"));
            var (expected, _, _) = lstm.forward(input);
            Compare(expected, call.Outputs[0].Value!, "output");
        }
        using var two = new NetOfTwo();
        using var capture2 = Capture.Run(two, [ones(2), (full(2, 3.0f), full(2, 5.0f))]);
        var (inputs, outputs) = (capture2["NetOfTwo"].Calls[0].Inputs, capture2["NetOfTwo"].Calls[0].Outputs);
        Assert.Equal(["input.0", "input.1.0", "input.1.1"], inputs.Select(value => value.Name));
        Assert.Equal([9, 15], outputs.Select(value => HostTensor.Copy(value.Value!)[0]));
        using var alone = Capture.Run(two, [ones(2)]);
        Assert.Equal(["input.0"], alone["NetOfTwo"].Calls[0].Inputs.Select(value => value.Name));
    }

    [Fact]
    public void WhatANetworkDoesNotTakeIsSaid()
    {
        using var two = new NetOfTwo();
        Assert.Contains("NetOfTwo was given (Int32), but takes call(Tensor, (Tensor, Tensor)?)",
            Assert.Throws<ArgumentException>(() => Capture.Run(two, [5])).Message);
    }

    /// <summary>A network that is moved, and a weight that is set, free the parameters that were there before.</summary>
    [Fact]
    public void HooksSeeEveryLayerAfterTheNetworkWasMovedOrAWeightWasSet()
    {
        var (conv, last) = (nn.Conv2d(1, 3, 2), nn.Linear(4, 2));
        using var net = nn.Sequential(("conv", conv), ("relu", nn.ReLU()), ("last", last));
        using var capture = Capture.Attach(net);
        using var input = TensorOf(2, 1, 5, 5);
        net.call(input);
        net.to(ScalarType.Float64);
        using var twice = input.to_type(ScalarType.Float64);
        AllWereSeen(ScalarType.Float64);
        using (no_grad())
        {
            last.weight = new TorchSharp.Modules.Parameter(TensorOf(7, 4).to_type(ScalarType.Float64));
            last.bias = null;
        }
        AllWereSeen(ScalarType.Float64);
        Assert.Equal([2, 3, 4, 7], capture["last"].Output.shape);
        Assert.Equal(7, UnitAxisLength("last"));

        void AllWereSeen(ScalarType type)
        {
            net.call(twice);
            Assert.Null(capture.HookFault);
            Assert.Equal(["", "conv", "relu", "last"], capture.Layers.Select(one => one.Layer.Name));
            Assert.All(capture.Layers, one => Assert.Equal(type, one.Output.dtype));
            Assert.Equal(3, UnitAxisLength("relu"));
        }

        long UnitAxisLength(string name)
        {
            var output = capture[name].Output;
            return output.shape[UnitAxis.Of(output, capture[name].Calls[0].Weights)];
        }
    }

    /// <summary>The root's own clock runs on through the hooks of its layer, which take statistics of four million elements; the capture's does not.</summary>
    [Fact]
    public void TimeIsMeasuredWithoutTheHooks()
    {
        var within = TimeSpan.Zero;
        var slow = new NetOf(x =>
        {
            Thread.Sleep(10);
            return x.alias();
        });
        using var net = new NetOf(x =>
        {
            var started = Stopwatch.GetTimestamp();
            var result = slow.call(slow.call(x));
            within = Stopwatch.GetElapsedTime(started);
            return result;
        }, ("slow", slow));
        using var input = ones(4_000_000);
        using var capture = Capture.Attach(net, new CaptureOptions { Keep = Keep.Statistics });
        var shorter = 0;
        for (var pass = 0; pass < 5; pass++)
        {
            net.call(input).Dispose();
            var (root, calls) = (capture["0"].Calls[0].Elapsed, capture["slow"].Calls.Select(call => call.Elapsed).ToList());
            Assert.All(calls, elapsed => Assert.True(elapsed > TimeSpan.FromMilliseconds(9), $"{elapsed}"));
            Assert.InRange(calls[0] + calls[1], TimeSpan.Zero, root);
            shorter += root < within ? 1 : 0;
        }
        // With the hooks' own time it would be longer each time.
        Assert.InRange(shorter, 1, 5);
    }

    internal static Tensor TensorOf(params long[] shape) => TensorStatsValues((int)shape.Aggregate(1L, (a, b) => a * b)).reshape(shape);

    internal static void Compare(Tensor expected, Tensor actual, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        Approx.Equal(HostTensor.Copy(expected).ToDoubles(), HostTensor.Copy(actual).ToDoubles(), what: what);
    }

    private static Tensor TensorStatsValues(int count) => NNViz.Tests.Tensors.TensorStatsTests.Normal(count).to_type(ScalarType.Float32);
}
