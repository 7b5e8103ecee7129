using NNViz.Attributions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Tests.Attributions;

/// <summary>Methods on gradients against Captum's stored values, element by element.</summary>
public class GradientGoldenTests
{
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

    private static readonly Dictionary<string, long[]> Neurons = new() { ["conv1"] = [3, 12, 12], ["conv2"] = [5, 3, 3], ["fc1"] = [7] };

    public static TheoryData<string> MethodNames => [.. Methods.Keys];

    public static TheoryData<string, string> LayerCases =>
        [.. LayerMethods.Keys.SelectMany(method => new[] { "conv1", "conv2", "relu2", "pool2", "fc1" }.Select(layer => (method, layer)))];

    public static TheoryData<string> NeuronLayers => [.. Neurons.Keys];

    [Theory]
    [MemberData(nameof(MethodNames))]
    public void AgreesWithCaptum(string method) => Check("A/captum/" + method, (net, x) => Methods[method](net, x));

    [Theory]
    [MemberData(nameof(LayerCases))]
    public void LayerFormsAgreeWithCaptum(string method, string layer) => Check($"A/captum/{method}/{layer}", (net, x) => LayerMethods[method](net, x, layer));

    [Theory]
    [MemberData(nameof(NeuronLayers))]
    public void NeuronFormsAgreeWithCaptum(string layer)
    {
        var index = Neurons[layer];
        var place = $"{layer}_{string.Join('_', index)}";
        var neuron = Target.Neuron(layer, index);
        Check("A/captum/NeuronGradient/" + place, (net, x) => net.Saliency(x, neuron, absolute: false, options: Plain));
        Check("A/captum/NeuronIntegratedGradients/" + place, (net, x) => net.IntegratedGradients(x, neuron, Plain));
        Check("A/captum/NeuronGuidedBackprop/" + place, (net, x) => net.GuidedBackpropagation(x, neuron, Plain));
        Check("A/captum/NeuronDeconvolution/" + place, (net, x) => net.Deconvolution(x, neuron, Plain));
        Check("A/captum/NeuronConductance/" + place, (net, x) => net.NeuronConductance(x, layer, index, NetA.Class, Plain with { Steps = CaptumTrapezoid(50) }));
    }

    /// <summary>
    /// Captum's rule for max-pooling is lost where a ReLU stands right before it (its hook on the ReLU's output reads the gradient first), so that its DeepLIFT is not
    /// complete there; layers behind the last such pair agree.
    /// </summary>
    [Theory]
    [InlineData("relu2")]
    [InlineData("pool2")]
    [InlineData("fc1")]
    public void LayerDeepLiftAgreesWithCaptum(string layer) => Check("A/captum/LayerDeepLift/" + layer, (net, x) => net.LayerDeepLift(x, layer, NetA.Class, Plain));

    private static void Check(string golden, Func<Sequential, Tensor, Attribution> method)
    {
        using var net = NetA.Create();
        using var input = NetA.Input();
        Approx.Equal(Golden.Values(golden), method(net, input).Map.ToSingles(), 1e-4, 1e-6, golden);
    }

    private static Quadrature CaptumTrapezoid(int n) => new(
        "Captum's trapezoid",
        [.. Enumerable.Range(0, n).Select(i => i / (n - 1.0))],
        [.. Enumerable.Range(0, n).Select(i => (i == 0 || i == n - 1 ? 0.5 : 1.0) / n)]);
}
