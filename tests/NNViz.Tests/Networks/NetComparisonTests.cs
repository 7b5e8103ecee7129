using NNViz.Networks;
using NNViz.Views;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Networks;

public class NetComparisonTests
{
    private static nn.Module<Tensor, Tensor> Small() => Sequential(
        ("conv1", Conv2d(1, 4, 3)), ("relu1", ReLU()), ("flatten", Flatten()), ("fc", Linear(4 * 36, 3)));

    private static nn.Module<Tensor, Tensor> Large() => Sequential(
        ("conv1", Conv2d(1, 4, 3)), ("norm1", BatchNorm2d(4)), ("relu1", ReLU()), ("conv2", Conv2d(4, 8, 3)), ("relu2", ReLU()), ("flatten", Flatten()), ("fc", Linear(8 * 16, 3)));

    [Fact]
    public void LayersAreMatchedInOrder()
    {
        using var small = Small();
        using var large = Large();
        var comparison = small.CompareWith(large, rand(6, 1, 8, 8));
        Assert.Equal(
            ["conv1 Same conv1", " OnlySecond norm1", "relu1 Same relu1", " OnlySecond conv2", " OnlySecond relu2", "flatten Same flatten", "fc Changed fc"],
            comparison.Layers.Select(pair => $"{pair.First?.Name} {pair.Kind} {pair.Second?.Name}"));
        Assert.False(comparison.AreBuiltAlike);
        // By hand: 4·9 + 4 + 3·144 + 3, and 40 + 8 + 8·36 + 8 + 3·128 + 3; multiply-adds of 6 images.
        Assert.Equal((475, 731), (comparison.Quantities[0].First, comparison.Quantities[0].Second));
        var cost = comparison.Quantities.Single(quantity => quantity.Name == "multiply-adds");
        Assert.Equal((6 * ((4 * 36 * 9) + (3 * 144)), 6 * ((4 * 36 * 9) + (8 * 16 * 36) + (3 * 128))), (cost.First, cost.Second));
        Assert.True(small.CompareWith(small, rand(6, 1, 8, 8)).AreBuiltAlike);
    }

    [Fact]
    public void AnswersAreCompared()
    {
        using var first = Sequential(("fc", Linear(3, 3, hasBias: false)));
        using var second = Sequential(("fc", Linear(3, 3, hasBias: false)));
        using (no_grad())
        {
            first.parameters().First().copy_(eye(3));
            second.parameters().First().copy_(tensor(new float[] { 1, 0, 0, 0, 0, 1, 0, 1, 0 }, 3, 3)); // classes 1 and 2 the other way round
        }
        var x = eye(3)[tensor(new long[] { 0, 1, 2, 1, 0 })];
        var labels = tensor(new long[] { 0, 1, 1, 2, 0 });
        var comparison = first.CompareWith(second, x, new ComparisonOptions { Labels = labels, Loss = y => functional.mse_loss(y, x), Names = ("plain", "swapped") });
        Assert.Equal([new Disagreement(1, 1, 2, 1), new Disagreement(2, 2, 1, 1), new Disagreement(3, 1, 2, 2)], comparison.Disagreements!);
        Assert.Equal(new ComparedQuantity("accuracy", 3 / 5.0, 4 / 5.0, "part"), comparison.Quantities.Single(quantity => quantity.Name == "accuracy"));
        // Three rows of five differ, in two numbers of three, by 1 each.
        Assert.Equal((0, 3 * 2 / 15.0), (comparison.Quantities[^1].First, comparison.Quantities[^1].Second), Near);
        Assert.Equal(1, comparison.Similarity!["fc", "fc"], 1e-6); // a permutation is a rotation
        Assert.Contains("different classes to 3 of 5 samples: plain is right in 1, swapped in 2.", new NetComparisonView(comparison).ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => first.CompareWith(second, x, new ComparisonOptions { Labels = labels[..4] }));
    }

    [Fact]
    public void NetsAreLeftAsTheyWere()
    {
        using var net = Large();
        using var other = Large();
        var x = rand(6, 1, 8, 8);
        using var before = net.state_dict()["norm1.running_mean"].clone();
        var random = get_rng_state();
        net.CompareWith(other, x);
        Assert.True(net.training && other.training);
        Assert.True(random.Equals(get_rng_state()));
        Assert.True(before.Equals(net.state_dict()["norm1.running_mean"]));
    }

    [Fact]
    public void ComparisonsAreWrittenForTheBrowser()
    {
        manual_seed(7);
        using var small = Small();
        using var large = Large();
        var x = rand(60, 1, 8, 8);
        var html = new NetComparisonView(small.CompareWith(large, x, new ComparisonOptions { Names = ("small", "large"), Labels = randint(0, 3, new long[] { 60 }) })).ToHtml();
        Pages.Write("comparison", html);
        Assert.InRange(html.Length, 5_000, 300_000);
        nn.Module<Tensor, Tensor> Deep() => Sequential([.. Enumerable.Range(0, 100).Select(i => ($"layer{i}", (nn.Module<Tensor, Tensor>)Linear(4, 4)))]);
        using var one = Deep();
        using var two = Deep();
        html = new SimilarityView(one.Similarity(two, randn(20, 4))).ToHtml();
        Pages.Write("similarity-deep", html);
        Assert.InRange(html.Length, 5_000, 300_000);
    }

    private static bool Near((double, double) expected, (double, double) actual) =>
        Math.Abs(expected.Item1 - actual.Item1) < 1e-6 && Math.Abs(expected.Item2 - actual.Item2) < 1e-6;
}
