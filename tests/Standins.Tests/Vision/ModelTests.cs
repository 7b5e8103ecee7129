using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torchvision;

namespace Standins.Tests.Vision;

/// <summary>The models: numbers of parameters as torchvision publishes them, names, shapes, values against PyTorch.</summary>
[Collection(nameof(NN.GlobalSeed))]
public sealed class ModelTests
{
    private static readonly Dictionary<string, (Func<nn.Module<Tensor, Tensor>> Make, long Parameters, int Size)> All = new()
    {
        ["alexnet"] = (() => models.alexnet(), 61_100_840, 224),
        ["vgg11_bn"] = (() => models.vgg11_bn(), 132_868_840, 32),
        ["resnet18"] = (() => models.resnet18(), 11_689_512, 64),
        ["resnet34"] = (() => models.resnet34(), 21_797_672, 64),
        ["resnet50"] = (() => models.resnet50(), 25_557_032, 64),
        ["resnext50_32x4d"] = (() => models.resnext50_32x4d(), 25_028_904, 64),
        ["wide_resnet50_2"] = (() => models.wide_resnet50_2(), 68_883_240, 64),
        ["mobilenet_v2"] = (() => models.mobilenet_v2(), 3_504_872, 64),
        ["mobilenet_v3_large"] = (() => models.mobilenet_v3_large(), 5_483_032, 64),
        ["mobilenet_v3_small"] = (() => models.mobilenet_v3_small(), 2_542_856, 64),
        ["googlenet"] = (() => models.googlenet(transform_input: true), 6_624_904, 64),
        ["inception_v3"] = (() => models.inception_v3(), 27_161_264, 96),
    };

    public static IEnumerable<TheoryDataRow<string>> Names => All.Keys.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void HasTheParametersOfTorchvision(string name)
    {
        using var scope = NewDisposeScope();
        var (make, parameters, size) = All[name];
        using var net = make();
        Assert.Equal(parameters, net.parameters().Sum(p => p.numel()));
        net.eval();
        var ran = new HashSet<string>();
        foreach (var (layer, module) in net.named_modules())
        {
            if (module is nn.Module<Tensor, Tensor> hookable)
                hookable.register_forward_hook((_, _, y) => { ran.Add(layer); return y; });
        }
        using (no_grad())
        {
            Assert.Equal([2L, 1000], net.call(randn(2, 3, size, size)).shape);
        }
        Assert.Equal(
            net.named_modules().Select(m => m.name).Where(n => !n.StartsWith("AuxLogits", StringComparison.Ordinal)).Order(), ran.Order());
    }

    private const string ResNet18 =
        """
        def conv(i, o, k, s): return nn.Conv2d(i, o, k, s, k // 2, bias=False)
        class Block(nn.Module):
            def __init__(self, i, o, s):
                super().__init__()
                self.conv1, self.bn1, self.conv2, self.bn2 = conv(i, o, 3, s), nn.BatchNorm2d(o), conv(o, o, 3, 1), nn.BatchNorm2d(o)
                if s != 1 or i != o: self.downsample = nn.Sequential(conv(i, o, 1, s), nn.BatchNorm2d(o))
            def forward(self, x):
                y = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu()))
                return (y + (self.downsample(x) if hasattr(self, 'downsample') else x)).relu()
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1, self.bn1 = conv(3, 64, 7, 2), nn.BatchNorm2d(64)
                for k, (i, o) in enumerate([(64, 64), (64, 128), (128, 256), (256, 512)]):
                    setattr(self, f'layer{k + 1}', nn.Sequential(Block(i, o, 1 if k == 0 else 2), Block(o, o, 1)))
                self.fc = nn.Linear(512, 1000)
            def forward(self, x):
                x = F.max_pool2d(self.bn1(self.conv1(x)).relu(), 3, 2, 1)
                return self.fc(self.layer4(self.layer3(self.layer2(self.layer1(x)))).mean((2, 3)))
        """;

    private const string MobileNetV2 =
        """
        def conv(i, o, k=3, s=1, g=1): return nn.Sequential(nn.Conv2d(i, o, k, s, k // 2, groups=g, bias=False), nn.BatchNorm2d(o), nn.ReLU6())
        class Block(nn.Module):
            def __init__(self, i, o, s, t):
                super().__init__()
                h = i * t
                self.add = s == 1 and i == o
                self.conv = nn.Sequential(*([conv(i, h, 1)] if t != 1 else []), conv(h, h, 3, s, h), nn.Conv2d(h, o, 1, bias=False), nn.BatchNorm2d(o))
            def forward(self, x): return x + self.conv(x) if self.add else self.conv(x)
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                layers, c = [conv(3, 32, 3, 2)], 32
                for t, o, n, s in [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]:
                    for k in range(n):
                        layers.append(Block(c, o, s if k == 0 else 1, t)); c = o
                self.features = nn.Sequential(*layers, conv(320, 1280, 1))
                self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(1280, 1000))
            def forward(self, x): return self.classifier(self.features(x).mean((2, 3)))
        """;

    [Theory]
    [InlineData("resnet18", ResNet18)]
    [InlineData("mobilenet_v2", MobileNetV2)]
    public void GivesPyTorchsValues(string name, string python)
    {
        using var scope = NewDisposeScope();
        var x = randn(2, 3, 64, 64);
        var expected = PyTorch.Run(
            $"""
            {python}
            m = Net().eval()
            for n, t in m.state_dict().items():
                if t.is_floating_point():
                    v = torch.sin(torch.arange(t.numel(), dtype=torch.float64) * 1.7 + len(n)).reshape(t.shape)
                    t.copy_(v * (2 / t[0].numel()) ** 0.5 if t.dim() > 1 else 1 + 0.3 * v)
            out['names'] = sorted(m.state_dict())
            with torch.no_grad(): out['y'] = m(x)
            """,
            ("x", x));
        using var net = All[name].Make();
        net.eval();
        Assert.Equal(expected.Get<string[]>("names"), net.state_dict().Keys.Order(StringComparer.Ordinal));
        using (no_grad())
        {
            foreach (var (key, t) in net.state_dict().Where(entry => is_floating_point(entry.Value)))
            {
                var v = arange(0L, t.numel(), ScalarType.Float64).mul(1.7).add(key.Length).sin().reshape(t.shape);
                t.copy_(t.dim() > 1 ? v * Math.Sqrt(2.0 / t[0].numel()) : 1 + 0.3 * v);
            }
            Close.To(expected["y"], net.call(x), 1e-4, name);
        }
    }

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
