using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torchvision;

namespace Standins.Tests.Vision;

/// <summary>The models: numbers of parameters as torchvision publishes them, names, shapes and values against torchvision's own.</summary>
[Collection(nameof(NN.GlobalSeed))]
public sealed class ModelTests
{
    /// <summary>What makes a model, the arguments in Python, the number of its parameters, the size of an image to try it on.</summary>
    private static readonly Dictionary<string, (Func<nn.Module<Tensor, Tensor>> Make, string Python, long Parameters, int Size)> All = new()
    {
        ["alexnet"] = (() => models.alexnet(), "", 61_100_840, 64),
        ["vgg11"] = (() => models.vgg11(), "init_weights=False", 132_863_336, 32),
        ["vgg11_bn"] = (() => models.vgg11_bn(), "init_weights=False", 132_868_840, 32),
        ["resnet18"] = (() => models.resnet18(), "", 11_689_512, 64),
        ["resnet34"] = (() => models.resnet34(), "", 21_797_672, 64),
        ["resnet50"] = (() => models.resnet50(), "", 25_557_032, 64),
        ["resnext50_32x4d"] = (() => models.resnext50_32x4d(), "", 25_028_904, 64),
        ["wide_resnet50_2"] = (() => models.wide_resnet50_2(), "", 68_883_240, 64),
        ["mobilenet_v2"] = (() => models.mobilenet_v2(), "", 3_504_872, 64),
        ["mobilenet_v3_large"] = (() => models.mobilenet_v3_large(), "", 5_483_032, 64),
        ["mobilenet_v3_small"] = (() => models.mobilenet_v3_small(), "", 2_542_856, 64),
        ["googlenet"] = (() => models.googlenet(transform_input: true),
            "transform_input=True, aux_logits=False, init_weights=False", 6_624_904, 64),
        ["inception_v3"] = (() => models.inception_v3(), "init_weights=False", 27_161_264, 96),
    };

    public static IEnumerable<TheoryDataRow<string>> Names => All.Keys.Select(name => new TheoryDataRow<string>(name));

    /// <summary>
    /// Weights by one formula on both sides. In doubles to 1e-10 of the largest score; the nets with more than 50 million parameters in
    /// floats to 1e-5, for the memory's sake.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void EqualsTorchvision(string name)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(9);
        var (make, arguments, parameters, size) = All[name];
        var (type, tolerance) = parameters < 50_000_000 ? (ScalarType.Float64, 1e-10) : (ScalarType.Float32, 1e-5);
        using var net = make().to(type);
        Assert.Equal(parameters, net.parameters().Sum(p => p.numel()));
        var (x, v) = (randn([2, 3, size, size], type, generator: generator), rand([9973], type, generator: generator) * 2 - 1);
        net.eval();
        var ran = Watched(net);
        Fill(net, v);
        var scores = OnOneThread(() => net.call(x));
        Assert.Equal([2L, 1000], scores.shape);
        Assert.Equal(
            net.named_modules().Select(m => m.name).Where(n => !n.StartsWith("AuxLogits", StringComparison.Ordinal)).Order(), ran.Order());

        var expected = PyTorch.RunVision(Script(name, arguments), ("x", x), ("v", v));
        Assert.Equal(
            expected.Get<string[]>("names").Order(StringComparer.Ordinal),
            net.state_dict().Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]").Order(StringComparer.Ordinal));
        double scale = expected["y"].abs().max().ToDouble();
        Assert.True(expected["y"].std().ToDouble() > 0.1 * scale, "the scores do not differ enough to tell nets apart");
        Close.To(expected["y"] / scale, scores / scale, tolerance, name);
    }

    /// <summary>As in Python: another number of threads adds in another order.</summary>
    private static Tensor OnOneThread(Func<Tensor> compute)
    {
        var threads = get_num_threads();
        try
        {
            set_num_threads(1);
            using var none = no_grad();
            return compute();
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private static HashSet<string> Watched(nn.Module net)
    {
        var ran = new HashSet<string>();
        foreach (var (layer, module) in net.named_modules())
        {
            if (module is nn.Module<Tensor, Tensor> hookable)
                hookable.register_forward_hook((_, _, y) => { ran.Add(layer); return y; });
        }
        return ran;
    }

    /// <summary>The values <paramref name="v"/> over and over, from another place for each length of name, with He's deviation.</summary>
    private static void Fill(nn.Module net, Tensor v)
    {
        using var none = no_grad();
        foreach (var (name, t) in net.state_dict().Where(entry => is_floating_point(entry.Value)))
        {
            using var scope = NewDisposeScope();
            var values = v.roll(name.Length).repeat(t.numel() / v.numel() + 1)[..(int)t.numel()].reshape(t.shape);
            t.copy_(t.dim() > 1 ? values.mul_(Math.Sqrt(6.0 / t[0].numel())) : values.mul_(0.3).add_(1));
        }
    }

    private static string Script(string name, string arguments) =>
        $"""
        import torchvision
        m = torchvision.models.{name}({arguments}).to(x.dtype).eval()
        for n, t in m.state_dict().items():
            if t.is_floating_point():
                values = v.roll(len(n)).repeat(t.numel() // v.numel() + 1)[:t.numel()].reshape(t.shape)
                t.copy_(values.mul_((6 / t[0].numel()) ** 0.5) if t.dim() > 1 else values.mul_(0.3).add_(1))
        out['names'] = [f'{"{"}n{"}"} {"{"}list(t.shape){"}"}' for n, t in m.state_dict().items()]
        with torch.no_grad(): out['y'] = m(x)
        del m, n, t, values
        """;

    [Fact]
    public void WeightsComeFromAFileWithoutTheLastLayer()
    {
        using var scope = NewDisposeScope();
        var path = Path.GetTempFileName();
        try
        {
            using var first = models.mobilenet_v3_small();
            using var net = models.resnet18(num_classes: 7);
            net.save(path);
            using var loaded = models.resnet18(num_classes: 7, weights_file: path);
            var (saved, own) = (net.state_dict(), loaded.state_dict());
            Close.To(saved["layer1.0.conv1.weight"], own["layer1.0.conv1.weight"], 0, "convolution");
            Assert.False(saved["fc.weight"].allclose(own["fc.weight"]));
            using var all = models.resnet18(num_classes: 7, weights_file: path, skipfc: false);
            Close.To(saved["fc.weight"], all.state_dict()["fc.weight"], 0, "last layer");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void ResidualsCanBeginWithZero()
    {
        using var net = models.resnet18(zero_init_residual: true);
        Assert.Equal(0, net.get_parameter("layer2.1.bn2.weight")!.abs().sum().ToDouble());
        Assert.Equal(128, net.get_parameter("layer2.1.bn1.weight")!.abs().sum().ToDouble());
    }
}
