using NNViz.Attributions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Attributions;

/// <summary>How many features an input has by default, and that too many are refused before the net is asked and before memory is taken.</summary>
public class FeatureNumberTests
{
    private static readonly ExplainOptions Plain = new() { Checks = false };

    /// <summary>A linear net's Shapley values, its surrogate and its ablation are weight times input, summed over the feature.</summary>
    [Fact]
    public void ASequenceIsDividedIntoStretchesChannelsTogether()
    {
        using var scope = NewDisposeScope();
        const int Channels = 3, Length = 98, Parts = 49;
        using var net = Sequential(("same", Conv1d(Channels, Channels, 1, groups: Channels, bias: false)), ("flat", Flatten()), ("fc", Linear(Channels * Length, 2))).Weighted(3);
        net.get_parameter("same.weight")!.detach().fill_(1);
        var x = new Noise(4).Normal(zeros(2, Channels, Length));
        var product = (x * net.get_parameter("fc.weight")!.detach()[1].reshape(Channels, Length)).to(ScalarType.Float64);
        double[] expected = [.. product.reshape(2, Channels, Parts, Length / Parts).sum([1, 3]).data<double>()];
        foreach (var map in new[] { net.FeatureAblation(x, 1, options: Plain), net.KernelShap(x, 1, samples: 400, options: Plain), net.ShapleySampling(x, 1, orders: 1, options: Plain), net.Lime(x, 1, fit: new() { Surrogate = Surrogate.Ridge(0) }, options: Plain) })
        {
            var values = map.Map.ToDoubles();
            Assert.Equal([2L, Channels, Length], map.Map.Shape);
            Assert.Contains("49 features: stretches of 2 along axis 2", map.Notes);
            for (var at = 0; at < values.Length; at++)
            {
                Assert.Equal(expected[at / (Channels * Length) * Parts + at % Length / (Length / Parts)], values[at], 1e-4);
            }
        }
    }

    /// <summary>Of a net that begins with no convolution axis 1 is time: steps differ, and what a step holds goes together.</summary>
    [Fact]
    public void StepsOfARecurrentNetAreItsFeatures()
    {
        using var scope = NewDisposeScope();
        const int Steps = 98, Values = 5;
        using var net = new Recurrent().Weighted(3);
        var x = new Noise(4).Normal(zeros(2, Steps, Values));
        var map = net.FeatureAblation(x, 1, options: Plain);
        Assert.Contains("49 features: stretches of 2 along axis 1", map.Notes);
        using var none = no_grad();
        net.eval();
        var whole = net.call(x);
        var values = map.Map.ToDoubles();
        foreach (var stretch in new[] { 0, 20, 48 })
        {
            var without = x.clone();
            without.narrow(1, 2 * stretch, 2).zero_();
            var loss = (whole - net.call(without)).select(1, 1);
            for (var at = 0; at < 2 * Steps * Values; at++)
            {
                if (at % (Steps * Values) / (2 * Values) == stretch)
                {
                    Assert.Equal(loss[at / (Steps * Values)].item<float>(), values[at], 1e-4);
                }
            }
        }
    }

    private sealed class Recurrent : Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.LSTM lstm = LSTM(5, 6, batchFirst: true);
        private readonly Module<Tensor, Tensor> fc = Linear(6, 2);

        public Recurrent() : base(nameof(Recurrent)) => RegisterComponents();

        public override Tensor forward(Tensor x) => fc.call(lstm.call(x).Item1.mean([1]));
    }

    /// <summary>Each input by its own rule, 24 or 25 parts each, numbered one after the other: a net that adds up both has the sums over each one's features.</summary>
    [Fact]
    public void SeveralInputsHaveFeaturesOfTheirOwn()
    {
        using var scope = NewDisposeScope();
        using var net = new TwoImages().Weighted(5);
        var (first, second) = (new Noise(6).Normal(zeros(1, 3, 10, 15)), new Noise(7).Normal(zeros(1, 4)));
        var map = net.FeatureAblation((first, second), 1, options: Plain);
        Assert.Contains("29 features: patches of 2×3 and elements", map.Notes);
        var product = first * net.get_parameter("a.weight")!.detach()[1].reshape(3, 10, 15);
        float[] expected = [.. product.reshape(3, 5, 2, 5, 3).sum([0, 2, 4]).data<float>()];
        var values = map.Maps[0].ToSingles();
        for (var at = 0; at < values.Length; at++)
        {
            Assert.Equal(expected[at % 150 / 30 * 5 + at % 15 / 3], values[at], 1e-4f);
        }
        Approx.Equal([.. (second * net.get_parameter("b.weight")!.detach()[1]).data<float>()], map.Maps[1].ToSingles(), 1e-4, 1e-5);
    }

    /// <summary>All the methods of <c>Explain</c> on two images of 150,528 elements each and on a sequence of 48,000, in what memory the process may take for them.</summary>
    [Fact]
    public void LargeInputsOfSeveralKindsTakeNoGigabytes()
    {
        using var scope = NewDisposeScope();
        using var pair = new Pooled(2);
        var images = new Noise(1).Normal(zeros(1, 3, 224, 224));
        using var sequence = new Pooled(3);
        var sound = new Noise(1).Normal(zeros(1, 3, 16_000));
        foreach (var (net, inputs, features) in new (Module, Inputs, string)[] { (pair, (images, images), "50 features"), (sequence, sound, "49 features") })
        {
            var before = GC.GetTotalAllocatedBytes();
            var compared = net.Explain(inputs, 0, TimeSpan.FromHours(1), Plain);
            Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 200L << 20);
            Assert.Contains(compared.Items.Single(item => item.Method == "Kernel SHAP").Notes, note => note.StartsWith(features, StringComparison.Ordinal));
        }
    }

    /// <summary>One sample of one table: each pass is a call of the net, and the first tells the prediction.</summary>
    [Fact]
    public void TooManyFeaturesAreRefusedBeforeTheNetIsAsked()
    {
        using var scope = NewDisposeScope();
        using var net = new Counting();
        var table = new Noise(1).Normal(zeros(1, 3000));
        void Refused(string contains, Action ask)
        {
            net.Passes = 0;
            var before = GC.GetTotalAllocatedBytes();
            var message = Assert.Throws<ArgumentException>(ask).Message;
            Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 20L << 20);
            Assert.Contains(contains, message, StringComparison.Ordinal);
            Assert.Contains("elements gives 3000 features. Give a coarser mask", message, StringComparison.Ordinal);
            Assert.InRange(net.Passes, 0, 1);
        }
        Refused("solves for 2999 values, which takes 5998 coalitions or more, and 1000 are drawn", () => net.KernelShap(table, 1, options: Plain));
        Refused("and 1024 at most", () => net.Lime(table, 1, options: Plain));
        Refused("25 orders ask 75000 coalitions of as many features", () => net.ShapleySampling(table, 1, options: Plain));
        var compared = net.Explain(table, 1, TimeSpan.FromHours(1), Plain);
        Assert.Contains("Give a coarser mask", compared.Missing.Single(missing => missing.Method == "Kernel SHAP").Why, StringComparison.Ordinal);
        Assert.Contains(compared.Items, item => item.Method == "Integrated Gradients");
    }

    /// <summary>Exactly as many pairs as values can do; a pair less cannot, since a complement repeats its coalition's equation.</summary>
    [Fact]
    public void APairOfCoalitionsIsOneEquation()
    {
        using var net = Sequential(("fc", Linear(16, 2))).Weighted(3);
        using var x = new Noise(4).Normal(zeros(1, 16));
        Assert.Contains("takes 30 coalitions or more", Assert.Throws<ArgumentException>(() => net.KernelShap(x, 1, samples: 28, options: Plain)).Message, StringComparison.Ordinal);
        using var product = x * net.get_parameter("fc.weight")!.detach()[1];
        Approx.Equal([.. product.data<float>()], net.KernelShap(x, 1, samples: 60, options: Plain).Map.ToSingles(), 1e-4, 1e-5);
    }

    private sealed class TwoImages : Module<Tensor, Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> a = Linear(3 * 10 * 15, 2);
        private readonly Module<Tensor, Tensor> b = Linear(4, 2);

        public TwoImages() : base(nameof(TwoImages)) => RegisterComponents();

        public override Tensor forward(Tensor first, Tensor second) => a.call(first.flatten(1)) + b.call(second);
    }

    /// <summary>The mean over everything but the channels, of one input or two, and a linear layer.</summary>
    private sealed class Pooled : Module
    {
        private readonly Module<Tensor, Tensor> fc = Conv1d(3, 2, 1);

        public Pooled(int seed) : base(nameof(Pooled))
        {
            RegisterComponents();
            this.Weighted(seed);
        }

        public Tensor call(Tensor x) => fc.call(x.flatten(2).mean([2], keepdim: true)).squeeze(2);

        public Tensor call(Tensor first, Tensor second) => call(first) + call(second);
    }

    private sealed class Counting : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> fc = Linear(3000, 2);

        public Counting() : base(nameof(Counting))
        {
            RegisterComponents();
            this.Weighted(1);
        }

        public int Passes { get; set; }

        public override Tensor forward(Tensor x)
        {
            Passes++;
            return fc.call(x);
        }
    }
}
