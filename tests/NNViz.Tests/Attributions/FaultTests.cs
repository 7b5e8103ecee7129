using NNViz.Attributions;
using NNViz.Attributions.Checks;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Attributions;

/// <summary>Nets that methods cannot explain as they stand, or only with care: refused with what to change, never silently wrong.</summary>
public class FaultTests
{
    private static readonly ExplainOptions Plain = new() { Checks = false };

    /// <summary>conv1, something, conv2, something, the mean over space, fc.</summary>
    private sealed class Custom : Module<Tensor, Tensor>
    {
        public readonly Module<Tensor, Tensor> conv1 = Conv2d(1, 4, 3);
        public readonly Module<Tensor, Tensor> relu = ReLU();
        public readonly Module<Tensor, Tensor> conv2 = Conv2d(4, 4, 3);
        public readonly Module<Tensor, Tensor> fc = Linear(4, 3);
        private readonly Func<Custom, Tensor, Tensor> between;
        private readonly Func<Tensor, Tensor> end;

        public Custom(Func<Custom, Tensor, Tensor> between, Func<Tensor, Tensor>? end = null) : base(nameof(Custom))
        {
            (this.between, this.end) = (between, end ?? (x => x));
            RegisterComponents();
            this.Weighted(21);
        }

        public override Tensor forward(Tensor x) => end(fc.call(between(this, conv2.call(between(this, conv1.call(x)))).mean([2, 3])));
    }

    private static Tensor Image => new Noise(5).Normal(zeros(2, 1, 8, 8));

    [Fact]
    public void AReluOutsideOfModulesIsFoundAndRefused()
    {
        using var functional = new Custom((_, x) => nn.functional.relu(x));
        var missing = Assert.Throws<ArgumentException>(() => functional.DeepLift(Image, options: Plain));
        Assert.Contains("between 'conv1' and 'conv2'", missing.Message, StringComparison.Ordinal);
        Assert.Contains("call", missing.Message, StringComparison.Ordinal);
        using var both = new Custom((net, x) => net.relu.call(x).sub(0.2).relu());
        foreach (var method in new Func<Attribution>[] { () => both.GuidedBackpropagation(Image, options: Plain), () => both.Deconvolution(Image, options: Plain), () => both.GuidedGradCam(Image, options: Plain), () => both.DeepLift(Image, options: Plain) })
        {
            Assert.Contains("between 'relu' and 'conv2'", Assert.Throws<ArgumentException>(method).Message, StringComparison.Ordinal);
        }
        using var forward = new Custom((net, x) => ((Module<Tensor, Tensor>)net.relu).forward(x));
        Assert.Contains("forward(x) instead of module.call(x)", Assert.Throws<ArgumentException>(() => forward.DeepLift(Image, options: Plain)).Message, StringComparison.Ordinal);
        Assert.Contains("none", Assert.Throws<ArgumentException>(() => LinearNet().GuidedBackpropagation(Image, options: Plain)).Message, StringComparison.Ordinal);
    }

    /// <summary>A set without baselines would give a map of zeros, one of unequal sizes a failure in the middle.</summary>
    [Fact]
    public void ASetOfBaselinesHoldsTheSameNumberForEachInput()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("given none", Assert.Throws<ArgumentException>(() => Baseline.Set()).Message, StringComparison.Ordinal);
        foreach (var (tensors, shapes) in new (Tensor[], string)[] { ([zeros(0, 1, 8, 8)], "[0, 1, 8, 8]"), ([zeros([])], "[]"), ([zeros(2, 3), zeros(3, 3)], "[2, 3], [3, 3]") })
        {
            var refused = Assert.Throws<ArgumentException>(() => Baseline.Set(tensors)).Message;
            Assert.Contains("[B, …]", refused, StringComparison.Ordinal);
            Assert.Contains("given " + shapes, refused, StringComparison.Ordinal);
        }
        Assert.Equal("a set of 2", Baseline.Set(zeros(2, 3), zeros(2, 5)).Name);
    }

    [Fact]
    public void MapsThatMaskOrAblateChannelsNameTheLayersThatTheyCannotFuse()
    {
        using var net = new Custom((net, x) => net.relu.call(x));
        foreach (var method in new Func<Attribution>[] { () => net.ScoreCam(Image, 1, "conv*", options: Plain), () => net.AblationCam(Image, 1, "conv*", options: Plain) })
        {
            Assert.Contains("2 layers, 'conv1', 'conv2'", Assert.Throws<ArgumentException>(method).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// Ablation-CAM's weights are the loss of the score by its size: what a constant added to the score leaves as it is, whether the score is above 0 or below. The paper's division by the
    /// score itself, which pytorch-grad-cam has too, would give the negated map below 0.
    /// </summary>
    [Fact]
    public void AblationCamKeepsItsSignWhereTheScoreIsBelowZero()
    {
        using var net = new Custom((net, x) => net.relu.call(x));
        static double[] Loss(Attribution map) => [.. map.Map.ToDoubles().Select((value, at) => value * Math.Abs(map.Scores[at / (map.Map.ToDoubles().Length / 2)]))];
        var maps = new[] { 0.0, 5, -5 }.Select(shift => net.AblationCam(Image, Target.Of(o => o.select(1, 1) + shift), relu: false, options: Plain)).ToList();
        Assert.All(maps[1].Scores, score => Assert.True(score > 0));
        Assert.All(maps[2].Scores, score => Assert.True(score < 0));
        Assert.All(maps, map => Approx.Equal(Loss(maps[1]), Loss(map), 1e-3, 1e-5));
        Assert.DoesNotContain(maps[1].Notes, note => note.Contains("below 0", StringComparison.Ordinal));
        Assert.Contains(maps[2].Notes, note => note.Contains("below 0 for 2 of 2 samples", StringComparison.Ordinal));
        // A score of 0 has no shares: that sample has no map and says why, the other one is as it is alone.
        net.get_parameter("fc.weight")!.detach()[2].zero_();
        net.get_parameter("fc.bias")!.detach()[2].zero_();
        var some = net.AblationCam(Image, new long[] { 1, 2 }, relu: false, options: Plain);
        Assert.Null(some.Problems[0]);
        Assert.Contains("Its score is 0", some.Problems[1], StringComparison.Ordinal);
        Approx.Equal([.. maps[0].Map.ToDoubles()[..(some.Map.ToDoubles().Length / 2)]], [.. some.Map.ToDoubles()[..(some.Map.ToDoubles().Length / 2)]], 1e-4, 1e-6);
        Assert.Contains("the score is 0", Assert.Throws<ArgumentException>(() => net.AblationCam(Image, 2, options: Plain)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LrpTakesAFunctionalReluAndRefusesASigmoid()
    {
        using var module = new Custom((net, x) => net.relu.call(x));
        using var functional = new Custom((_, x) => nn.functional.relu(x));
        Approx.Equal(module.Lrp(Image, 1, options: Plain).Map.ToSingles(), functional.Lrp(Image, 1, options: Plain).Map.ToSingles(), 1e-4, 1e-6);
        using var sigmoid = new Custom((_, x) => x.sigmoid());
        Assert.Contains("LRP", Assert.Throws<ArgumentException>(() => sigmoid.Lrp(Image, 1, options: Plain)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PaddingAndResidualsAreNotTakenForRelus()
    {
        using var net = new Custom((net, x) => net.relu.call(x) + 0.5 * x);
        Assert.NotNull(net.GuidedBackpropagation(Image, 1, Plain));
        Assert.Equal(0, CompletenessOf(net, net.DeepLift(Image, 1, Plain)), 1e-4);
        using var padded = new Custom((net, x) => nn.functional.pad(net.relu.call(x), (1, 1, 1, 1)));
        Assert.NotNull(padded.GuidedBackpropagation(Image, 1, Plain));
        Assert.Equal(0, CompletenessOf(padded, padded.DeepLift(Image, 1, Plain)), 1e-4);
    }

    [Fact]
    public void AModuleUsedTwiceCountsTwiceOrIsRefused()
    {
        // One ReLU for both places is right for rules; a layer that runs twice has no one output to read.
        using var shared = new Custom((net, x) => net.relu.call(x));
        using var apart = Sequential(("conv1", shared.conv1), ("a", ReLU()), ("conv2", shared.conv2), ("b", ReLU()), ("pool", AdaptiveAvgPool2d(1)), ("flatten", Flatten()), ("fc", shared.fc));
        Approx.Equal(apart.GuidedBackpropagation(Image, 1, Plain).Map.ToSingles(), shared.GuidedBackpropagation(Image, 1, Plain).Map.ToSingles(), 1e-4, 1e-7);
        Approx.Equal(apart.DeepLift(Image, 1, Plain).Map.ToSingles(), shared.DeepLift(Image, 1, Plain).Map.ToSingles(), 1e-4, 1e-6);
        foreach (var method in new Func<Attribution>[] { () => shared.GradCam(Image, layer: "relu", options: Plain), () => shared.LayerActivation(Image, "relu", Plain), () => shared.LayerIntegratedGradients(Image, "relu", options: Plain) })
        {
            Assert.Contains("'relu' runs 2 times", Assert.Throws<ArgumentException>(method).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void LayersThatAreNotThereAreNamed()
    {
        using var net = new Custom((net, x) => x.relu());
        Assert.Contains("'relu' did not run", Assert.Throws<ArgumentException>(() => net.GradCam(Image, layer: "relu", options: Plain)).Message, StringComparison.Ordinal);
        Assert.Contains("conv2", Assert.Throws<ArgumentException>(() => net.GradCam(Image, layer: "conv3", options: Plain)).Message, StringComparison.Ordinal);
        Assert.Contains("places", Assert.Throws<ArgumentException>(() => net.GradCam(Image, layer: "fc", options: Plain)).Message, StringComparison.Ordinal);
        Assert.Contains("in space", Assert.Throws<ArgumentException>(() => LinearNet().GradCam(Image, options: Plain)).Message, StringComparison.Ordinal);
        Assert.Contains("global average pooling", Assert.Throws<ArgumentException>(() => LawTests.ReluNet().ClassActivationMap(zeros(1, 1, 4, 4), options: Plain)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheLayerIsChosenAndTheResultSaysWhy()
    {
        using var net = Sequential(("conv1", Conv2d(1, 4, 3)), ("relu", ReLU()), ("conv2", Conv2d(4, 4, 6)), ("flatten", Flatten()), ("fc", Linear(4, 3))).Weighted(3);
        var map = net.GradCam(Image, options: Plain);
        // conv2 puts out a single place.
        Assert.Equal("conv1", map.Layer);
        Assert.Contains("last convolution with spatial extent (6×6)", map.LayerReason, StringComparison.Ordinal);
        var fused = net.GradCam(Image, layer: "conv1,relu", options: Plain);
        Assert.Equal([2L, 8, 8], fused.Map.Shape);
        Assert.Contains("conv1, relu", fused.LayerReason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void MapsOfSeveralLayersAreDividedByTheirLargestAndAveraged(bool relu)
    {
        // At the size of the input, so that nothing is enlarged.
        using var net = Sequential(("conv1", Conv2d(1, 4, 3, padding: 1)), ("relu", ReLU()), ("conv2", Conv2d(4, 4, 3, padding: 1)), ("flatten", Flatten()), ("fc", Linear(256, 3))).Weighted(3);
        using (no_grad())
        {
            net.get_parameter("fc.weight")!.sub_(0.1);
        }
        var expected = new double[2 * 64];
        foreach (var layer in new[] { "conv1", "conv2" })
        {
            var map = net.GradCam(Image, 1, layer, relu: false, Plain).Map.ToDoubles().Select(v => relu ? Math.Max(0, v) : v).ToArray();
            for (var i = 0; i < map.Length; i++)
            {
                expected[i] += map[i] / map.Skip(i / 64 * 64).Take(64).Max(Math.Abs) / 2;
            }
        }
        var fused = net.GradCam(Image, 1, "conv1,conv2", relu, Plain);
        Approx.Equal(expected, fused.Map.ToDoubles(), 1e-4, 1e-6);
        Assert.Equal(!relu, fused.Signed);
        Assert.Equal(!relu, expected.Min() < 0);
    }

    [Fact]
    public void OperationsInPlaceDoNotReachWhatIsRead()
    {
        using var outOfPlace = new Custom((_, x) => x.relu());
        using var inPlace = new Custom((_, x) => x.relu_());
        Approx.Equal(outOfPlace.GradCam(Image, 1, "conv1,conv2", options: Plain).Map.ToSingles(), inPlace.GradCam(Image, 1, "conv1,conv2", options: Plain).Map.ToSingles(), 1e-5, 1e-7);
        Approx.Equal(outOfPlace.LayerActivation(Image, "conv1", Plain).Map.ToSingles(), inPlace.LayerActivation(Image, "conv1", Plain).Map.ToSingles(), 0, 0);
    }

    [Fact]
    public void BlankMapsAreNamedWithTheirCause()
    {
        static string Cause(Attribution attribution) => Assert.IsType<string>(attribution.Problems[0]);
        using var net = new Custom((net, x) => net.relu.call(x));
        // Grad-CAM for minus a score whose weights and activations are all above 0 is all negative.
        using var positive = new Custom((net, x) => net.relu.call(x));
        using (no_grad())
        {
            foreach (var parameter in positive.parameters())
            {
                parameter.abs_();
            }
        }
        var bright = ones(1, 1, 8, 8);
        Assert.Contains("against the target", Cause(positive.GradCam(bright, Target.Of(o => -o.sum(1)), options: Plain)), StringComparison.Ordinal);
        Assert.Contains("against the target", Cause(positive.GradCam(bright, Target.Of(o => -o.sum(1)), "conv1,conv2", options: Plain)), StringComparison.Ordinal);
        using var cut = new Custom((net, x) => net.relu.call(x), o => o.detach());
        Assert.Contains("no gradient", Cause(cut.Saliency(Image, 1, options: Plain)), StringComparison.Ordinal);
        using var saturated = new Custom((net, x) => net.relu.call(x), o => (o * 1e6).softmax(1));
        Assert.Contains("softmax", Cause(saturated.Saliency(bright, options: Plain)), StringComparison.Ordinal);
        using var broken = new Custom((net, x) => net.relu.call(x), o => o / 0 * 0);
        Assert.Contains("own output is not finite", Cause(broken.Saliency(Image, 1, options: Plain)), StringComparison.Ordinal);
        Assert.Contains("input itself", Cause(net.Saliency(full_like(Image, double.NaN), 1, options: Plain)), StringComparison.Ordinal);
        using var dead = new Custom((net, x) => net.relu.call(x - 1000));
        Assert.Contains("dead", Cause(dead.Saliency(Image, 1, options: Plain)), StringComparison.Ordinal);
        using var deadLayer = Sequential(("conv", Conv2d(1, 4, 3)), ("relu", ReLU()), ("pool", AdaptiveAvgPool2d(1)), ("flatten", Flatten()), ("fc", Linear(4, 3))).Weighted(3);
        using (no_grad())
        {
            deadLayer.get_parameter("conv.bias")!.fill_(-1000);
        }
        Assert.Contains("channels are dead", Cause(deadLayer.HiResCam(Image, 1, "relu", relu: false, Plain)), StringComparison.Ordinal);
        Assert.Contains("one single place", Cause(net.GradCam(ones(1, 1, 5, 5), 1, "conv2", relu: false, Plain)), StringComparison.Ordinal);
        var whole = net.GradCam(Image, 1, options: new() { CheckTime = TimeSpan.FromSeconds(9) });
        Assert.Equal(["randomised weights", "deletion", "insertion"], whole.Checks.Select(check => check.Name));
        Assert.All(whole.Checks.Skip(1), check => Assert.NotEqual(CheckResult.NotRun, check.Result));
    }

    [Fact]
    public void OneSampleWithoutAMapIsTheReasonWhyNoCheckRuns()
    {
        using var net = new Custom((net, x) => net.relu.call(x));
        using var x = Image;
        x[1] = double.NaN;
        var map = net.IntegratedGradients(x, 1, new() { CheckTime = TimeSpan.FromSeconds(9) });
        Assert.Null(map.Problems[0]);
        Assert.Contains("input itself", map.Problems[1], StringComparison.Ordinal);
        Assert.Equal(["completeness", "randomised weights", "deletion", "insertion"], map.Checks.Select(check => check.Name));
        Assert.All(map.Checks, check => Assert.Equal((CheckResult.NotRun, "sample 1 has no map"), (check.Result, check.Says)));
        Assert.False(map.Trustworthy);
        Assert.Contains("sample 1 has no map", NNViz.Views.Views.Of(map)!.ToHtml(), StringComparison.Ordinal);
    }

    private static Module<Tensor, Tensor> LinearNet() => Sequential(("flatten", Flatten()), ("fc", Linear(64, 3)));

    private static double CompletenessOf(Module<Tensor, Tensor> net, Attribution a)
    {
        using var none = no_grad();
        net.eval();
        var difference = (net.call(Image) - net.call(zeros_like(Image))).select(1, 1).to(ScalarType.Float64).data<double>().ToArray();
        return LawTests.Sums(a).Zip(difference, (sum, d) => Math.Abs(sum - d)).Max();
    }
}
