using NNViz.Attributions;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Tests.Attributions;

/// <summary>Class activation maps against the stored maps of pytorch-grad-cam (before its scaling) and Captum.</summary>
public class CamGoldenTests
{
    private static readonly ExplainOptions Plain = new() { Checks = false };

    private static readonly Dictionary<string, Func<Sequential, Tensor, string, Attribution>> Methods = new()
    {
        ["GradCAM"] = (net, x, layer) => net.GradCam(x, NetA.Class, layer, relu: false, Plain),
        // pytorch-grad-cam adds 1e-6 to the denominator, which the paper does not; gradients here are small enough to feel it.
        ["GradCAMPlusPlus"] = (net, x, layer) => net.ClassActivationMap(x, CamRules.GradCamPlusPlus(1e-6), NetA.Class, layer, Plain),
        ["XGradCAM"] = (net, x, layer) => net.XGradCam(x, NetA.Class, layer, relu: false, Plain),
        ["HiResCAM"] = (net, x, layer) => net.HiResCam(x, NetA.Class, layer, relu: false, Plain),
        ["LayerCAM"] = (net, x, layer) => net.LayerCam(x, NetA.Class, layer, relu: false, Plain),
        ["GradCAMElementWise"] = (net, x, layer) => net.ElementWiseGradCam(x, NetA.Class, layer, relu: false, Plain),
        ["ScoreCAM"] = (net, x, layer) => net.ScoreCam(x, NetA.Class, layer, relu: false, Plain),
        ["AblationCAM"] = (net, x, layer) => net.AblationCam(x, NetA.Class, layer, relu: false, Plain),
    };

    public static TheoryData<string, string> Cases => [.. Methods.Keys.SelectMany(method => new[] { "conv2", "relu2" }.Select(layer => (method, layer)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void AgreesWithPytorchGradCam(string method, string layer)
    {
        using var net = NetA.Create();
        using var input = NetA.Input();
        var golden = $"A/cam/{layer}/{method}.raw";
        Approx.Equal(Golden.Values(golden), Methods[method](net, input, layer).Map.ToSingles(), 1e-4, 1e-6, golden);
    }

    /// <summary>The sign of a principal component is arbitrary: each sample's map is compared up to sign.</summary>
    [Theory]
    [InlineData("EigenCAM", "conv2")]
    [InlineData("EigenCAM", "relu2")]
    [InlineData("EigenGradCAM", "conv2")]
    [InlineData("EigenGradCAM", "relu2")]
    public void PrincipalComponentsAgreeUpToSign(string method, string layer)
    {
        using var net = NetA.Create();
        using var input = NetA.Input();
        var map = method == "EigenCAM" ? net.EigenCam(input, NetA.Class, layer, relu: false, Plain) : net.EigenGradCam(input, NetA.Class, layer, relu: false, Plain);
        var golden = Golden.Values($"A/cam/{layer}/{method}.raw").Chunk(121).ToArray();
        foreach (var (expected, actual) in golden.Zip(map.Map.ToSingles().Chunk(121)))
        {
            var sign = expected.Zip(actual, (e, a) => e * a).Sum() < 0 ? -1 : 1;
            // A float32 decomposition is right relative to the largest value, not to each one.
            Approx.Equal(expected, [.. actual.Select(a => sign * a)], 1e-4, 1e-4 * expected.Max(Math.Abs), $"{method} {layer}");
        }
    }

    [Theory]
    [InlineData("conv1")]
    [InlineData("conv2")]
    [InlineData("relu2")]
    public void GradCamAgreesWithCaptum(string layer)
    {
        using var net = NetA.Create();
        using var input = NetA.Input();
        Approx.Equal(Golden.Values($"A/captum/LayerGradCam/{layer}"), net.GradCam(input, NetA.Class, layer, relu: false, Plain).Map.ToSingles(), 1e-4, 1e-6);
        Approx.Equal(Golden.Values($"A/captum/LayerGradCam/{layer}_relu"), net.GradCam(input, NetA.Class, layer, options: Plain).Map.ToSingles(), 1e-4, 1e-6);
        var large = Cam.Enlarge(Golden.Load($"A/captum/LayerGradCam/{layer}").squeeze(1), input);
        Approx.Equal(Golden.Values($"A/captum/LayerGradCam/{layer}.interpolated28_bilinear"), large.data<float>().ToArray(), 1e-4, 1e-6);
    }

    /// <summary>Captum enlarges the map to its nearest neighbours, the paper (and this library) with bilinear weights: the two factors are compared with theirs.</summary>
    [Fact]
    public void GuidedGradCamIsTheProductOfItsFactors()
    {
        using var net = NetA.Create();
        using var input = NetA.Input();
        var guided = Golden.Load("A/captum/GuidedBackprop");
        var cam = Golden.Load("A/captum/LayerGradCam/conv2_relu");
        var nearest = guided * nn.functional.interpolate(cam, [28, 28], mode: InterpolationMode.Nearest);
        Approx.Equal(Golden.Values("A/captum/GuidedGradCam/conv2"), nearest.data<float>().ToArray(), 1e-4, 1e-6);
        var bilinear = guided * nn.functional.interpolate(cam, [28, 28], mode: InterpolationMode.Bilinear, align_corners: false);
        Approx.Equal(bilinear.data<float>().ToArray(), net.GuidedGradCam(input, NetA.Class, "conv2", Plain).Map.ToSingles(), 1e-4, 1e-6);
    }

    /// <summary>pytorch-grad-cam scales the sum of FullGrad to [0, 1] per image at its end.</summary>
    [Fact]
    public void FullGradAgreesWithPytorchGradCam()
    {
        using var net = NetA.Create();
        using var input = NetA.Input();
        var scaled = net.FullGrad(input, NetA.Class, Plain).Map.ToSingles().Chunk(784)
            .SelectMany(map => map.Select(v => (v - map.Min()) / (1e-7f + map.Max() - map.Min())));
        Approx.Equal(Golden.Values("A/cam/all/FullGrad"), [.. scaled], 1e-4, 2e-5);
    }
}
