using NNViz.Attributions;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Attributions;

/// <summary>
/// A sequence <c>[N,C,L]</c> is an image of one row: a net of 1-d convolutions has the maps of the net of 2-d convolutions with kernels of one row and the same weights.
/// Of one and of three channels, of one and of two samples, so that no axis can stand in for another.
/// </summary>
public class SequenceCamTests
{
    private const int Length = 12;
    private static readonly ExplainOptions Plain = new() { Checks = false };

    private static readonly Dictionary<string, Func<Module, Tensor, string?, bool, Attribution>> Methods = new()
    {
        [nameof(NetExtensions.GradCam)] = (net, x, layer, relu) => net.GradCam(x, 1, layer, relu, Plain),
        [nameof(NetExtensions.GradCamPlusPlus)] = (net, x, layer, relu) => net.GradCamPlusPlus(x, 1, layer, relu, Plain),
        [nameof(NetExtensions.XGradCam)] = (net, x, layer, relu) => net.XGradCam(x, 1, layer, relu, Plain),
        [nameof(NetExtensions.HiResCam)] = (net, x, layer, relu) => net.HiResCam(x, 1, layer, relu, Plain),
        [nameof(NetExtensions.LayerCam)] = (net, x, layer, relu) => net.LayerCam(x, 1, layer, relu, Plain),
        [nameof(NetExtensions.ElementWiseGradCam)] = (net, x, layer, relu) => net.ElementWiseGradCam(x, 1, layer, relu, Plain),
        [nameof(NetExtensions.EigenCam)] = (net, x, layer, relu) => net.EigenCam(x, 1, layer, relu, Plain),
        [nameof(NetExtensions.EigenGradCam)] = (net, x, layer, relu) => net.EigenGradCam(x, 1, layer, relu, Plain),
        [nameof(NetExtensions.ScoreCam)] = (net, x, layer, relu) => net.ScoreCam(x, 1, layer, relu, Plain),
        [nameof(NetExtensions.AblationCam)] = (net, x, layer, relu) => net.AblationCam(x, 1, layer, relu, Plain),
        [nameof(NetExtensions.GuidedGradCam)] = (net, x, layer, _) => net.GuidedGradCam(x, 1, layer, Plain),
        [nameof(NetExtensions.FullGrad)] = (net, x, _, _) => net.FullGrad(x, 1, Plain),
        [nameof(NetExtensions.ClassActivationMap)] = (net, x, _, relu) => net.ClassActivationMap(x, 1, relu, Plain),
    };

    public static TheoryData<string, int, int> Cases => [.. Methods.Keys.SelectMany(method => new[] { (1, 2), (3, 2), (3, 1) }.Select(size => (method, size.Item1, size.Item2)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void HasTheMapOfAnImageOfOneRow(string method, int channels, int samples)
    {
        using var sequence = Net(channels, rows: false);
        using var image = Net(channels, rows: true);
        using var x = new Noise(9).Normal(zeros(samples, channels, Length));
        using var row = x.unsqueeze(2);
        // relu1 has L places and norm half of them; without a name the last convolution is taken.
        foreach (var layer in new[] { null, "relu1", "norm" })
        {
            foreach (var relu in new[] { true, false })
            {
                var (expected, actual) = (Methods[method](image, row, layer, relu), Methods[method](sequence, x, layer, relu));
                Approx.Equal(expected.Output.ToDoubles(), actual.Output.ToDoubles(), 1e-5, 1e-6);
                Assert.Equal(expected.Kind, actual.Kind);
                Assert.Equal(expected.Kind == MapKind.Spatial ? expected.Map.Shape : [samples, channels, Length], actual.Map.Shape);
                Assert.Equal(expected.Layer, actual.Layer);
                Approx.Equal(expected.Map.ToDoubles(), actual.Map.ToDoubles(), 1e-3, 1e-4 * expected.Map.ToDoubles().Max(Math.Abs), $"{method} {layer}");
            }
        }
        var shown = NNViz.Views.Views.Of(Methods[method](sequence, x, null, true))!;
        Assert.Contains("<img", shown.ToHtml(), StringComparison.Ordinal);
    }

    /// <summary>The checks that take places out take them out along the sequence.</summary>
    [Fact]
    public void TheChecksRunOnASequence()
    {
        using var net = Net(3, rows: false);
        using var x = new Noise(9).Normal(zeros(2, 3, Length));
        var map = net.GradCam(x, 1, "relu1", options: new() { CheckTime = TimeSpan.FromMinutes(1) });
        Assert.Equal(["deletion", "insertion"], map.Checks.Where(check => check.Result != NNViz.Attributions.Checks.CheckResult.NotRun).Select(check => check.Name));
    }

    /// <summary>
    /// Behind a dense layer the axis before the last counts tokens, whatever the net began with: the map of the activation is that of the net whose dense layer is a
    /// convolution of one place with the same weights.
    /// </summary>
    [Fact]
    public void TokensBehindAConvolutionAreNotTakenForChannels()
    {
        using var dense = new Stem(tokens: true);
        using var convolution = new Stem(tokens: false);
        using var x = new Noise(9).Normal(zeros(2, 3, Length));
        var (expected, actual) = (convolution.GradCam(x, 1, "act", relu: false, Plain), dense.GradCam(x, 1, "act", relu: false, Plain));
        Approx.Equal(expected.Output.ToDoubles(), actual.Output.ToDoubles(), 1e-5, 1e-6);
        Assert.Equal([2L, 1, Length], actual.Map.Shape);
        Approx.Equal(expected.Map.ToDoubles(), actual.Map.ToDoubles(), 1e-4, 1e-6);
        Assert.Contains(expected.Notes, note => note.Contains("read as [N, C, L]", StringComparison.Ordinal));
        Assert.Contains(actual.Notes, note => note.Contains("12 tokens", StringComparison.Ordinal));
    }

    /// <summary>What has no place in the input is left out, and that is said.</summary>
    [Fact]
    public void FullGradNamesTheBiasesWithoutAPlace()
    {
        using var net = Sequential(("conv", Conv1d(3, 4, 3)), ("relu", ReLU()), ("flatten", Flatten()), ("fc", Linear(40, 5)), ("norm", BatchNorm1d(5)), ("last", Linear(5, 2))).Weighted(3);
        using var x = new Noise(9).Normal(zeros(2, 3, Length));
        var map = net.FullGrad(x, 1, Plain);
        Assert.Equal(["the input and the biases of conv", "left out, since their biases have no place in the input: norm"], map.Notes);
        Assert.Equal([2L, 1, Length], map.Map.Shape);
    }

    private sealed class Stem : Module<Tensor, Tensor>
    {
        private readonly bool tokens;
        private readonly Module<Tensor, Tensor> conv = Conv1d(3, 4, 3, padding: 1).Weighted(1);
        private readonly Module<Tensor, Tensor> mix;
        private readonly Module<Tensor, Tensor> act = ReLU();
        private readonly Module<Tensor, Tensor> head = Linear(5, 3).Weighted(3);

        public Stem(bool tokens) : base(nameof(Stem))
        {
            this.tokens = tokens;
            mix = (tokens ? Linear(4, 5) : (Module<Tensor, Tensor>)Conv1d(4, 5, 1)).Weighted(2);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var maps = conv.call(x);
            var mixed = act.call(mix.call(tokens ? maps.transpose(1, 2) : maps));
            return head.call(mixed.square().mean([tokens ? 1 : 2]));
        }
    }

    /// <summary>Each sample with its own mask, by a loop: the guided gradient of a sample alone times the map of that sample alone, enlarged by hand.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void GuidedGradCamMasksEachSampleWithItsOwnMap(int channels)
    {
        using var scope = NewDisposeScope();
        using var net = Net(channels, rows: false);
        var x = new Noise(9).Normal(zeros(2, channels, Length));
        var together = net.GuidedGradCam(x, 1, "relu1", Plain).Map.ToDoubles();
        for (var sample = 0; sample < 2; sample++)
        {
            var one = x.narrow(0, sample, 1);
            // relu1 has as many places as the input: nothing is enlarged.
            var (guided, map) = (net.GuidedBackpropagation(one, 1, Plain).Map.ToDoubles(), net.GradCam(one, 1, "relu1", options: Plain).Map.ToDoubles());
            Assert.Contains(map, value => value > 0);
            for (var at = 0; at < channels * Length; at++)
            {
                Assert.Equal(guided[at] * map[at % Length], together[sample * channels * Length + at], 1e-6);
            }
        }
    }

    /// <summary>The softmax over channels of the score of the input that each channel masks, scaled to [0, 1]: by a loop.</summary>
    [Fact]
    public void ScoreCamMasksAllChannelsOfASequence()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var net = Net(3, rows: false);
        net.eval();
        var x = new Noise(9).Normal(zeros(1, 3, Length));
        var activation = net.LayerActivation(x, "relu1", Plain).Map.ToDoubles().Chunk(Length).ToArray();
        double[] scores = [.. activation.Select(channel =>
        {
            var (low, high) = (channel.Min(), channel.Max());
            using var mask = tensor(Array.ConvertAll(channel, v => (float)((v - low) / Math.Max(1e-8, high - low))));
            return (double)net.call(x * mask)[0, 1].item<float>();
        })];
        double[] weights = [.. scores.Select(s => Math.Exp(s - scores.Max()))];
        double[] expected = [.. Enumerable.Range(0, Length).Select(at => activation.Zip(weights, (channel, w) => w / weights.Sum() * channel[at]).Sum())];
        Approx.Equal(expected, net.ScoreCam(x, 1, "relu1", relu: false, Plain).Map.ToDoubles(), 1e-4, 1e-6);
    }

    /// <summary>What masks pictures only says so.</summary>
    [Fact]
    public void RiseRefusesASequenceInWords()
    {
        using var net = Net(3, rows: false);
        using var x = new Noise(9).Normal(zeros(1, 3, Length));
        Assert.Contains("RISE masks one image input [N, C, H, W]", Assert.Throws<ArgumentException>(() => net.Rise(x, 1, options: Plain)).Message, StringComparison.Ordinal);
    }

    /// <summary>conv, relu, strided conv, norm, relu, the mean over places, linear; with 2-d layers of one row where asked.</summary>
    private static TorchSharp.Modules.Sequential Net(int channels, bool rows)
    {
        var net = Sequential(
            ("conv1", rows ? Conv2d(channels, 4, (1, 3), padding: (0, 1)) : Conv1d(channels, 4, 3, padding: 1)), ("relu1", ReLU()),
            ("conv2", rows ? Conv2d(4, 5, (1, 4), stride: (1, 2), padding: (0, 1)) : Conv1d(4, 5, 4, stride: 2, padding: 1)), ("norm", rows ? BatchNorm2d(5) : BatchNorm1d(5)), ("relu2", ReLU()),
            ("pool", rows ? AdaptiveAvgPool2d(1) : AdaptiveAvgPool1d(1)), ("flatten", Flatten()), ("fc", Linear(5, 3)));
        net.Weighted(11);
        using var none = no_grad();
        // Something must speak for the class, or there is nothing to see.
        net.get_parameter("fc.weight")!.abs_();
        net.get_buffer("norm.running_mean")!.fill_(0.2);
        net.get_buffer("norm.running_var")!.fill_(1.7);
        return net;
    }
}
