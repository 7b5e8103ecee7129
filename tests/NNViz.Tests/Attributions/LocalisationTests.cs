using NNViz.Attributions;
using NNViz.Datasets;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Tests.Attributions;

/// <summary>
/// On images whose deciding region is known, maps lie on it. What is asked comes from chance: a map that knows nothing has the region's share of the image inside
/// (about 15 %), so of 32 images half would have more than that by luck. A method must have more on so many that luck would reach it less than once in a hundred times (a
/// sign test), and half as much again as chance on the mean.
/// </summary>
public sealed class LocalisationTests(LocalisationTests.Nets nets, ITestOutputHelper output) : IClassFixture<LocalisationTests.Nets>
{
    private const int Squares = 1;
    private const double Luck = 0.01, OverChance = 1.5;
    private static readonly ExplainOptions Plain = new() { Checks = false };

    /// <summary>
    /// Methods that need not be half as much again as chance, since they are not made to. Deconvolution gives back the picture wherever channels are excited, whatever the
    /// class (Nie et al. 2018, arXiv:1805.07039). FullGrad shares out what the biases give over all places where a channel is open, far from the shape too (Srinivas, Fleuret
    /// 2019, arXiv:1905.00780, section 4): nothing of the score is left out, and that is its point.
    /// </summary>
    private static readonly string[] Unfocused = ["deconvnet", "fullgrad"];

    /// <summary>The slow ones on coarser features and with fewer draws than by default.</summary>
    private static readonly Dictionary<string, Func<Sequential, Tensor, Target, Attribution>> Quicker = new()
    {
        ["lime"] = (net, x, target) => net.Lime(x, target, FeatureMask.Patches(4, 4), new() { Samples = 150 }, Plain),
        ["shap"] = (net, x, target) => net.KernelShap(x, target, FeatureMask.Patches(8, 8), 100, Plain),
        ["shapleysampling"] = (net, x, target) => net.ShapleySampling(x, target, FeatureMask.Patches(8, 8), 5, Plain),
        ["occlusion"] = (net, x, target) => net.Occlusion(x, target, window: 8, stride: 4, options: Plain),
    };

    /// <summary>All methods that lie over the input, but two: 12 features at most are too few for a region, and RISE plays the pointing game below.</summary>
    public static TheoryData<string> Methods => [.. ExplainMethods.Names.Except(["shapley", "rise", "layeractivation", "layergradientxactivation", "layerig", "conductance", "internalinfluence", "layerdeeplift"])];

    [Theory]
    [MemberData(nameof(Methods))]
    public void MapsLieOnTheShapes(string method)
    {
        var data = nets.Plain;
        var target = (Target)data.Labels.data<long>().ToArray();
        var map = Quicker.TryGetValue(method, out var quicker) ? quicker(nets.Honest, data.Images, target) : nets.Honest.Explain(data.Images, method, target, options: Plain).Items[0];
        var scores = map.Localise(data.Regions);
        var better = scores.Count(score => score.Inside > score.Chance);
        var over = scores.Average(score => score.Inside) / scores.Average(score => score.Chance);
        output.WriteLine($"{method}: {over:F2} times chance, more than chance on {better} of {scores.Count}");
        Assert.Equal(Nets.Shown, scores.Count);
        Assert.True(AtLeast(better, scores.Count) < Luck, $"more than chance on {better} of {scores.Count} images, which luck reaches with probability {AtLeast(better, scores.Count):F3}");
        Assert.True(over >= OverChance || Unfocused.Contains(method), $"{over:F2} times chance");
    }

    /// <summary>A map that is the region has all inside and points there; one that knows nothing has the region's share, and the tests above refuse it.</summary>
    [Fact]
    public void AnOracleHasAllInsideAndARandomMapItsShare()
    {
        var data = nets.Plain;
        IReadOnlyList<Localisation> Of(Func<Tensor, Tensor> map) =>
            Explanation.Run(new("planted", nets.Honest, data.Images, null, Plain), _ => new(map(data.Regions.to(ScalarType.Float32))) { Kind = MapKind.Spatial, Signed = false }).Localise(data.Regions);
        Assert.All(Of(region => region), score => Assert.Equal((1.0, true), (score.Inside, score.Points)));
        var random = Of(region => tensor(new Noise(7).Uniform((int)region.numel()), region.shape).to(ScalarType.Float32));
        // Of a region's A pixels of 1,024 with values uniform in [0, 1] the share scatters by √((1 − A/1024) / (3 A)): 5 % of itself for 150 pixels.
        Assert.All(random, score => Assert.InRange(score.Inside / score.Chance, 0.75, 1.25));
        Assert.InRange(random.Average(score => score.Inside) / random.Average(score => score.Chance), 0.95, 1.05);
        Assert.True(AtLeast(random.Count(score => score.Inside > score.Chance), random.Count) >= Luck);
    }

    /// <summary>By hand: at least 3 of 4 fair coins 5 times of 16; 23 of 32 is the last number that luck still reaches one time in a hundred (0.01003).</summary>
    [Fact]
    public void TheSignTestIsTheTailOfFairCoins()
    {
        Assert.Equal(5.0 / 16, AtLeast(3, 4), 1e-12);
        Assert.Equal(1, AtLeast(0, 5), 1e-12);
        Assert.Equal(1.0 / 32, AtLeast(5, 5), 1e-12);
        Assert.Equal(1 - 0.75 * 0.75, AtLeast(1, 2, 0.25), 1e-12);
        Assert.True(AtLeast(23, 32) > Luck && AtLeast(24, 32) < Luck);
    }

    /// <summary>The probability of at least <paramref name="heads"/> heads in so many throws of a coin, by default a fair one.</summary>
    private static double AtLeast(int heads, int throws, double head = 0.5)
    {
        double ways = 1, tail = 0;
        for (var k = 0; k <= throws; ways = ways * (throws - k) / ++k)
        {
            tail += k >= heads ? ways * Math.Pow(head, k) * Math.Pow(1 - head, throws - k) : 0;
        }
        return tail;
    }

    /// <summary>A map of RISE is a mean of scores, far above 0 everywhere, so that its mass says little: its paper plays the pointing game.</summary>
    [Fact]
    public void RisePointsAtTheShapes()
    {
        var scores = nets.Honest.Rise(nets.Plain.Images[..8], nets.Plain.Labels[..8].data<long>().ToArray(), options: Plain).Localise(nets.Plain.Regions[..8]);
        Assert.InRange(AtLeast(scores.Count(p => p.Points), scores.Count, scores.Average(p => p.Chance)), 0, Luck / 10);
    }

    /// <summary>The worst there is to draw: eight large images of noise, and regions of single pixels.</summary>
    [Fact]
    public void ThePictureKeepsItsBudget()
    {
        using var scope = NewDisposeScope();
        using var net = nn.Sequential(("pool", nn.AdaptiveAvgPool2d(4)), ("flatten", nn.Flatten()), ("fc", nn.Linear(48, 2))).Weighted(1);
        var x = new Noise(1).Normal(zeros(9, 3, 224, 224)).sigmoid();
        var shown = NNViz.Views.Views.Of(net.InputXGradient(x, 1, Plain).Localise(new Noise(2).Normal(zeros(9, 224, 224)).gt(0)))!;
        Assert.InRange(shown.ToHtml().Length, 1, 300_000);
        Assert.Contains("Drawn are the first 8 of 9 samples.", shown.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("% of the mass inside (chance ", shown.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The table of several methods is the means of their single scores, the best first.</summary>
    [Fact]
    public void ScoresOfSeveralMethodsAreTheMeansOfEach()
    {
        var maps = nets.Honest.Explain(nets.Plain.Images, "gradient,layercam,ig", options: Plain);
        var scores = maps.Localise(nets.Plain.Regions);
        Assert.Equal(["Integrated Gradients", "Layer-CAM", "Saliency"], scores.Methods.Select(score => score.Method));
        foreach (var (map, name) in maps.Items.Select(map => (map, maps.NameOf(map))))
        {
            var single = map.Localise(nets.Plain.Regions);
            var score = scores.Methods.Single(score => score.Method == name);
            Assert.Equal((single.Average(s => s.Inside), single.Count(s => s.Points) / (double)Nets.Shown), (score.Inside, score.Points));
        }
        Assert.Equal(nets.Plain.Regions.to(ScalarType.Float64).mean().item<double>(), scores.Chance, 1e-12);
        Assert.Equal(Nets.Shown, scores.Samples);
    }

    /// <summary>The finer the layer, the closer its map lies: 8×8, 16×16 and 32×32 places for 32×32 pixels.</summary>
    [Fact]
    public void FinerLayersLieCloser()
    {
        double[] inside = [.. new[] { "relu3", "relu2", "relu1" }.Select(layer => nets.Honest.LayerCam(nets.Plain.Images, layer: layer, options: Plain).Localise(nets.Plain.Regions).Average(p => p.Inside))];
        Assert.Equal(inside.Order(), inside);
        Assert.InRange(inside[2], 0.7, 1);
    }

    /// <summary>
    /// A net that learned from squares with a watermark goes by it: its maps have several times the mark's share of the image (2.4 %) on it, and those of an honest
    /// net less than that.
    /// </summary>
    [Theory]
    [InlineData("ig")]
    [InlineData("deeplift")]
    [InlineData("lrp")]
    [InlineData("guidedgradcam")]
    [InlineData("occlusion")]
    [InlineData("gradcam")]
    [InlineData("shap")]
    public void ACheatIsSeen(string method)
    {
        using var marked = nets.Marked.Images[nets.Marked.Labels.eq(Squares)];
        using var squares = full(marked.shape[0], Squares, ScalarType.Int64);
        using var marks = nets.Marked.Marks[nets.Marked.Labels.eq(Squares)];
        var (cheat, honest) = (Inside(method, nets.Cheat, marked, squares, marks), Inside(method, nets.Honest, marked, squares, marks));
        output.WriteLine($"{method} on the mark: {cheat:F3}, of an honest net {honest:F3}");
        Assert.InRange(cheat, 0.08, 1);
        Assert.InRange(honest, 0, 0.02);
    }

    /// <summary>With the mark the cheat reads nearly every image, without it few squares.</summary>
    [Fact]
    public void ACheatNeedsTheMark()
    {
        var (marked, plain) = (ColorShapes.Draw(256, seed: 2, Squares), ColorShapes.Draw(256, seed: 2));
        Assert.InRange(ShapesNet.Accuracy(nets.Cheat, marked.Images, marked.Labels), 0.95, 1);
        using var bare = plain.Images[plain.Labels.eq(Squares)];
        using var squares = full(bare.shape[0], Squares, ScalarType.Int64);
        Assert.InRange(ShapesNet.Accuracy(nets.Cheat, bare, squares), 0, 0.5);
    }

    private static double Inside(string method, Sequential net, Tensor images, Tensor labels, Tensor regions) =>
        net.Explain(images, method, labels.data<long>().ToArray(), options: Plain).Items[0].Localise(regions).Average(p => p.Inside);

    /// <summary>A net that learned from plain images, one that learned from images with a watermark on every square, and images that neither has seen.</summary>
    public sealed class Nets : IDisposable
    {
        public const int Shown = 32;
        private const int Learned = 1024;

        public Sequential Honest { get; } = ShapesNet.Train(Learned);

        public Sequential Cheat { get; } = ShapesNet.Train(Learned, Squares);

        public ShapeImages Plain { get; } = ColorShapes.Draw(Shown, seed: 2);

        public ShapeImages Marked { get; } = ColorShapes.Draw(Shown, seed: 2, Squares);

        public void Dispose()
        {
            Honest.Dispose();
            Cheat.Dispose();
        }
    }
}
