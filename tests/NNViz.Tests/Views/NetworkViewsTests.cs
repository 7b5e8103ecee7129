using NNViz.Html;
using NNViz.Networks;
using NNViz.Tests.Networks;
using NNViz.Views;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Views;

public class NetworkViewsTests
{
    private const int Budget = 300_000;
    private const string Hostile = "</script><img src=x onerror=alert(1)>";

    [Fact]
    public void EveryViewOfANetworkKeepsTheBudgetAndShowsItsFirstPicture()
    {
        using var net = NetA.Golden();
        using var input = NetA.Golden("A/input");
        using var capture = net.Capture(input);
        var pages = new (string Title, View View)[]
        {
            ("The network alone", Of(net)),
            ("Run on an input", Of(net.Summary(input))),
            ("Run on an input that does not fit", Of(net.Summary(ones(4, 1, 20, 20)))),
            ("Feature maps of one layer", Of(net.FeatureMaps(input, "conv1"))),
            ("Feature maps of all layers", Of(net.FeatureMaps(input))),
            ("A capture", Of(capture)),
            ("A capture of statistics", Of(net.Capture(input, keep: Keep.Statistics))),
            ("Weights", Of(net.Weights("conv*"))),
            ("Folded blocks", Of(Deep().Summary(ones(3, 4)))),
        };
        WritePage("networks", pages);
        Assert.All(pages, page => Assert.InRange(page.View.ToHtml().Length, 500, Budget));
        // Where no tensor was kept there is nothing to draw: a table of the layers alone.
        Assert.All(pages, page => Assert.Contains(page.Title == "A capture of statistics" ? "conv2</" : "<img src=\"data:image/", page.View.ToHtml(), StringComparison.Ordinal));
    }

    [Fact]
    public void AManyLayeredNetworkKeepsTheBudgetToo()
    {
        using var net = nn.Sequential([.. Enumerable.Range(0, 150)
            .Select(i => ($"layer{i}", (nn.Module<Tensor, Tensor>)nn.Linear(40 + i, 41 + i)))]);
        Assert.InRange(Of(net.Summary(ones(2, 40))).ToHtml().Length, 500, Budget);
    }

    [Fact]
    public void ALayersNameIsTextEverywhere()
    {
        using var net = new NetOf(x => x, (Hostile, nn.Conv2d(1, 2, 3)));
        var conv = (nn.Module<Tensor, Tensor>)net.named_children().Single().module;
        using var used = new NetOf(conv.call, (Hostile, conv));
        using var input = ones(1, 1, 5, 5);
        using var capture = used.Capture(input);
        object[] results = [net, net.Summary(input), used.Summary(input), used.Summary(ones(1, 3, 5, 5)), used.FeatureMaps(input), capture,
            capture.Layers[1], net.Capture(input), used.Weights()];
        foreach (var result in results)
        {
            var html = Of(result).ToHtml();
            Assert.Contains("onerror", html);
            Assert.DoesNotContain("<img src=x", html);
            Assert.DoesNotContain("</script><img", html);
        }
    }

    [Fact]
    public void FeatureMapsShowTheActivationsOfPyTorch()
    {
        using var net = NetA.Golden();
        using var input = NetA.Golden("A/input");
        using var expected = NetA.Golden("A/activation/conv1");
        var maps = net.FeatureMaps(input, "conv1", new FeatureMapOptions { Cells = 100_000 });
        var layer = Assert.Single(maps.Layers);
        Assert.Equal((4, 32, 26, 26, null), (layer.Samples.Count, layer.Channels.Count, layer.Grid.Rows, layer.Grid.Columns, layer.Note));
        CaptureTests.Compare(expected, tensor(layer.Grid.Cells).reshape(4, 32, 26, 26), "map");
    }

    [Fact]
    public void FewerSamplesThenFewerChannelsThenBlocks()
    {
        using var net = new NetOf(x => x * 1);
        using var input = NNViz.Tests.Tensors.TensorStatsTests.Normal(16 * 128 * 20 * 20).reshape(16, 128, 20, 20);
        LayerMaps Maps(int cells) => net.FeatureMaps(input, "NetOf", new FeatureMapOptions { Cells = cells }).Layers.Single();
        Assert.Equal((8, 64, 1), Size(Maps(8 * 64 * 400)));
        Assert.Equal((3, 64, 1), Size(Maps(3 * 64 * 400 + 5)));
        Assert.Equal((1, 30, 1), Size(Maps(30 * 400)));
        Assert.Equal((1, 16, 2), Size(Maps(16 * 100)));
        // By hand: the 64 channels with the highest |x| among the first eight samples.
        var peaks = input[..8].abs().amax(0, 2, 3);
        var strongest = peaks.topk(64).indexes.data<long>().ToArray().Order();
        Assert.Equal(strongest, Maps(8 * 64 * 400).Channels);
        static (int, int, int) Size(LayerMaps maps) => (maps.Samples.Count, maps.Channels.Count, maps.Grid.RowBlock);
    }

    [Fact]
    public void WhatDidNotRunIsSaidInEveryView()
    {
        using var net = new NetWithShortcuts();
        using var input = CaptureTests.TensorOf(2, 4);
        using var capture = net.Capture(input);
        foreach (var result in new object[] { net.Summary(input), net.FeatureMaps(input), capture })
        {
            Assert.Contains("write second.call(x)", Of(result).ToHtml());
            Assert.Contains("write second.call(x)", Of(result).ToString());
        }
        Assert.Contains("write second.call(x)", Assert.Throws<InvalidOperationException>(() => net.FeatureMaps(input, "second")).Message);
    }

    [Fact]
    public void TheTextOfASummaryIsATable()
    {
        using var net = new NetA();
        var lines = Of(net.Summary(ones(4, 1, 28, 28))).ToString().Split('\n');
        Assert.Matches(@"^layer +output +parameters +multiply-adds +memory +time$", lines[0]);
        Assert.Matches(@"^NetA +\[4, 10\] +225,034 +10,524,160 ", lines[1]);
        Assert.Matches(@"^  conv1: Conv2d 1 → 32, kernel_size 3×3 +\[4, 32, 26, 26\] +320 +778,752 ", lines[2]);
        Assert.Contains("225,034 parameters, all trained", lines[12]);
    }

    private static View Of(object value) => NNViz.Views.Views.Of(value)
        ?? throw new InvalidOperationException($"No view of {value.GetType()}.");

    private static nn.Module<Tensor, Tensor> Deep()
    {
        static nn.Module<Tensor, Tensor> Block() => nn.Sequential(("linear", nn.Linear(4, 4)), ("relu", nn.ReLU()));
        return nn.Sequential([.. Enumerable.Range(0, 12).Select(i => ($"{i}", Block())), ("head", nn.Linear(4, 2))]);
    }

    /// <summary>A page to look at: <c>artifacts/pages</c>.</summary>
    private static void WritePage(string name, IEnumerable<(string Title, View View)> views)
    {
        Pages.Write(name, HtmlDocument.Page("Networks", html =>
        {
            foreach (var (title, view) in views)
            {
                html.Element("h2", title);
                view.WriteHtml(html);
            }
        }));
    }
}
