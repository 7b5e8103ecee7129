using NNViz.Networks;
using NNViz.Tests.Networks;
using NNViz.Views;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Views;

public class NetGraphViewTests
{
    /// <summary>A small residual network of three stages of two blocks: the shape of the well-known ones.</summary>
    private static NetOf Residual()
    {
        var stem = Sequential(("conv", Conv2d(3, 16, 3, padding: 1)), ("norm", BatchNorm2d(16)), ("relu", ReLU()));
        var stages = Enumerable.Range(0, 3).Select(stage => Sequential([.. Enumerable.Range(0, 3).Select(block =>
            ($"{block}", (nn.Module<Tensor, Tensor>)Block(stage > 0 && block == 0 ? 8 << stage : 16 << stage, 16 << stage)))])).ToArray();
        var head = Sequential(("pool", AdaptiveAvgPool2d(1)), ("flatten", Flatten()), ("fc", Linear(64, 10)));
        return new NetOf(x => head.call(stages.Aggregate(stem.call(x), (y, stage) => stage.call(y))),
            [("stem", stem), .. stages.Select((stage, i) => ($"stage{i}", (nn.Module)stage)), ("head", head)]);
    }

    private static NetOf Block(long from, long to)
    {
        var (conv1, norm1, conv2, norm2) = (Conv2d(from, to, 3, stride: to / from, padding: 1), BatchNorm2d(to), Conv2d(to, to, 3, padding: 1), BatchNorm2d(to));
        var (relu1, relu2) = (ReLU(), ReLU());
        var shortcut = from == to ? null : Conv2d(from, to, 1, stride: to / from);
        (string, nn.Module)[] parts = [("conv1", conv1), ("norm1", norm1), ("relu1", relu1), ("conv2", conv2), ("norm2", norm2), ("relu2", relu2)];
        return new NetOf(x => relu2.call(norm2.call(conv2.call(relu1.call(norm1.call(conv1.call(x))))) + (shortcut?.call(x) ?? x)),
            shortcut is null ? parts : [.. parts, ("shortcut", shortcut)]);
    }

    [Fact]
    public void GraphsOfNetsAreWrittenForTheBrowser()
    {
        manual_seed(0);
        using var net = Residual();
        var view = new NetGraphView(NetGraph.Of(net, randn(2, 3, 32, 32)));
        var html = view.ToHtml();
        Pages.Write("net-graph", html);
        Assert.Contains("operations outside modules", html, StringComparison.Ordinal);
        Assert.Contains("0 … 2 ×3", html, StringComparison.Ordinal);
        using var broken = Sequential(("conv", Conv2d(1, 2, 3)), ("flatten", Flatten()), ("fc", Linear(99, 3)), ("relu", ReLU()));
        html = new NetGraphView(NetGraph.Of(broken, ones(5, 1, 6, 6))).ToHtml();
        Pages.Write("net-graph-broken", html);
        Assert.Contains("⚠ fc (Linear 99 → 3) threw", html, StringComparison.Ordinal);
    }

    /// <summary>A thousand layers that cannot be joined, in blocks and in one row; and far more calls than fit.</summary>
    [Fact]
    public void TheOutputKeepsItsBudget()
    {
        nn.Module<Tensor, Tensor> Layers(int from, int count) => Sequential([.. Enumerable.Range(from, count).Select(i => ($"layer{i}", (nn.Module<Tensor, Tensor>)Linear(i % 7 + 1, (i + 1) % 7 + 1)))]);
        using var row = Layers(0, 1000);
        using var blocks = Sequential([.. Enumerable.Range(0, 50).Select(i => ($"block{i}", Layers(20 * i, 20)))]);
        var cell = Linear(2, 2);
        using var loop = new NetOf(x => Enumerable.Range(0, 5000).Aggregate(x, (y, _) => cell.call(y)), ("cell", cell));
        foreach (var (name, net, width, left) in new[] { ("row", row, 1, false), ("blocks", blocks, 1, false), ("loop", (nn.Module)loop, 2, true) })
        {
            var html = new NetGraphView(NetGraph.Of(net, ones(1, width))).ToHtml();
            Assert.InRange(html.Length, 10_000, 300_000);
            Assert.Equal(left, html.Contains("nodes are left out", StringComparison.Ordinal));
            Pages.Write("net-graph-" + name, html);
        }
    }

    [Fact]
    public void TheTextListsCallsAndSkips()
    {
        using var net = Block(4, 4);
        var text = new NetGraphView(NetGraph.Of(net, randn(2, 4, 8, 8))).ToString();
        // By hand: two convolutions of 4 · 4 · 9 weights and 4 biases, two normalisations of 8; 2 images · 64 places · 144 products, twice.
        Assert.StartsWith("NetOf: 6 calls, 312 parameters, 36,864 multiply-adds\n", text, StringComparison.Ordinal);
        Assert.Contains("conv1: Conv2d\n", text, StringComparison.Ordinal);
        Assert.Contains("input → operations outside modules", text, StringComparison.Ordinal);
    }
}
