using NNViz.Attributions;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Tests.Attributions;

/// <summary>Class activation maps against the stored maps of pytorch-grad-cam, before its scaling and as it shows them, and of Captum.</summary>
public class CamGoldenTests
{
    private static readonly ExplainOptions Plain = new() { Checks = false };

    /// <summary>What has gradients place by place, and so depends on who gets that of a tie.</summary>
    private static readonly string[] Tied = ["HiResCAM", "LayerCAM", "GradCAMElementWise", "_gradient"];

    private static readonly Dictionary<string, Func<Sequential, Tensor, string, Attribution>> Methods = new()
    {
        ["GradCAM"] = (net, x, layer) => net.GradCam(x, NetA.Class, layer, relu: false, Plain),
        // pytorch-grad-cam adds 1e-6 to the denominator, which the paper does not; gradients here are small enough to feel it.
        ["GradCAMPlusPlus"] = (net, x, layer) => net.ClassActivationMap(x, CamRules.GradCamPlusPlus(1e-6), NetA.Class, layer, Plain),
        ["XGradCAM"] = (net, x, layer) => net.XGradCam(x, NetA.Class, layer, relu: false, Plain),
        ["HiResCAM"] = (net, x, layer) => net.HiResCam(x, NetA.Class, layer, relu: false, Plain),
        ["LayerCAM"] = (net, x, layer) => net.LayerCam(x, NetA.Class, layer, relu: false, Plain),
        ["GradCAMElementWise"] = (net, x, layer) => net.ElementWiseGradCam(x, NetA.Class, layer, relu: false, Plain),
        ["EigenCAM"] = (net, x, layer) => net.EigenCam(x, NetA.Class, layer, relu: false, Plain),
        ["EigenGradCAM"] = (net, x, layer) => net.EigenGradCam(x, NetA.Class, layer, relu: false, Plain),
        ["ScoreCAM"] = (net, x, layer) => net.ScoreCam(x, NetA.Class, layer, relu: false, Plain),
        ["AblationCAM"] = (net, x, layer) => net.AblationCam(x, NetA.Class, layer, relu: false, Plain),
    };

    /// <summary>Of all four images for two layers, and of the first image by itself.</summary>
    private static IEnumerable<string> Stored => Methods.Keys.SelectMany(method => (string[])[$"A/cam/conv2/{method}", $"A/cam/relu2/{method}",
        .. method is "ScoreCAM" or "AblationCAM" or "HiResCAM" or "LayerCAM" or "GradCAMElementWise" or "EigenGradCAM" ? (string[])[] : [$"A/per_image0/cam/conv2/{method}"]]);

    public static TheoryData<string> Raw => [.. Stored.Select(golden => golden + ".raw")];

    public static TheoryData<string> Shown => [.. Stored];

    [Theory]
    [Goldens]
    [MemberData(nameof(Raw))]
    public void AgreesWithPytorchGradCam(string golden) => Golden.Same(golden, Map(golden), values => Decided(golden, values));

    /// <summary>As pytorch-grad-cam shows a map: what is above 0, scaled to [0, 1] for each image, enlarged, scaled again.</summary>
    [Theory]
    [Goldens]
    [MemberData(nameof(Shown))]
    public void EnlargesAsPytorchGradCam(string golden)
    {
        using var input = NetA.Input();
        var scaled = Scaled([.. Map(golden + ".raw").Select(v => Math.Max(0, v))], 121);
        using var map = tensor(scaled, scaled.Length / 121, 11, 11).to(ScalarType.Float32);
        using var large = Cam.Enlarge(map, input);
        double[] expected = [.. Golden.Values(golden).Select(v => (double)v)], actual = Scaled([.. large.data<float>().Select(v => (double)v)], 784);
        Assert.Equal(expected.Length, actual.Length);
        // Of maps that a tie can shift, those of the images without one.
        var first = IsTied(golden) || golden.EndsWith("EigenGradCAM", StringComparison.Ordinal) ? expected.Length / 2 : 0;
        // Ablation-CAM's weights are differences of scores: the stored map is 4e-7 off what double precision gives, of a largest value of 0.06.
        Approx.Equal(expected[first..], actual[first..], 1e-4, golden.EndsWith("AblationCAM", StringComparison.Ordinal) ? 1e-5 : 1e-6, golden);
    }

    public static TheoryData<string> Seen => [.. new[] { "A/cam/conv2", "A/cam/relu2", "A/per_image0/cam/conv2" }.SelectMany(at => new[] { at + "/_activation", at + "/_gradient" }).Where(name => name != "A/per_image0/cam/conv2/_gradient")];

    /// <summary>What a rule of one's own is given.</summary>
    [Theory]
    [Goldens]
    [MemberData(nameof(Seen))]
    public void ARuleIsGivenActivationsAndGradients(string golden)
    {
        double[] seen = [];
        Ask(golden, (net, x, layer) => net.ClassActivationMap(x, (a, g) =>
        {
            seen = [.. (golden.EndsWith("activation", StringComparison.Ordinal) ? a : g).contiguous().data<float>().Select(v => (double)v)];
            return a.sum(1);
        }, NetA.Class, layer, Plain));
        Golden.Same(golden, seen, values => Decided(golden, values));
    }

    public static TheoryData<string> Captums => [.. new[] { "conv1", "conv2", "relu2" }.SelectMany(layer => new[] { "", "_relu", ".interpolated28", ".interpolated28_bilinear" }.Select(form => $"A/captum/LayerGradCam/{layer}{form}"))];

    /// <summary>Captum enlarges to the nearest neighbours unless it is told otherwise, this library with bilinear weights.</summary>
    [Theory]
    [Goldens]
    [MemberData(nameof(Captums))]
    public void GradCamAgreesWithCaptum(string golden)
    {
        using var net = NetA.Create();
        using var input = NetA.Input();
        var name = golden.Split('/')[3];
        var map = net.GradCam(input, NetA.Class, name.Split('.', '_')[0], relu: name.EndsWith("_relu", StringComparison.Ordinal), Plain).Map;
        using var small = tensor(map.ToSingles(), [.. map.Shape]);
        using var shown = name.EndsWith(".interpolated28", StringComparison.Ordinal) ? nn.functional.interpolate(small.unsqueeze(1), [28, 28], mode: InterpolationMode.Nearest)
            : name.EndsWith("bilinear", StringComparison.Ordinal) ? Cam.Enlarge(small, input) : small.alias();
        Golden.Same(golden, [.. shown.data<float>().Select(v => (double)v)]);
    }

    /// <summary>Captum enlarges the map to its nearest neighbours, the paper (and this library) with bilinear weights: the two factors are compared with theirs.</summary>
    [Fact]
    [Goldens("A/captum/GuidedGradCam/conv2", "A/captum/GuidedBackprop", "A/captum/LayerGradCam/conv2_relu")]
    public void GuidedGradCamIsTheProductOfItsFactors()
    {
        using var net = NetA.Create();
        using var input = NetA.Input();
        var guided = Golden.Load("A/captum/GuidedBackprop");
        var cam = Golden.Load("A/captum/LayerGradCam/conv2_relu");
        var nearest = guided * nn.functional.interpolate(cam, [28, 28], mode: InterpolationMode.Nearest);
        Golden.Same("A/captum/GuidedGradCam/conv2", [.. nearest.data<float>().Select(v => (double)v)]);
        var bilinear = guided * nn.functional.interpolate(cam, [28, 28], mode: InterpolationMode.Bilinear, align_corners: false);
        Approx.Equal(bilinear.data<float>().ToArray(), net.GuidedGradCam(input, NetA.Class, "conv2", Plain).Map.ToSingles(), 1e-4, 1e-10);
    }

    /// <summary>pytorch-grad-cam scales the sum of FullGrad to [0, 1] per image at its end.</summary>
    [Fact]
    [Goldens("A/cam/all/FullGrad")]
    public void FullGradAgreesWithPytorchGradCam()
    {
        using var net = NetA.Create();
        using var input = NetA.Input();
        Golden.Same("A/cam/all/FullGrad", Scaled(net.FullGrad(input, NetA.Class, Plain).Map.ToDoubles(), 784));
    }

    /// <summary>The map of a method; a principal component's sign is arbitrary, so there each sample's map has the sign of the stored one.</summary>
    private static double[] Map(string raw)
    {
        var method = raw.Split('/')[^1][..^".raw".Length];
        var map = Ask(raw, Methods[method]).Map.ToDoubles();
        return !method.StartsWith("Eigen", StringComparison.Ordinal) ? map
            : [.. map.Chunk(121).Zip(Golden.Values(raw).Chunk(121), (own, theirs) => own.Select(v => v * Math.Sign(own.Zip(theirs, (o, t) => o * t).Sum()))).SelectMany(v => v)];
    }

    private static Attribution Ask(string golden, Func<Sequential, Tensor, string, Attribution> method)
    {
        using var net = NetA.Create();
        using var all = NetA.Input();
        using var input = golden.Contains("per_image0", StringComparison.Ordinal) ? all[..1] : all.alias();
        return method(net, input, golden.Split('/')[^2]);
    }

    /// <summary>
    /// The first two images have equal maxima in windows of pool2, and which of them gets the window's gradient is up to the processor's kernel: there the sums over the
    /// windows are compared, which are the same whoever gets it; of a principal component, which is not such a sum, the two images without ties.
    /// </summary>
    private static double[] Decided(string golden, double[] values)
    {
        var name = golden.Replace(".raw", "", StringComparison.Ordinal);
        return name.EndsWith("EigenGradCAM", StringComparison.Ordinal) ? values[(values.Length / 2)..]
            : IsTied(name) ? [.. values[..(values.Length / 2)].Chunk(121).SelectMany(Windows), .. values[(values.Length / 2)..]]
            : values;
    }

    private static bool IsTied(string name) => Tied.Any(end => name.EndsWith(end, StringComparison.Ordinal));

    /// <summary>Sums over 2×2 places of 11×11; the last row and column, which pooling leaves out, stand by themselves.</summary>
    private static double[] Windows(double[] map)
    {
        var sums = new double[36];
        for (var i = 0; i < map.Length; i++)
        {
            sums[i / 11 / 2 * 6 + i % 11 / 2] += map[i];
        }
        return sums;
    }

    private static double[] Scaled(double[] maps, int size)
        => [.. maps.Chunk(size).Select(map => (Map: map, Low: map.Min(), High: map.Max())).SelectMany(m => m.Map.Select(v => (v - m.Low) / (1e-7 + m.High - m.Low)))];
}
