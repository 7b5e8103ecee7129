using NNViz.Networks;
using NNViz.Tensors;
using NNViz.Views;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Networks;

public class UnitsTests
{
    [Fact]
    public void EveryNumberIsThatOfASlowLoopOverTheOutputs()
    {
        using var net = nn.Sequential(("fc", nn.Linear(6, 9)), ("act", nn.ReLU()));
        using var x = Data(700, 6);
        var units = net.Units(x)["act"];
        using var y = net.call(x);
        for (var u = 0; u < 9; u++)
        {
            double[] out1 = [.. Enumerable.Range(0, 700).Select(i => (double)y[i, u].ToSingle())];
            var (unit, mean) = (units.Items[u], out1.Average());
            Assert.Equal(out1.Count(v => v != 0) / 700.0, unit.Active, 1e-12);
            Assert.Equal(out1.Count(v => v == 0) / 700.0, unit.Zeros, 1e-12);
            Approx.Equal([out1.Min(), out1.Max(), mean, Math.Sqrt(out1.Sum(v => (v - mean) * (v - mean)) / 699)], [unit.Min, unit.Max, unit.Mean, unit.Std], 1e-6, 1e-9);
        }
    }

    [Fact]
    public void AConvolutionsUnitsAreItsChannels()
    {
        using var net = nn.Sequential(("conv", nn.Conv2d(1, 3, 3)), ("act", nn.ReLU()));
        using var x = Data(5, 1, 6, 6);
        using var y = net.call(x);
        var layer = net.Units(x)["act"];
        Assert.Equal(16, layer.Places);
        for (var channel = 0; channel < 3; channel++)
        {
            var active = Enumerable.Range(0, 5).Count(i => y[i, channel].max().ToSingle() > 0);
            Assert.Equal(active / 5.0, layer.Items[channel].Active, 1e-12);
            Assert.Equal(y[TensorIndex.Colon, channel].mean().ToSingle(), layer.Items[channel].Mean, 1e-6);
        }
    }

    [Fact]
    public void PlantedFaultsAreFoundAndNoOthers()
    {
        using var fc = nn.Linear(2, 5);
        using (no_grad())
        {
            // Dead: −1 whatever the input. Rare: above 0 for one of 200 samples only. Fine twice. Constant: 2 whatever the input.
            fc.weight!.copy_(tensor(new float[] { 0.01f, 0, 1, 0, 0, 1, 1, 1, 0, 0 }).reshape(5, 2));
            fc.bias!.copy_(tensor(new float[] { -1, -1, 0, 0, 2 }));
        }
        using var net = nn.Sequential(("fc", fc), ("act", nn.ReLU()));
        using var x = Data(200, 2).clamp(-0.9, 0.9);
        x[17, 0] = 3;
        var found = net.Units(x)["act"].Items.Select(unit => unit.Verdict);
        Assert.Equal([UnitVerdict.Dead, UnitVerdict.Rare, UnitVerdict.Fine, UnitVerdict.Fine, UnitVerdict.Constant], found);
        Assert.Equal(UnitVerdict.NeverPositive, net.Units(x, "fc")["fc"].Items[0].Verdict);
        x[3, 1] = float.NaN;
        Assert.Equal(UnitVerdict.NonFinite, net.Units(x)["act"].Items[2].Verdict);
    }

    [Theory]
    [InlineData("tanh", 10, true)]
    [InlineData("tanh", 0.1, false)]
    [InlineData("sigmoid", 40, true)]
    [InlineData("sigmoid", 0.1, false)]
    public void UnitsNearTheBoundsOfTheFunctionAreSaturated(string function, double gain, bool saturated)
    {
        using var fc = nn.Linear(1, 1, hasBias: false);
        using (no_grad())
        {
            fc.weight!.fill_(gain);
        }
        using var net = nn.Sequential(("fc", fc), ("act", function == "tanh" ? nn.Tanh() : nn.Sigmoid()));
        using var x = Data(100, 1).sign() + 0.1;
        Assert.Equal(saturated ? UnitVerdict.Saturated : UnitVerdict.Fine, net.Units(x)["act"].Items[0].Verdict);
    }

    [Fact]
    public void BatchesGiveTheSameAsOneTensorAndAnInPlaceFunctionIsSeenInTime()
    {
        using var net = nn.Sequential(("fc", nn.Linear(6, 9)), ("act", nn.ReLU(inplace: true)));
        using var x = Data(50, 6);
        var whole = net.Units(x, "*");
        var parts = net.Units(Enumerable.Range(0, 5).Select(i => x.narrow(0, i * 10, 10)), "*");
        Assert.Equal(whole.Layers.Count, parts.Layers.Count);
        foreach (var (a, b) in whole.Layers.SelectMany(l => l.Items).Zip(parts.Layers.SelectMany(l => l.Items)))
        {
            Approx.Equal([a.Active, a.Zeros, a.Min, a.Max, a.Mean, a.Std], [b.Active, b.Zeros, b.Min, b.Max, b.Mean, b.Std], 1e-9, 1e-9);
        }
        Assert.True(whole["fc"].Items.Min(unit => unit.Min) < 0, "fc is seen before the function overwrites it");
    }

    [Fact]
    public void ItSaysWhatIsMissing()
    {
        using var net = nn.Sequential(("fc", nn.Linear(6, 9)), ("act", nn.ReLU()));
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => net.Units(Array.Empty<Tensor>())).Message, StringComparison.Ordinal);
        Assert.Contains("'act'", Assert.Throws<ArgumentException>(() => net.Units(zeros(1, 6), "akt")).Message, StringComparison.Ordinal);
        Assert.Contains("fc", Assert.Throws<ForwardException>(() => net.Units(zeros(1, 5))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheViewNamesTheDeadAndTheHealthyNetIsSaidToBeHealthy()
    {
        var dead = new Units([new("act", "ReLU", 1, [new(0, 0, 1, 0, 0, 0, 0, double.NaN, UnitVerdict.Dead), new(1, 0.5, 0.5, 0, 1, 0.2, 0.3, double.NaN, UnitVerdict.Fine)])], 40);
        var html = NNViz.Views.Views.Of(dead)!.ToHtml();
        Assert.Contains("1 of 2 units are dead", html, StringComparison.Ordinal);
        Assert.Contains("act 0", html, StringComparison.Ordinal);
        var fine = new Units([new("act", "ReLU", 1, [new(1, 0.5, 0.5, 0, 1, 0.2, 0.3, double.NaN, UnitVerdict.Fine)])], 40);
        Assert.Contains("none is dead", NNViz.Views.Views.Of(fine)!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void UnitsThatAreAlwaysZeroHaveADotEachDeadOrNot()
    {
        manual_seed(9);
        var (first, second) = (nn.Linear(6, 24), nn.Linear(24, 12));
        using (no_grad())
        {
            first.bias!.narrow(0, 3, 5).fill_(-9);
            second.weight!.narrow(0, 0, 4).zero_();
            second.bias!.narrow(0, 0, 4).copy_(tensor(new float[] { 0, 0, 0.5f, 0 }));
        }
        using var net = nn.Sequential(("first", first), ("relu", nn.ReLU()), ("second", second), ("act", nn.LeakyReLU(0.1)));
        using var x = Data(300, 6);
        var html = NNViz.Views.Views.Of(net.Units(x))!.ToHtml();
        Assert.Contains("5 of 36 units are dead", html, StringComparison.Ordinal);
        Assert.Contains("4 of 36 units return one and the same number. act 0 (always 0), 1 (always 0), 2 (always 0.5), 3 (always 0).", html, StringComparison.Ordinal);
        Pages.Write("units", html);
    }

    [Fact]
    public void NeuronsAgainstSamplesAreTheOutputsSortedByClass()
    {
        using var net = nn.Sequential(("fc", nn.Linear(6, 4)), ("act", nn.Tanh()));
        using var x = Data(9, 6);
        using var labels = tensor(new long[] { 2, 0, 1, 0, 2, 1, 1, 0, 2 });
        var result = net.NeuronActivations(x, labels: labels);
        Assert.Equal([1, 3, 7, 2, 5, 6, 0, 4, 8], result.Order);
        Assert.Equal([0, 0, 0, 1, 1, 1, 2, 2, 2], result.Labels!.Classes);
        using var y = net.call(x);
        for (var neuron = 0; neuron < 4; neuron++)
        {
            Approx.Equal([.. result.Order.Select(i => (double)y[i, neuron].ToSingle())], result.Layers[0].Values.ToDoubles()[(neuron * 9)..((neuron + 1) * 9)]);
        }
    }

    [Fact]
    public void OfAFeatureMapTheLargestPlaceStands()
    {
        using var net = nn.Sequential(("conv", nn.Conv2d(1, 2, 3)));
        using var x = Data(4, 1, 5, 5);
        using var y = net.call(x);
        var layer = net.NeuronActivations(x, "conv").Layers[0];
        Assert.Equal(9, layer.Places);
        Approx.Equal([.. Enumerable.Range(0, 8).Select(i => (double)y[i % 4, i / 4].max().ToSingle())], layer.Values.ToDoubles());
    }

    [Fact]
    public void TokensAreNoUnitsAndPlacesOfAOneDimensionalConvolutionAre()
    {
        using var tokens = nn.Sequential(("fc", nn.Linear(6, 4)), ("act", nn.ReLU()));
        Assert.Equal([4L, 3], tokens.NeuronActivations(Data(3, 5, 6)).Layers[0].Values.Shape);
        using var signal = nn.Sequential(("conv", nn.Conv1d(2, 7, 3)), ("act", nn.ReLU()));
        Assert.Equal([7L, 3], signal.NeuronActivations(Data(3, 2, 10)).Layers[0].Values.Shape);
    }

    internal static Tensor Data(params long[] shape)
    {
        using var random = new Generator(5);
        return randn(shape, generator: random);
    }

    /// <summary>A network with a ReLU of which so many units are 0 on every sample and at every place.</summary>
    private static (nn.Module<Tensor, Tensor> Net, Tensor X) Planted(string kind)
    {
        manual_seed(8);
        void Silence(nn.Module layer, int units)
        {
            using var untracked = no_grad();
            layer.get_parameter("weight")!.narrow(0, 0, units).zero_();
            layer.get_parameter("bias")!.narrow(0, 0, units).fill_(-1);
        }
        switch (kind)
        {
            case "signals":
                var (signals, relu1) = (nn.Conv1d(2, 6, 3), nn.ReLU());
                Silence(signals, 4);
                return (nn.Sequential(("conv", signals), ("act", relu1)), randn(20, 2, 9));
            case "tokens":
                var norm = nn.LayerNorm(6);
                Silence(norm, 4);
                return (nn.Sequential(("fc", nn.Linear(5, 6)), ("norm", norm), ("act", nn.ReLU())), randn(20, 7, 5));
            case "channels last":
                var dense = nn.Linear(5, 6);
                Silence(dense, 4);
                return (nn.Sequential(("fc", dense), ("act", nn.ReLU())), randn(20, 3, 7, 5));
            case "one activation for all":
                // Registered behind the dense layer, called behind the convolution.
                var (conv, last, relu2) = (nn.Conv1d(2, 6, 3), nn.Linear(6, 7), nn.ReLU());
                Silence(conv, 4);
                return (new NetOf(x => last.call(relu2.call(conv.call(x)).mean([2])), ("conv", conv), ("last", last), ("act", relu2)), randn(20, 2, 9));
            default:
                // A gate over the channels (squeeze and excitation) ends in a dense layer; what follows are feature maps still.
                var (maps, gate, relu3) = (nn.Conv2d(1, 6, 3), nn.Linear(6, 6), nn.ReLU());
                Silence(maps, 4);
                return (new NetOf(x => maps.call(x) is var y ? relu3.call(y * gate.call(y.mean([2, 3])).sigmoid().unsqueeze(-1).unsqueeze(-1)) : x,
                    ("conv", maps), ("gate", gate), ("act", relu3)), randn(20, 1, 9, 9));
        }
    }

    /// <summary>Whoever counts units counts the same: over a data set, while training, and in a diagnosis.</summary>
    [Theory]
    [InlineData("signals")]
    [InlineData("tokens")]
    [InlineData("channels last")]
    [InlineData("one activation for all")]
    [InlineData("gated channels")]
    public void AllAgreeOnWhatAUnitIsAndWhichAreDead(string kind)
    {
        var (net, x) = Planted(kind);
        using (net)
        {
            var units = net.Units(x, "act")["act"];
            Assert.Equal((6, 4), (units.Items.Count, units.With(UnitVerdict.Dead).Count()));
            var finding = Assert.Single(net.Diagnose(x, y => y.square().mean()).Of("dead units"));
            Assert.Contains("4 of 6 units of act are dead", finding.Title, StringComparison.Ordinal);
            using var watch = net.Watch(every: 1);
            net.call(x).Dispose();
            Assert.Equal(4 / 6.0, watch.Layers.Single(layer => layer.Name == "act").DeadFraction!.Last.Value, 12);
        }
    }

    /// <summary>Dead is what no gradient passes: the weights before a unit that is called so get none, and those before one that is 0 otherwise do.</summary>
    [Theory]
    [InlineData("relu", true)]
    [InlineData("relu6", true)]
    [InlineData("threshold", true)]
    [InlineData("hardswish", true)]
    [InlineData("softshrink", true)]
    [InlineData("tanh", false)]
    [InlineData("leaky_relu", false)]
    [InlineData("nothing", false)]
    public void OnlyWhatNoGradientPassesIsDead(string function, bool dead)
    {
        using var fc = nn.Linear(3, 2);
        using (no_grad())
        {
            fc.weight!.zero_();
            fc.bias!.fill_(function switch { "softshrink" or "tanh" or "leaky_relu" or "nothing" => 0, _ => -4 });
        }
        nn.Module<Tensor, Tensor> act = function switch
        {
            "relu" => nn.ReLU(),
            "relu6" => nn.ReLU6(),
            "threshold" => nn.Threshold(0, 0),
            "hardswish" => nn.Hardswish(),
            "softshrink" => nn.Softshrink(),
            "tanh" => nn.Tanh(),
            "leaky_relu" => nn.LeakyReLU(0.1),
            _ => nn.Linear(2, 2, hasBias: false),
        };
        using var net = nn.Sequential(("fc", fc), ("act", act));
        using var x = Data(20, 3);
        var layer = net.Units(x, "act")["act"];
        Assert.All(layer.Items, unit => Assert.Equal((dead ? UnitVerdict.Dead : UnitVerdict.Constant, 0, 0), (unit.Verdict, unit.Min, unit.Max)));
        using var watch = net.Watch(every: 1);
        net.call(x).sum().backward();
        Assert.Equal(dead, fc.bias!.grad!.abs().max().ToDouble() == 0);
        Assert.Equal(dead ? 1 : null, watch.Layers[1].DeadFraction?.Last.Value);
        var html = NNViz.Views.Views.Of(net.Units(x, "act"))!.ToHtml();
        Assert.Equal(dead, html.Contains("are dead", StringComparison.Ordinal));
        Assert.Equal(!dead, html.Contains("return one and the same number. act 0 (always 0), 1 (always 0)", StringComparison.Ordinal));
    }
}
