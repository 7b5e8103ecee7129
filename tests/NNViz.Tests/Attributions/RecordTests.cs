using NNViz.Attributions;
using NNViz.Attributions.Checks;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Attributions;

/// <summary>What an attribution keeps beside its map, so that it can be read and repeated.</summary>
public class RecordTests
{
    private static readonly ExplainOptions Plain = new() { Checks = false };

    [Fact]
    public void TheBaselineItselfIsKept()
    {
        using var net = LawTests.ReluNet();
        using var x = new Noise(1).Normal(zeros(2, 1, 4, 4));
        using var each = new Noise(2).Normal(zeros(2, 1, 4, 4));
        Kept(net.IntegratedGradients(x, 1, Plain with { Baseline = 0.25 }), "0.25", full([1, 1, 4, 4], 0.25f));
        Kept(net.DeepLift(x, 1, Plain with { Baseline = each[..1] }), "a given tensor", each[..1]);
        Kept(net.Occlusion(x, 1, 2, 2, Plain with { Baseline = each }), "a given tensor", each);
        Kept(net.GradientShap(x, 1, 3, options: Plain with { Baseline = Baseline.Set(each) }), "a set of 2", each);
        Assert.Empty(net.Saliency(x, 1, options: Plain).Baselines);
        Assert.Null(net.Saliency(x, 1, options: Plain).Baseline);
        // A copy: what the caller does to the tensor afterwards does not change it.
        var kept = net.DeepLift(x, 1, Plain with { Baseline = each });
        var before = kept.Baselines[0].ToSingles();
        each.add_(1);
        Assert.Equal(before, kept.Baselines[0].ToSingles());
    }

    [Fact]
    public void TheDeltaIsThereWithTheChecksOff()
    {
        using var net = LawTests.ReluNet();
        using var x = new Noise(1).Normal(zeros(2, 1, 4, 4));
        var map = net.IntegratedGradients(x, 1, Plain with { Steps = Quadrature.Left(3) });
        using var none = no_grad();
        double[] difference = [.. (net.call(x) - net.call(zeros_like(x))).select(1, 1).to(ScalarType.Float64).data<double>()];
        Approx.Equal([.. LawTests.Sums(map).Zip(difference, (sum, d) => sum - d)], map.Numbers["delta"], 1e-6, 1e-6);
        Assert.DoesNotContain("delta", net.Saliency(x, 1, options: Plain).Numbers);
        Assert.Contains("delta", NNViz.Views.Views.Of(map)!.ToHtml(), StringComparison.Ordinal);
        // Other checks do not say it, nor does one that did not run; that of completeness does.
        bool Told(string name, CheckResult result) => NNViz.Views.AttributionView.Numbers(map with { Checks = [new(name, result, 0, 1, "")] }).Any(line => line.StartsWith("delta", StringComparison.Ordinal));
        Assert.True(Told("sensitivity", CheckResult.Passed) && Told("completeness", CheckResult.NotRun));
        Assert.False(Told("completeness", CheckResult.Passed) || Told("completeness", CheckResult.Failed));
    }

    [Fact]
    public void CompletenessSaysNegativeSumsWithAMinus()
    {
        using var net = torch.nn.Linear(2, 1, hasBias: false);
        using (no_grad())
        {
            net.weight!.copy_(tensor(new[,] { { -1f, -2f } }));
        }
        using var x = ones(1, 2);
        var check = Assert.Single(net.IntegratedGradients(x, options: new() { CheckTime = TimeSpan.FromMinutes(1) }).Checks, c => c.Name == "completeness");
        Assert.Equal((CheckResult.Passed, "the map sums to −3 of −3, < 0.01 % off"), (check.Result, check.Says));
    }

    private static void Kept(Attribution map, string words, Tensor expected)
    {
        Assert.Equal(words, map.Baseline);
        var kept = Assert.Single(map.Baselines);
        Assert.Equal(expected.shape, kept.Shape);
        Assert.Equal(expected.contiguous().data<float>().ToArray(), kept.ToSingles());
    }
}
