using NNViz.Attributions;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Attributions;

/// <summary>
/// What each method of the front door must give on nets that can be worked out by hand. Every method has its row; a method without a law says why, and a new one without a
/// row fails.
/// </summary>
public class MethodLawTests
{
    private const double Base = 0.25;
    private static readonly ExplainOptions Plain = new() { Checks = false };

    /// <summary>A linear net: a 1×1 convolution of three channels c·x, then one weight for every place and channel; class 1 is explained.</summary>
    /// <param name="X">The input, <c>[N][64]</c>.</param>
    /// <param name="U">The convolution's weights.</param>
    /// <param name="W">The head's weights for the class, <c>[3][64]</c>.</param>
    private sealed record Case(double[][] X, double[] U, double[][] W)
    {
        /// <summary>The net's gradient at a place.</summary>
        public double Gradient(int i) => U.Select((u, c) => u * W[c][i]).Sum();

        /// <summary>Over places, for every sample.</summary>
        public double[] Places(Func<double[], int, double> value) => [.. X.SelectMany(x => Enumerable.Range(0, 64).Select(i => value(x, i)))];

        /// <summary>Over channels and places, for every sample.</summary>
        public double[] Neurons(Func<double[], int, int, double> value) => [.. X.SelectMany(x => Enumerable.Range(0, 192).Select(k => value(x, k / 64, k % 64)))];

        /// <summary>Σ_c w_c u_c x with a weight for each channel.</summary>
        public double[] Weighted(Func<double[], int, double> weight) => [.. X.SelectMany(x =>
        {
            double[] w = [.. U.Select((_, c) => weight(x, c))];
            return x.Select(v => U.Select((u, c) => w[c] * u * v).Sum());
        })];

        public double Score(double[] x) => x.Select((v, i) => Gradient(i) * v).Sum();
    }

    /// <summary>The map on the linear net by hand.</summary>
    private static readonly Dictionary<string, Func<Case, double[]>> OnALinearNet = new()
    {
        ["Saliency"] = c => c.Places((_, i) => Math.Abs(c.Gradient(i))),
        ["InputXGradient"] = c => c.Places((x, i) => x[i] * c.Gradient(i)),
        ["SmoothGrad"] = c => c.Places((_, i) => c.Gradient(i)),
        ["SmoothGradSquared"] = c => c.Places((_, i) => c.Gradient(i) * c.Gradient(i)),
        ["VarGrad"] = c => c.Places((_, _) => 0),
        ["IntegratedGradients"] = FromBaseline,
        ["DeepLift"] = FromBaseline,
        ["LayerActivation"] = c => c.Neurons((x, k, i) => c.U[k] * x[i]),
        ["LayerGradientXActivation"] = c => c.Neurons((x, k, i) => c.W[k][i] * c.U[k] * x[i]),
        ["LayerIntegratedGradients"] = LayerFromBaseline,
        // Captum's points, which the stored values have too: the path between the outermost of four Gauss–Legendre nodes, ±0.86114 of it.
        ["LayerConductance"] = c => [.. LayerFromBaseline(c).Select(v => 0.8611363116 * v)],
        ["InternalInfluence"] = c => c.Neurons((_, k, i) => c.W[k][i]),
        ["LayerDeepLift"] = LayerFromBaseline,
        // Channel 1 at row 1, column 1.
        ["NeuronConductance"] = c => c.Places((x, i) => i == 9 ? c.W[1][9] * c.U[1] * (x[9] - Base) : 0),
        ["GradCam"] = c => Cut(c.Weighted((_, k) => c.W[k].Average())),
        // Chattopadhay et al. 2018, equations 10 and 19: w_c = Σ α max(0, G), α = G² / (2G² + ΣA·G³).
        ["GradCamPlusPlus"] = c => Cut(c.Weighted((x, k) => c.W[k].Sum(g => g * g / (2 * g * g + c.U[k] * x.Sum() * g * g * g) * Math.Max(0, g)))),
        ["XGradCam"] = c => Cut(c.Weighted((x, k) => c.W[k].Zip(x, (g, v) => g * v).Sum() / x.Sum())),
        ["HiResCam"] = c => Cut(c.Places((x, i) => x[i] * c.Gradient(i))),
        ["LayerCam"] = c => Cut(c.Places((x, i) => c.U.Select((u, k) => Math.Max(0, c.W[k][i]) * u * x[i]).Sum())),
        ["ElementWiseGradCam"] = c => c.Places((x, i) => c.U.Select((u, k) => Math.Max(0, c.W[k][i] * u * x[i])).Sum()),
        // The channels are multiples of one picture: the first component is that picture, centred, times the length of u.
        ["EigenCam"] = c => Cut(c.Places((x, i) => Math.Sign(c.U.Sum()) * Math.Sqrt(c.U.Sum(u => u * u)) * (x[i] - x.Average()))),
        ["ScoreCam"] = c => Cut(c.Weighted((x, k) => Softmax([.. c.U.Select(u => c.Score(Masked(x, u)))])[k])),
        ["AblationCam"] = c => Cut(c.Weighted((x, k) => c.W[k].Zip(x, (g, v) => g * c.U[k] * v).Sum() / c.Score(x))),
        ["FeatureAblation"] = FromBaseline,
        ["FeaturePermutation"] = c => [.. c.X.SelectMany((x, n) => x.Select((v, i) => c.Gradient(i) * (v - c.X[1 - n][i])))],
        ["KernelShap"] = Patches,
        ["ShapleySampling"] = Patches,
        ["ShapleyExact"] = Patches,
    };

    /// <summary>Why a method has no such law.</summary>
    private static readonly Dictionary<string, string> WithoutLaw = new()
    {
        ["GradientShap"] = "noise on the input is part of EveryMethod's call; LawTests has the law without it",
        ["GuidedBackpropagation"] = "refuses a net without a ReLU",
        ["Deconvolution"] = "refuses a net without a ReLU",
        ["Lrp"] = "the default rules favour what speaks for the target; LrpReferenceTests has them, LawTests the ε rule",
        ["EigenGradCam"] = "a principal component without a closed form; CamGoldenTests has it",
        ["FullGrad"] = "needs biases; CamGoldenTests has it",
        ["GuidedGradCam"] = "refuses a net without a ReLU",
        ["ClassActivationMap"] = "needs global average pooling; LawTests has it beside Grad-CAM",
        ["Occlusion"] = "EveryMethod's windows overlap; LawTests has single elements",
        ["Lime"] = "ridge draws coefficients towards 0; LawTests has it without a penalty",
        ["Rise"] = "a mean over soft masks, whose law is in RiseSeesWhatTheScoreIsMadeOf",
    };

    public static TheoryData<string> Methods => [.. EveryMethod.All.Keys];

    public static TheoryData<string> Lawful => [.. OnALinearNet.Keys];

    /// <summary>The methods that walk over every baseline of a set.</summary>
    public static TheoryData<string> AveragedOverSets =>
    [
        "IntegratedGradients", "DeepLift", "LayerIntegratedGradients", "LayerConductance", "InternalInfluence", "LayerDeepLift",
        "NeuronConductance", "Occlusion", "FeatureAblation", "Lime", "KernelShap", "ShapleySampling", "ShapleyExact", "Rise",
    ];

    [Fact]
    public void EveryCallOfTheFrontDoorHasItsRow()
    {
        var calls = typeof(NetExtensions).GetMethods().Where(method => method.ReturnType == typeof(Attribution)).Select(method => method.Name).Distinct().Order();
        Assert.Equal(calls, EveryMethod.All.Keys.Order());
        Assert.Equal(calls, OnALinearNet.Keys.Concat(WithoutLaw.Keys).Order());
    }

    [Theory]
    [MemberData(nameof(Lawful))]
    public void OnALinearNetTheMapIsWorkedOutByHand(string method)
    {
        using var net = Sequential(("conv2", Conv2d(1, 3, 1, bias: false)), ("flatten", Flatten()), ("fc", Linear(192, 3, hasBias: false))).Weighted(4);
        using var x = new Noise(6).Normal(zeros(2, 1, 8, 8)) + 1;
        double[] Values(string name) => [.. net.get_parameter(name)!.detach().to(ScalarType.Float64).reshape(-1).data<double>()];
        var linear = new Case([.. x.to(ScalarType.Float64).reshape(-1).data<double>().ToArray().Chunk(64)], Values("conv2.weight"), [.. Values("fc.weight")[192..384].Chunk(64)]);
        var map = EveryMethod.All[method](net, x, 1, Plain with { Baseline = Base });
        var expected = OnALinearNet[method](linear);
        Approx.Equal(expected, map.Map.ToDoubles(), 1e-4, 1e-5 * Math.Max(1e-2, expected.Max(Math.Abs)), method);
        Assert.True(method == "VarGrad" || expected.Max(Math.Abs) > 1e-3, "a law of nothing");
    }

    /// <summary>A class for all, one for each sample, the predicted one, and a function that gives the same number are the same target.</summary>
    [Theory]
    [MemberData(nameof(Methods))]
    public void TargetsOfEveryKindAgree(string method)
    {
        using var net = EveryMethod.DelicateNet();
        using var x = new Noise(3).Normal(zeros(2, 1, 8, 8));
        double[] Map(Target? target) => EveryMethod.All[method](net, x, target, Plain).Map.ToDoubles();
        double[] first = Map(0), third = Map(2);
        var half = first.Length / 2;
        Assert.Equal((double[])[.. first[..half], .. third[half..]], Map((long[])[0, 2]));
        Assert.Equal((double[])[.. third[..half], .. first[half..]], Map(new[] { 2, 0 }));
        net.eval();
        using var none = no_grad();
        Assert.Equal(Map(Target.Class(net.call(x).argmax(1).data<long>().ToArray())), Map(null));
        net.train();
        if (method is not "ClassActivationMap")
        {
            Approx.Equal(third, Map(Target.Of(o => o.select(1, 2))), 1e-5, 1e-6 * third.Max(Math.Abs), method);
        }
    }

    /// <summary>With a set of baselines the map is the mean of the maps with each of them.</summary>
    [Theory]
    [MemberData(nameof(AveragedOverSets))]
    public void OfASetOfBaselinesTheMapIsTheMean(string method)
    {
        using var net = EveryMethod.DelicateNet();
        using var x = new Noise(3).Normal(zeros(2, 1, 8, 8));
        using var bases = new Noise(4).Normal(zeros(3, 1, 8, 8));
        double[] Map(Baseline baseline) => EveryMethod.All[method](net, x, 1, Plain with { Baseline = baseline }).Map.ToDoubles();
        double[][] each = [.. Enumerable.Range(0, 3).Select(b => Map(bases[b].unsqueeze(0)))];
        double[] mean = [.. each[0].Select((_, i) => each.Average(map => map[i]))];
        Approx.Equal(mean, Map(Baseline.Set(bases)), 1e-4, 1e-5 * mean.Max(Math.Abs), method);
        Assert.NotEqual(mean, each[0]);
    }

    /// <summary>For a score that does not change the map is that score times the masks' mean, which is p; for a score of one pixel it is largest there.</summary>
    [Fact]
    public void RiseSeesWhatTheScoreIsMadeOf()
    {
        using var net = Sequential(("flatten", Flatten()), ("fc", Linear(64, 1)));
        using var none = no_grad();
        net.get_parameter("fc.weight")!.zero_();
        net.get_parameter("fc.bias")!.fill_(3);
        using var x = ones(1, 1, 8, 8);
        Assert.All(net.Rise(x, masks: 4000, grid: 4, options: Plain).Map.ToDoubles(), v => Assert.InRange(v, 2.8, 3.2));
        net.get_parameter("fc.bias")!.zero_();
        net.get_parameter("fc.weight")!.select(1, 19).fill_(1);
        var map = net.Rise(x, masks: 4000, grid: 4, options: Plain).Map.ToDoubles();
        Assert.Equal(19, Array.IndexOf(map, map.Max()));
    }

    private static double[] FromBaseline(Case c) => c.Places((x, i) => c.Gradient(i) * (x[i] - Base));

    private static double[] LayerFromBaseline(Case c) => c.Neurons((x, k, i) => c.W[k][i] * c.U[k] * (x[i] - Base));

    /// <summary>Every element has what its patch of 4×4 has together.</summary>
    private static double[] Patches(Case c) => c.Places((x, i) =>
        Enumerable.Range(0, 64).Where(j => j / 8 / 4 == i / 8 / 4 && j % 8 / 4 == i % 8 / 4).Sum(j => c.Gradient(j) * (x[j] - Base)));

    private static double[] Cut(double[] map) => [.. map.Select(v => Math.Max(0, v))];

    private static double[] Masked(double[] x, double u)
    {
        double[] a = [.. x.Select(v => u * v)];
        return [.. x.Zip(a, (v, m) => v * (m - a.Min()) / (a.Max() - a.Min()))];
    }

    private static double[] Softmax(double[] scores) => [.. scores.Select(s => Math.Exp(s) / scores.Sum(Math.Exp))];
}
