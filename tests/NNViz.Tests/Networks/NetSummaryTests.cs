using NNViz.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Networks;

public class NetSummaryTests
{
    [Fact]
    public void TheGoldenNetAddsUp()
    {
        using var net = new NetA();
        var summary = NetSummary.Of(net, ones(4, 1, 28, 28));
        // By hand: 32·(9+1) + 64·(288+1) + 128·(1600+1) + 10·(128+1).
        Assert.Equal((320 + 18496 + 204928 + 1290, 4 * (320 + 18496 + 204928 + 1290)), (summary.Parameters, summary.ParameterBytes));
        // By hand, for four images: 32·26²·9 + 64·11²·288 + 128·1600 + 10·128.
        Assert.Equal(4 * (194688 + 2230272 + 204800 + 1280), summary.Root.MultiplyAdds);
        Assert.False(summary.Root.IsLowerBound);
        var rows = summary.Root.Children;
        Assert.Equal(["conv1", "relu1", "pool1", "conv2", "relu2", "pool2", "flatten", "fc1", "relu3", "fc2"],
            rows.Select(row => row.Name));
        Assert.Equal(
            "[4, 32, 26, 26] [4, 32, 26, 26] [4, 32, 13, 13] [4, 64, 11, 11] [4, 64, 11, 11] [4, 64, 5, 5] [4, 1600] [4, 128] [4, 128] "
                + "[4, 10]",
            string.Join(" ", rows.Select(row => $"[{string.Join(", ", row.OutputShapes[0])}]")));
        Assert.Equal(("1 → 32, kernel_size 3×3", "kernel_size 2×2, stride 2×2", "1600 → 128"),
            (rows[0].Settings, rows[2].Settings, rows[7].Settings));
        Assert.Equal(4 * 4 * (32 * 26 * 26 * 2 + 32 * 13 * 13 + 64 * 121 * 2 + 1600 * 2 + 128 * 2 + 10), summary.Root.ActivationBytes);
        Assert.All(rows, row => Assert.True(row.Elapsed > TimeSpan.Zero));
        Assert.True(summary.Root.Elapsed >= rows.Aggregate(TimeSpan.Zero, (sum, row) => sum + row.Elapsed!.Value));
        Assert.Equal([["weight", "bias"], []], rows.Take(2).Select(row => row.Weights.Select(weight => weight.Name)));
    }

    [Fact]
    public void WithoutAnInputThereAreNoShapes()
    {
        using var net = new NetA();
        net.named_parameters().First().parameter.requires_grad = false;
        var summary = NetSummary.Of(net);
        Assert.Equal((225034 - 288, false, null), (summary.Trainable, summary.WasRun, summary.Root.MultiplyAdds));
        Assert.All(summary.Root.Children, row => Assert.Empty(row.OutputShapes));
    }

    [Fact]
    public void WhenForwardThrowsEverythingUpToTheLayerIsThereWithBothShapes()
    {
        using var net = new NetA();
        var summary = NetSummary.Of(net, ones(4, 1, 20, 20));
        Assert.StartsWith("fc1 (Linear 1600 → 128) threw on input [4, 576], where it expects […, 1600]: ", summary.Failure);
        var rows = summary.Root.Children.ToDictionary(row => row.Name);
        Assert.Equal([4, 576], rows["flatten"].OutputShapes[0]);
        Assert.Equal([4, 576], rows["fc1"].InputShapes[0]);
        Assert.Empty(rows["fc1"].OutputShapes);
        Assert.Equal(summary.Failure, rows["fc1"].Problem);
        Assert.Equal("fc2 was not reached: fc1 threw before.", rows["fc2"].Problem);
        Assert.Equal(4 * (32 * 18 * 18 * 9 + 64 * 7 * 7 * 288), summary.Root.MultiplyAdds);
        Assert.True(summary.Root.IsLowerBound);
    }

    [Fact]
    public void BlocksAlikeAreFolded()
    {
        static nn.Module<Tensor, Tensor> Block() => nn.Sequential(("linear", nn.Linear(4, 4)), ("relu", nn.ReLU()));
        using var net = nn.Sequential([.. Enumerable.Range(0, 12)
            .Select(i => ($"{i}", Block())), ("head", nn.Linear(4, 2)), ("last", nn.Linear(2, 2))]);
        var rows = NetSummary.Of(net, ones(3, 4)).Root.Children;
        Assert.Equal([("0", "11", 12), ("head", "head", 1), ("last", "last", 1)], rows.Select(row => (row.Name, row.LastName, row.Repeat)));
        Assert.Equal(("Sequential", "", 12 * 20, 12 * 3 * 16), (rows[0].Type, rows[0].Settings, rows[0].Parameters, rows[0].MultiplyAdds));
    }

    [Fact]
    public void SharedWeightsCountOnceAndUnknownLayersMakeALowerBound()
    {
        var linear = nn.Linear(4, 4);
        var own = new NetOf(x => x);
        own.register_parameter("scale", new TorchSharp.Modules.Parameter(ones(4)));
        using var net = new NetOf(x => own.call(linear.call(linear.call(x))), ("a", linear), ("b", linear), ("own", own));
        var summary = NetSummary.Of(net, ones(1, 4));
        Assert.Equal((20 + 4, 2 * 16, true), (summary.Parameters, summary.Root.MultiplyAdds, summary.Root.IsLowerBound));
        Assert.Equal((2, false), (summary.Root.Children[0].Calls, summary.Root.Children[0].IsLowerBound));
    }

    /// <summary>By hand: the outputs of conv and fc; relu works in place, flatten is a view, and pool and dropout (eval) are told apart by what libtorch does.</summary>
    [Fact]
    public void MemoryIsMeasuredByPlaces()
    {
        using var net = nn.Sequential(("conv", nn.Conv2d(1, 4, 3)), ("relu", nn.ReLU(inplace: true)), ("flatten", nn.Flatten()), ("fc", nn.Linear(4 * 36, 3)), ("tanh", nn.Tanh()));
        var summary = NetSummary.Of(net, ones(5, 1, 8, 8));
        var (conv, fc) = (5 * 4 * 36 * 4, 5 * 3 * 4);
        Assert.Equal((3 * conv) + (2 * fc), summary.Root.ActivationBytes);
        Assert.Equal(conv + (2 * fc), summary.MeasuredOutputBytes);
        Assert.Null(NetSummary.Of(net).MeasuredOutputBytes);
        Assert.Contains("measured", new NNViz.Views.SummaryColumns(summary).Headline()[1], StringComparison.Ordinal);
        using var plain = nn.Sequential(("fc1", nn.Linear(8, 100)), ("relu1", nn.ReLU()), ("fc2", nn.Linear(100, 50)), ("sigmoid", nn.Sigmoid()));
        summary = NetSummary.Of(plain, ones(7, 8));
        Assert.Equal(summary.Root.ActivationBytes, summary.MeasuredOutputBytes); // nothing is shared: the estimate is exact
    }

    /// <summary>150 layers that are all different, with their pictures; and a thousand.</summary>
    [Theory, InlineData(150), InlineData(1000)]
    public void ASummaryOfManyLayersKeepsItsBudget(int count)
    {
        using var net = nn.Sequential([.. Enumerable.Range(0, count).Select(i => ($"layer{i}", (nn.Module<Tensor, Tensor>)nn.Linear((i * 37 % 101) + 3, ((i + 1) * 37 % 101) + 3)))]);
        var html = NNViz.Views.ModuleView.From(NetSummary.Of(net, ones(2, 3))).ToHtml();
        TestContext.Current.TestOutputHelper?.WriteLine($"{html.Length} bytes");
        Assert.InRange(html.Length, 50_000, 300_000);
        Assert.Contains($"layer{count - 1}", html, StringComparison.Ordinal);
    }
}
