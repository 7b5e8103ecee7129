using NNViz.Attributions;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Attributions;

/// <summary>What must hold whatever the numbers are.</summary>
public class LawTests
{
    private static readonly ExplainOptions Plain = new() { Checks = false };

    /// <summary>f(x) = W·x + b over [N,1,4,4], class k.</summary>
    private static (Module<Tensor, Tensor> Net, Tensor Weight, Tensor Input) LinearNet()
    {
        var linear = Linear(16, 3).Weighted(3);
        return (Sequential(("flatten", Flatten()), ("linear", linear)), linear.weight!.detach(), new Noise(4).Normal(zeros(2, 1, 4, 4)));
    }

    public static TorchSharp.Modules.Sequential ReluNet(int seed = 5)
    {
        return Sequential(
            ("conv", Conv2d(1, 4, 3, padding: 1)), ("relu1", ReLU()), ("pool", MaxPool2d(2)), ("flatten", Flatten()),
            ("fc1", Linear(16, 8)), ("relu2", ReLU()), ("fc2", Linear(8, 3))).Weighted(seed);
    }

    [Fact]
    public void OnALinearNetEveryMethodIsWeightTimesInput()
    {
        var (net, weight, x) = LinearNet();
        var w = weight[1].reshape(1, 1, 4, 4).expand(2, 1, 4, 4);
        Same(w, net.Saliency(x, 1, absolute: false, options: Plain));
        Same(w, net.SmoothGrad(x, 1, options: Plain));
        Same(w * x, net.InputXGradient(x, 1, Plain));
        var options = Plain with { Baseline = 0.25 };
        var expected = w * (x - 0.25);
        Same(expected, net.IntegratedGradients(x, 1, options));
        Same(expected, net.GradientShap(x, 1, options: options));
        Same(expected, net.DeepLift(x, 1, options));
        Same(expected, net.Occlusion(x, 1, window: 1, stride: 1, options));
        Same(expected, net.FeatureAblation(x, 1, FeatureMask.Elements, options));
        Same(expected, net.ShapleySampling(x, 1, FeatureMask.Elements, 2, options));
        Same(expected, net.KernelShap(x, 1, FeatureMask.Elements, 400, options), 1e-4);
        Same(expected, net.Lime(x, 1, FeatureMask.Elements, new() { Samples = 400, Surrogate = Surrogate.Ridge(1e-9) }, options), 1e-4);
    }

    [Fact]
    public void PathMethodsAreComplete()
    {
        using var net = ReluNet();
        using var x = new Noise(21).Normal(zeros(3, 1, 4, 4));
        var b = full_like(x, 0.3);
        var difference = Scores(net, x, 2).Zip(Scores(net, b, 2), (f, g) => f - g).ToArray();
        var options = Plain with { Baseline = 0.3 };
        Approx.Equal(difference, Sums(net.DeepLift(x, 2, options)), 1e-4, 1e-5);
        Approx.Equal(difference, Sums(net.IntegratedGradients(x, 2, options with { Steps = 1000 })), 1e-2, 1e-3);
        Approx.Equal(difference, Sums(net.LayerIntegratedGradients(x, "relu2", 2, options)), 1e-4, 1e-5);
        Approx.Equal(difference, Sums(net.LayerDeepLift(x, "conv", 2, options)), 1e-4, 1e-5);
        Approx.Equal(difference, Sums(net.LayerConductance(x, "fc1", 2, options with { Steps = 2000 })), 1e-2, 1e-3);
        var patches = FeatureMask.Patches(2, 2);
        Approx.Equal(difference, FeatureSums(net.ShapleyExact(x, 2, patches, options)), 1e-4, 1e-5);
        Approx.Equal(difference, FeatureSums(net.KernelShap(x, 2, patches, 8, options)), 1e-4, 1e-5);
        Approx.Equal(difference, FeatureSums(net.ShapleySampling(x, 2, patches, 3, options)), 1e-4, 1e-5);
    }

    [Fact]
    public void RelevanceIsKeptWithoutBiases()
    {
        using var net = Sequential(("conv", Conv2d(1, 4, 3, bias: false)), ("relu", ReLU()), ("pool", AvgPool2d(2)), ("flatten", Flatten()), ("fc", Linear(4, 3, hasBias: false))).Weighted(8);
        using var x = new Noise(22).Normal(zeros(2, 1, 4, 4)).abs();
        foreach (var rule in new[] { LrpRule.Epsilon(1e-9), LrpRule.Gamma(), LrpRule.ZPlus, LrpRule.AlphaBeta(2, 1) })
        {
            Approx.Equal(Scores(net, x, 1), Sums(net.Lrp(x, 1, rule, Plain)), 1e-3, 1e-5, rule.Name);
        }
        Approx.Equal(net.InputXGradient(x, 1, Plain).Map.ToDoubles(), net.Lrp(x, 1, LrpRule.Epsilon(1e-9), Plain).Map.ToDoubles(), 1e-3, 1e-6, "LRP-0 is input × gradient");
    }

    /// <summary>A convolution and the normalisation behind it are one convolution with the weights s·w and the bias s·(b − mean) + shift, folded here by hand.</summary>
    [Fact]
    public void RelevanceTreatsNormalisationAsPartOfTheLayerBefore()
    {
        using var x = new Noise(6).Normal(zeros(2, 1, 6, 6));
        using var normal = Sequential(("conv", Conv2d(1, 4, 3)), ("norm", BatchNorm2d(4)), ("relu", ReLU()), ("flatten", Flatten()), ("fc", Linear(64, 3))).Weighted(12);
        using var folded = Sequential(("conv", Conv2d(1, 4, 3)), ("relu", ReLU()), ("flatten", Flatten()), ("fc", Linear(64, 3)));
        using (no_grad())
        {
            var norm = (TorchSharp.Modules.BatchNorm2d)normal[1];
            norm.running_mean!.copy_(tensor(new[] { 0.3f, -0.4f, 0.1f, 0.6f }));
            norm.running_var!.copy_(tensor(new[] { 0.5f, 2f, 1.5f, 0.2f }));
            var scale = norm.weight! / (norm.running_var + 1e-5).sqrt();
            folded.get_parameter("conv.weight")!.copy_(normal.get_parameter("conv.weight")! * scale.reshape(4, 1, 1, 1));
            folded.get_parameter("conv.bias")!.copy_((normal.get_parameter("conv.bias")! - norm.running_mean) * scale + norm.bias!);
            folded.get_parameter("fc.weight")!.copy_(normal.get_parameter("fc.weight")!);
            folded.get_parameter("fc.bias")!.copy_(normal.get_parameter("fc.bias")!);
        }
        foreach (var rule in new[] { LrpRule.Epsilon(1e-3), LrpRule.Gamma(), LrpRule.ZPlus, LrpRule.AlphaBeta(2, 1) })
        {
            Approx.Equal(folded.Lrp(x, 1, rule, Plain).Map.ToDoubles(), normal.Lrp(x, 1, rule, Plain).Map.ToDoubles(), 1e-3, 1e-5, rule.Name);
        }
        var kept = normal.Lrp(x, 1, options: new() { CheckTime = TimeSpan.FromSeconds(9) }).Checks.Single(check => check.Name == "completeness");
        Assert.Equal(NNViz.Attributions.Checks.CheckResult.Passed, kept.Result);
    }

    /// <summary>Layers that cannot be given other weights have the ε rule; with a small ε that is input × gradient.</summary>
    [Fact]
    public void RelevanceGoesThroughATransposedConvolution()
    {
        using var net = Sequential(("up", ConvTranspose2d(1, 2, 2, stride: 2, bias: false)), ("relu", ReLU()), ("flatten", Flatten()), ("fc", Linear(128, 3, hasBias: false))).Weighted(2);
        using var x = new Noise(6).Normal(zeros(2, 1, 4, 4));
        Approx.Equal(net.InputXGradient(x, 1, Plain).Map.ToDoubles(), net.Lrp(x, 1, LrpRule.Epsilon(1e-9), Plain).Map.ToDoubles(), 1e-3, 1e-6);
        Assert.Contains("use LrpRule.Epsilon for it", Assert.Throws<ArgumentException>(() => net.Lrp(x, 1, LrpRule.Gamma(), Plain)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NetsOfTheSameFunctionHaveTheSameMaps()
    {
        using var net = ReluNet();
        using var other = ReluNet();
        using (no_grad())
        {
            // relu(c·z) = c·relu(z): the same function with other weights.
            other.get_parameter("fc1.weight")!.mul_(2);
            other.get_parameter("fc1.bias")!.mul_(2);
            other.get_parameter("fc2.weight")!.div_(2);
        }
        using var x = new Noise(23).Normal(zeros(2, 1, 4, 4));
        Same(net.IntegratedGradients(x, 0, Plain), other.IntegratedGradients(x, 0, Plain));
        Same(net.DeepLift(x, 0, Plain), other.DeepLift(x, 0, Plain));
        Same(net.ShapleyExact(x, 0, FeatureMask.Patches(2, 2), Plain), other.ShapleyExact(x, 0, FeatureMask.Patches(2, 2), Plain));
    }

    [Fact]
    public void EqualFeaturesGetEqualSharesAndIdleOnesNone()
    {
        using var net = new SumOfSquaresOfFirstTwo();
        using var x = tensor(new[,] { { 2f, 2f, 5f }, { 3f, 3f, -1f } });
        foreach (var map in new[] { net.IntegratedGradients(x, options: Plain), net.ShapleyExact(x, options: Plain), net.KernelShap(x, options: Plain), net.ShapleySampling(x, orders: 7, options: Plain), net.FeatureAblation(x, options: Plain) })
        {
            var values = map.Map.ToDoubles().Chunk(3).ToArray();
            Assert.All(values, row => Assert.Equal(0, row[2], 1e-5));
            if (map.Method != "Shapley sampling")
            {
                Assert.All(values, row => Assert.Equal(row[0], row[1], 1e-3));
            }
        }
        // (a + b)² from 0: each of two equal parts has half.
        Approx.Equal([8, 8, 0, 18, 18, 0], net.ShapleyExact(x, options: Plain).Map.ToDoubles(), 1e-5, 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(50)]
    [InlineData(300)]
    public void QuadratureWeightsSumToOneAndIntegratePolynomials(int n)
    {
        foreach (var rule in new[] { Quadrature.GaussLegendre(n), Quadrature.Left(n), Quadrature.Right(n), Quadrature.Middle(n), Quadrature.Trapezoid(n) })
        {
            Assert.Equal(1, rule.Weights.Sum(), 1e-12);
            Assert.Equal(rule.Nodes.Order(), rule.Nodes);
        }
        double Integral(Quadrature rule, int degree) => rule.Nodes.Zip(rule.Weights, (x, w) => w * Math.Pow(x, degree)).Sum();
        Assert.Equal(1.0 / (2 * n), Integral(Quadrature.GaussLegendre(n), 2 * n - 1), 1e-12);
        Assert.Equal(0.5, Integral(Quadrature.Middle(n), 1), 1e-12);
        Assert.Equal(0.5, Integral(Quadrature.Trapezoid(n), 1), 1e-12);
    }

    [Fact]
    public void CamIsGradCamBehindGlobalAveragePooling()
    {
        using var net = Sequential(("conv", Conv2d(1, 6, 3)), ("relu", ReLU()), ("pool", AdaptiveAvgPool2d(1)), ("flatten", Flatten()), ("fc", Linear(6, 3))).Weighted(4);
        using var x = new Noise(24).Normal(zeros(2, 1, 8, 8)).abs();
        var cam = net.ClassActivationMap(x, 2, relu: false, options: Plain);
        var grad = net.GradCam(x, 2, "relu", relu: false, Plain);
        Assert.Equal("relu", cam.Layer);
        // The gradient of a mean over 6×6 places is w / 36.
        Approx.Equal(cam.Map.ToDoubles(), [.. grad.Map.ToDoubles().Select(v => v * 36)], 1e-4, 1e-5);
    }

    [Fact]
    public void TheSameSeedGivesTheSameBitsWhateverTheBatch()
    {
        using var net = ReluNet();
        using var x = new Noise(25).Normal(zeros(2, 1, 4, 4));
        var small = Plain with { MemoryBudget = 1 };
        Func<ExplainOptions, Attribution>[] methods =
        [
            o => net.SmoothGrad(x, 1, options: o), o => net.GradientShap(x, 1, noise: 0.1, options: o), o => net.Lime(x, 1, fit: new() { Samples = 60 }, options: o),
            o => net.KernelShap(x, 1, samples: 60, options: o), o => net.ShapleySampling(x, 1, orders: 3, options: o), o => net.Rise(x, 1, masks: 20, grid: 2, options: o),
            o => net.FeaturePermutation(x, 1, options: o),
        ];
        foreach (var method in methods)
        {
            var first = method(Plain);
            Assert.Equal(first.Map.ToSingles(), method(Plain).Map.ToSingles());
            Approx.Equal(first.Map.ToSingles(), method(small).Map.ToSingles(), 1e-4, 1e-6, first.Method);
            if (first.Method != "Feature permutation")
            {
                Assert.NotEqual(first.Map.ToSingles(), method(Plain with { Seed = 1 }).Map.ToSingles());
            }
        }
    }

    internal static double[] Sums(Attribution a) => [.. a.Map.ToDoubles().Chunk(a.Map.Count / a.Samples).Select(map => map.Sum())];

    /// <summary>The sum over 2×2 patches, whose value each of the four elements has.</summary>
    private static double[] FeatureSums(Attribution a) => [.. Sums(a).Select(sum => sum / 4)];

    private static double[] Scores(Module<Tensor, Tensor> net, Tensor x, long target)
    {
        using var none = no_grad();
        return [.. net.call(x).select(1, target).to(ScalarType.Float64).data<double>()];
    }

    private static void Same(Tensor expected, Attribution actual, double relative = 1e-5)
        => Approx.Equal([.. expected.contiguous().data<float>()], actual.Map.ToSingles(), relative, 1e-5, actual.Method);

    private static void Same(Attribution expected, Attribution actual) => Approx.Equal(expected.Map.ToSingles(), actual.Map.ToSingles(), 1e-4, 1e-5, actual.Method);

    private sealed class SumOfSquaresOfFirstTwo() : Module<Tensor, Tensor>("sum")
    {
        public override Tensor forward(Tensor x) => (x.select(1, 0) + x.select(1, 1)).square();
    }
}
