using NNViz.Attributions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Tests.Attributions;

/// <summary>Methods on gradients against Captum's stored values, element by element.</summary>
public class GradientGoldenTests
{
    private const string Captum = "A/captum/";
    private static readonly ExplainOptions Plain = new() { Checks = false };

    private static readonly Dictionary<string, Func<Sequential, Tensor, Attribution>> Methods = new()
    {
        ["Saliency"] = (net, x) => net.Saliency(x, NetA.Class, options: Plain),
        ["Saliency_signed"] = (net, x) => net.Saliency(x, NetA.Class, absolute: false, options: Plain),
        ["InputXGradient"] = (net, x) => net.InputXGradient(x, NetA.Class, Plain),
        ["IntegratedGradients_gausslegendre"] = (net, x) => net.IntegratedGradients(x, NetA.Class, Plain),
        ["IntegratedGradients_gausslegendre_baseline05"] = (net, x) => net.IntegratedGradients(x, NetA.Class, Plain with { Baseline = 0.5 }),
        ["IntegratedGradients_riemann_left"] = (net, x) => net.IntegratedGradients(x, NetA.Class, Plain with { Steps = Quadrature.Left(50) }),
        ["IntegratedGradients_riemann_right"] = (net, x) => net.IntegratedGradients(x, NetA.Class, Plain with { Steps = Quadrature.Right(50) }),
        ["IntegratedGradients_riemann_middle"] = (net, x) => net.IntegratedGradients(x, NetA.Class, Plain with { Steps = Quadrature.Middle(50) }),
        // Captum's trapezoid has 50 nodes and weights that sum to 0.98.
        ["IntegratedGradients_riemann_trapezoid"] = (net, x) => net.IntegratedGradients(x, NetA.Class, Plain with { Steps = CaptumTrapezoid(50) }),
        ["GuidedBackprop"] = (net, x) => net.GuidedBackpropagation(x, NetA.Class, Plain),
        ["Deconvolution"] = (net, x) => net.Deconvolution(x, NetA.Class, Plain),
        ["LRP"] = (net, x) => net.Lrp(x, NetA.Class, LrpRule.Epsilon(1e-9), Plain),
        ["LRP_epsilon1e-2"] = (net, x) => net.Lrp(x, NetA.Class, LrpRule.Epsilon(1e-2), Plain),
        // Captum leaves the bias as it is, where the overview of 2019 treats it like the weights.
        ["LRP_gamma025"] = (net, x) => net.Lrp(x, NetA.Class, LrpRule.Of("γ, bias kept", w => w + 0.25 * w.clamp_min(0), b => b), Plain),
        ["LRP_alpha1beta0"] = (net, x) => net.Lrp(x, NetA.Class, LrpRule.Of("z⁺, bias kept", w => w.clamp_min(0), b => b), Plain),
    };

    private static readonly Dictionary<string, Func<Sequential, Tensor, string, Attribution>> LayerMethods = new()
    {
        ["LayerActivation"] = (net, x, layer) => net.LayerActivation(x, layer, Plain),
        ["LayerGradientXActivation"] = (net, x, layer) => net.LayerGradientXActivation(x, layer, NetA.Class, Plain),
        ["LayerIntegratedGradients"] = (net, x, layer) => net.LayerIntegratedGradients(x, layer, NetA.Class, Plain),
        ["LayerConductance"] = (net, x, layer) => net.LayerConductance(x, layer, NetA.Class, Plain),
        ["InternalInfluence"] = (net, x, layer) => net.InternalInfluence(x, layer, NetA.Class, Plain),
    };

    private static readonly Dictionary<string, Func<Sequential, Tensor, (string Layer, long[] Index), Attribution>> NeuronMethods = new()
    {
        ["NeuronGradient"] = (net, x, at) => net.Saliency(x, Target.Neuron(at.Layer, at.Index), absolute: false, options: Plain),
        ["NeuronIntegratedGradients"] = (net, x, at) => net.IntegratedGradients(x, Target.Neuron(at.Layer, at.Index), Plain),
        ["NeuronGuidedBackprop"] = (net, x, at) => net.GuidedBackpropagation(x, Target.Neuron(at.Layer, at.Index), Plain),
        ["NeuronDeconvolution"] = (net, x, at) => net.Deconvolution(x, Target.Neuron(at.Layer, at.Index), Plain),
        ["NeuronConductance"] = (net, x, at) => net.NeuronConductance(x, at.Layer, at.Index, NetA.Class, Plain with { Steps = CaptumTrapezoid(50) }),
    };

    public static TheoryData<string> Maps => [.. Methods.Keys.Select(method => Captum + method)];

    public static TheoryData<string> PathDeltas => [.. Methods.Keys.Where(method => method.StartsWith("Integ", StringComparison.Ordinal) && !method.Contains("base", StringComparison.Ordinal)).Select(method => $"{Captum}{method}.delta")];

    public static TheoryData<string> RelevanceDeltas => [.. Methods.Keys.Where(method => method.StartsWith("LRP", StringComparison.Ordinal)).Select(method => $"{Captum}{method}.delta")];

    public static TheoryData<string> LayerMaps => [.. LayerMethods.Keys.SelectMany(method => new[] { "conv1", "conv2", "relu2", "pool2", "fc1" }.Select(layer => $"{Captum}{method}/{layer}"))];

    public static TheoryData<string> NeuronMaps => [.. NeuronMethods.Keys.SelectMany(method => new[] { "conv1_3_12_12", "conv2_5_3_3", "fc1_7" }.Select(neuron => $"{Captum}{method}/{neuron}"))];

    public static TheoryData<string> Activations =>
        [.. new[] { "conv1", "relu1", "pool1", "conv2", "relu2", "pool2", "flatten", "fc1", "relu3", "fc2" }.Select(layer => "A/activation/" + layer)];

    [Theory]
    [Goldens]
    [MemberData(nameof(Maps))]
    public void AgreesWithCaptum(string golden) => Same(golden, Of(golden));

    /// <summary>The sum of the map less f(x) − f(b), there with the checks off. Scores of about 0.1 in single precision have a unit of 7e-9: that of their difference is not finer than 1e-7.</summary>
    [Theory]
    [Goldens]
    [MemberData(nameof(PathDeltas))]
    public void TheDeltaOfCompletenessAgreesWithCaptum(string golden) => Approx.Equal([.. Golden.Values(golden).Select(v => (double)v)], Of(golden).Numbers["delta"], 1e-4, 1e-7, golden);

    /// <summary>Captum's delta of LRP is the score less the relevance; ours leaves out what the biases took, which no rule keeps, and is 0 but for ε.</summary>
    [Theory]
    [Goldens]
    [MemberData(nameof(RelevanceDeltas))]
    public void TheRelevanceThatIsLostAgreesWithCaptum(string golden)
    {
        var map = Of(golden);
        Golden.Same(golden, [.. map.Scores.Zip(LawTests.Sums(map), (score, sum) => score - sum)]);
        var kept = !golden.Contains("1e-2", StringComparison.Ordinal);
        Assert.All(map.Numbers["delta"], delta => Assert.Equal(kept, Math.Abs(delta) < 1e-5));
    }

    [Theory]
    [Goldens]
    [MemberData(nameof(LayerMaps))]
    public void LayerFormsAgreeWithCaptum(string golden)
    {
        var parts = golden.Split('/');
        Same(golden, With((net, x) => LayerMethods[parts[2]](net, x, parts[3])));
    }

    [Theory]
    [Goldens]
    [MemberData(nameof(NeuronMaps))]
    public void NeuronFormsAgreeWithCaptum(string golden)
    {
        var parts = golden.Split('/');
        var place = parts[3].Split('_');
        long[] index = [.. place[1..].Select(long.Parse)];
        Same(golden, With((net, x) => NeuronMethods[parts[2]](net, x, (place[0], index))));
    }

    [Theory]
    [Goldens]
    [MemberData(nameof(Activations))]
    public void EveryLayerPutsOutWhatTorchDoes(string golden) => Same(golden, With((net, x) => net.LayerActivation(x, golden.Split('/')[2], Plain)));

    [Fact]
    [Goldens("A/logits")]
    public void TheOutputIsKept()
    {
        var map = Of("Saliency");
        Golden.Same("A/logits", map.Output.ToDoubles());
        Assert.Equal(Enumerable.Range(0, 4).Select(i => map.Output[i * 10 + NetA.Class]), map.Scores);
    }

    /// <summary>The fast gradient sign method goes a step of 0.1 against the sign of the gradient, within [0, 1]: the stored pictures say that every sign is right.</summary>
    [Fact]
    [Goldens("A/captum/robust/FGSM_eps01")]
    public void TheSignsOfTheGradientAreThoseOfTheAttack()
    {
        using var input = NetA.Input();
        double[] x = [.. input.data<float>().Select(v => (double)v)];
        var gradient = Of("Saliency_signed").Map.ToDoubles();
        Golden.Same("A/captum/robust/FGSM_eps01", [.. x.Zip(gradient, (v, g) => Math.Clamp(v - 0.1 * Math.Sign(g), 0, 1))]);
    }

    private static Attribution Of(string golden) => With(Methods[golden[(golden.LastIndexOf('/') + 1)..].Replace(".delta", "", StringComparison.Ordinal)]);

    private static Attribution With(Func<Sequential, Tensor, Attribution> method)
    {
        using var net = NetA.Create();
        using var input = NetA.Input();
        return method(net, input);
    }

    private static void Same(string golden, Attribution map) => Golden.Same(golden, map.Map.ToDoubles());

    private static Quadrature CaptumTrapezoid(int n) => new(
        "Captum's trapezoid",
        [.. Enumerable.Range(0, n).Select(i => i / (n - 1.0))],
        [.. Enumerable.Range(0, n).Select(i => (i == 0 || i == n - 1 ? 0.5 : 1.0) / n)]);
}
