using NNViz.Attributions;
using NNViz.Datasets;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Tests.Attributions;

/// <summary>
/// On images whose deciding region is known, maps lie on it: the share of the mass inside, for each method, on a net trained here. The region is 15 % of an image,
/// which is what a map that knows nothing has inside. The floors are a tenth below the least of nets of three seeds.
/// </summary>
public sealed class LocalisationTests(LocalisationTests.Nets nets, ITestOutputHelper output) : IClassFixture<LocalisationTests.Nets>
{
    private const int Squares = 1, Classes = 4;
    private static readonly ExplainOptions Plain = new() { Checks = false };

    [Theory]
    [InlineData("saliency", 0.32)]
    [InlineData("inputxgradient", 0.5)]
    [InlineData("smoothgrad", 0.33)]
    [InlineData("smoothgradsquared", 0.35)]
    [InlineData("vargrad", 0.3)]
    [InlineData("ig", 0.53)]
    [InlineData("gradientshap", 0.53)]
    [InlineData("guidedbackprop", 0.5)]
    [InlineData("deconvnet", 0.22)]
    [InlineData("deeplift", 0.58)]
    [InlineData("lrp", 0.7)]
    [InlineData("cam", 0.4)]
    [InlineData("gradcam", 0.36)]
    [InlineData("gradcam++", 0.36)]
    [InlineData("xgradcam", 0.38)]
    [InlineData("hirescam", 0.38)]
    [InlineData("layercam", 0.37)]
    [InlineData("elementwisegradcam", 0.37)]
    [InlineData("eigencam", 0.52)]
    [InlineData("eigengradcam", 0.48)]
    [InlineData("scorecam", 0.35)]
    [InlineData("ablationcam", 0.36)]
    [InlineData("fullgrad", 0.2)]
    [InlineData("guidedgradcam", 0.65)]
    [InlineData("occlusion", 0.6)]
    [InlineData("ablation", 0.55)]
    [InlineData("permutation", 0.5)]
    [InlineData("lime", 0.4)]
    [InlineData("shap", 0.45)]
    [InlineData("shapleysampling", 0.5)]
    public void MapsLieOnTheShapes(string method, double floor)
    {
        var data = nets.Plain;
        var inside = Inside(method, nets.Honest, data.Images[..Classes], data.Labels[..Classes], data.Regions[..Classes]);
        output.WriteLine($"{method} {inside:F3}");
        Assert.InRange(inside, floor, 1);
    }

    /// <summary>A map of RISE is a mean of scores, far above 0 everywhere, so that its mass says little: its paper plays the pointing game.</summary>
    [Fact]
    public void RisePointsAtTheShapes() =>
        Assert.InRange(nets.Honest.Rise(nets.Plain.Images[..8], nets.Plain.Labels[..8].data<long>().ToArray(), options: Plain).Localise(nets.Plain.Regions[..8]).Count(p => p.Points), 6, 8);

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
            Assert.Equal((single.Average(s => s.Inside), single.Count(s => s.Points) / 16.0), (score.Inside, score.Points));
        }
        Assert.Equal(nets.Plain.Regions.to(ScalarType.Float64).mean().item<double>(), scores.Chance, 1e-12);
        Assert.Equal(16, scores.Samples);
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
    /// A net that learned from squares with a watermark goes by it: without the mark it reads fewer squares, and its maps have several times the mark's share of the
    /// image (2.4 %) on it, and those of an honest net less than that.
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
        Assert.InRange(ShapesNet.Accuracy(nets.Cheat, nets.Marked.Images, nets.Marked.Labels), 0.95, 1);
        using var bare = nets.Plain.Images[nets.Plain.Labels.eq(Squares)];
        using var squares = full(bare.shape[0], Squares, ScalarType.Int64);
        Assert.InRange(ShapesNet.Accuracy(nets.Cheat, bare, squares), 0, 0.5);
        using var marked = nets.Marked.Images[nets.Marked.Labels.eq(Squares)];
        using var marks = nets.Marked.Marks[nets.Marked.Labels.eq(Squares)];
        var (cheat, honest) = (Inside(method, nets.Cheat, marked, squares, marks), Inside(method, nets.Honest, marked, squares, marks));
        output.WriteLine($"{method} on the mark: {cheat:F3}, of an honest net {honest:F3}");
        Assert.InRange(cheat, 0.08, 1);
        Assert.InRange(honest, 0, 0.02);
    }

    private static double Inside(string method, Sequential net, Tensor images, Tensor labels, Tensor regions) =>
        net.Explain(images, method, labels.data<long>().ToArray(), options: Plain).Items[0].Localise(regions).Average(p => p.Inside);

    /// <summary>A net that learned from plain images, one that learned from images with a watermark on every square, and images that neither has seen.</summary>
    public sealed class Nets : IDisposable
    {
        private const int Learned = 1024, Shown = 16;

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
