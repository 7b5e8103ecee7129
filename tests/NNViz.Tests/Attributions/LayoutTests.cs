using NNViz.Attributions;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Attributions;

/// <summary>A layer that puts out <c>[N,H,W,C]</c> or tokens has the map of the same layer as a 1×1 convolution.</summary>
public class LayoutTests
{
    private const int Height = 4, Width = 6, Channels = 5;
    private static readonly ExplainOptions Plain = new() { Checks = false };

    private static readonly Dictionary<string, Func<Module, Tensor, Attribution>> Methods = new()
    {
        [nameof(NetExtensions.GradCam)] = (net, x) => net.GradCam(x, 1, "mix", relu: false, Plain),
        [nameof(NetExtensions.GradCamPlusPlus)] = (net, x) => net.GradCamPlusPlus(x, 1, "mix", relu: false, Plain),
        [nameof(NetExtensions.XGradCam)] = (net, x) => net.XGradCam(x, 1, "mix", relu: false, Plain),
        [nameof(NetExtensions.HiResCam)] = (net, x) => net.HiResCam(x, 1, "mix", relu: false, Plain),
        [nameof(NetExtensions.LayerCam)] = (net, x) => net.LayerCam(x, 1, "mix", relu: false, Plain),
        [nameof(NetExtensions.ElementWiseGradCam)] = (net, x) => net.ElementWiseGradCam(x, 1, "mix", relu: false, Plain),
        [nameof(NetExtensions.EigenCam)] = (net, x) => net.EigenCam(x, 1, "mix", relu: false, Plain),
        [nameof(NetExtensions.EigenGradCam)] = (net, x) => net.EigenGradCam(x, 1, "mix", relu: false, Plain),
        [nameof(NetExtensions.ScoreCam)] = (net, x) => net.ScoreCam(x, 1, "mix", relu: false, Plain),
        [nameof(NetExtensions.AblationCam)] = (net, x) => net.AblationCam(x, 1, "mix", relu: false, Plain),
        [nameof(NetExtensions.GuidedGradCam)] = (net, x) => net.GuidedGradCam(x, 1, "mix", Plain),
    };

    public static TheoryData<string, string> Cases => [.. Methods.Keys.SelectMany(method => new[] { "[N,H,W,C]", "[N,T,C]", "class token" }.Select(layout => (method, layout)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void HasTheMapOfTheConvolution(string method, string layout)
    {
        using var convolution = new Net("[N,C,H,W]");
        using var other = new Net(layout);
        using var x = new Noise(9).Normal(zeros(2, 1, Height, Width));
        var (expected, actual) = (Methods[method](convolution, x), Methods[method](other, x));
        Approx.Equal(expected.Output.ToDoubles(), actual.Output.ToDoubles(), 1e-5, 1e-6);
        Assert.Equal(expected.Map.Shape, actual.Map.Shape);
        Approx.Equal(expected.Map.ToDoubles(), actual.Map.ToDoubles(), 1e-3, 1e-4 * expected.Map.ToDoubles().Max(Math.Abs), $"{method} {layout}");
        Assert.Contains(actual.Notes, note => note.Contains("4×6 places", StringComparison.Ordinal));
        Assert.Equal(layout == "class token", actual.Notes.Any(note => note.Contains("class token", StringComparison.Ordinal)));
    }

    /// <summary>A convolution, a layer over the channels in one of four layouts with the same weights, a ReLU and a linear head.</summary>
    private sealed class Net : Module<Tensor, Tensor>
    {
        private readonly string layout;
        private readonly Module<Tensor, Tensor> conv = Conv2d(1, 4, 3, padding: 1).Weighted(1);
        private readonly Module<Tensor, Tensor> mix;
        private readonly Module<Tensor, Tensor> relu = ReLU();
        private readonly Module<Tensor, Tensor> head = Linear(Channels * Height * Width, 3).Weighted(3);

        public Net(string layout) : base(nameof(Net))
        {
            this.layout = layout;
            mix = layout == "[N,C,H,W]" ? Conv2d(4, Channels, 1) : Linear(4, Channels);
            mix.Weighted(2);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => head.call(relu.call(Mixed(conv.call(x))).flatten(1));

        private Tensor Mixed(Tensor maps)
        {
            switch (layout)
            {
                case "[N,C,H,W]":
                    return mix.call(maps);
                case "[N,H,W,C]":
                    return mix.call(maps.permute(0, 2, 3, 1)).permute(0, 3, 1, 2);
                default:
                    var tokens = maps.flatten(2).transpose(1, 2);
                    var first = layout == "class token" ? 1 : 0;
                    var mixed = mix.call(first == 0 ? tokens : cat([tokens.mean([1], keepdim: true), tokens], 1));
                    return mixed.narrow(1, first, Height * Width).transpose(1, 2).reshape(-1, Channels, Height, Width);
            }
        }
    }
}
