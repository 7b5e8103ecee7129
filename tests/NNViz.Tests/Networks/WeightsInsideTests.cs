using NNViz.Networks;
using NNViz.Tensors;
using NNViz.Tests.Views;
using NNViz.Views;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Networks;

/// <summary>What weights tell: the difference of checkpoints, singular values, filters.</summary>
public class WeightsInsideTests
{
    /// <summary>(3, 4) becomes (3, 9): ‖after − before‖ = 5, ‖before‖ = 5, cosine = (9 + 36)/(5·√90).</summary>
    [Fact]
    public void TheDifferenceOfTwoCheckpointsIsThatOfTheHandCalculation()
    {
        using var net = nn.Sequential(("a", Linear(new float[,] { { 3, 4 } })), ("b", Linear(new float[,] { { 1 } })));
        var before = net.Checkpoint();
        using (no_grad())
        {
            net.state_dict()["a.weight"].copy_(tensor(new float[] { 3, 9 }).reshape(1, 2));
        }
        var diff = net.WeightDiff(before);
        Assert.Equal(["a.weight", "b.weight"], diff.Changes.Select(change => change.Name));
        var (a, b) = (diff.Changes[0].Difference, diff.Changes[1].Difference);
        Approx.Equal([1, 5, 45 / (5 * Math.Sqrt(90))], [a.RelativeNorm, a.Largest, a.Cosine]);
        Assert.Equal((1, 0, false), (a.Unequal, b.Unequal, diff.IsUnchanged));
        Assert.Equal((4.0, 9.0), (diff.Changes[0].Before.Max, diff.Changes[0].After.Max));
        var view = Assert.IsType<WeightDiffView>(NNViz.Views.Views.Of(diff));
        Assert.StartsWith("1 of 2 tensors changed, most a.weight: by 100 % of its norm.", view.ToString(), StringComparison.Ordinal);
        Assert.Contains("Histograms before and after", view.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatCannotBeComparedIsNamed()
    {
        using var net = nn.Sequential(("a", Linear(new float[,] { { 3, 4 } })), ("b", Linear(new float[,] { { 1 } })));
        using var other = nn.Sequential(("a", Linear(new float[,] { { 3 } })), ("b", Linear(new float[,] { { 1 } })), ("c", Linear(new float[,] { { 1 } })));
        var diff = net.WeightDiff(other.state_dict());
        Assert.Equal(["a.weight was [1, 1] and is [1, 2]", "c.weight is only in the first"], diff.NotCompared);
        Assert.True(diff.IsUnchanged);
        using var stranger = nn.Sequential(("x", Linear(new float[,] { { 1 } })));
        Assert.Contains("x.weight", Assert.Throws<ArgumentException>(() => net.WeightDiff(stranger.state_dict())).Message, StringComparison.Ordinal);
    }

    /// <summary>diag(4, 2, 0): σ = 4, 2, 0; Σσ²/σ₁² = 20/16; the entropy of (2/3, 1/3) is ln 3 − (2/3)·ln 2, so the effective rank is 3/2^(2/3).</summary>
    [Fact]
    public void SingularValuesAndRanksOfADiagonalMatrix()
    {
        using var net = nn.Sequential(("fc", Linear(new float[,] { { 0, 0, 2 }, { 4, 0, 0 }, { 0, 0, 0 } })));
        var weight = Assert.Single(net.SingularValues().Weights);
        Approx.Equal([4, 2, 0], weight.SingularValues, 1e-9, 1e-9);
        Approx.Equal([3 / Math.Pow(2, 2.0 / 3), 1.25, double.PositiveInfinity], [weight.EffectiveRank, weight.StableRank, weight.Condition], 1e-9, 1e-9);
        Assert.Equal(2, weight.Rank);
    }

    /// <summary>Laws: Σσ² is the squared norm of the weight, and a layer whose rows are orthonormal has full effective rank.</summary>
    [Fact]
    public void SpectraOfConvolutionsObeyTheLaws()
    {
        using var conv = nn.Conv2d(2, 6, 3);
        using var eye = Linear(new float[,] { { 0, 1 }, { -1, 0 } });
        using var net = nn.Sequential(("conv", conv), ("eye", eye));
        var spectra = net.SingularValues();
        Assert.Equal(["conv.weight", "eye.weight"], spectra.Weights.Select(weight => weight.Name));
        Assert.Equal((6L, 18L), (spectra.Weights[0].Rows, spectra.Weights[0].Columns));
        Assert.Equal(HostTensor.Copy(conv.weight).ToDoubles().Sum(value => value * value), spectra.Weights[0].SingularValues.Sum(value => value * value), 5);
        Assert.Equal(2, spectra.Weights[1].EffectiveRank, 9);
        var view = Assert.IsType<WeightSpectraView>(NNViz.Views.Views.Of(spectra));
        Assert.Contains("eye.weight 2×2: effective rank 2 of 2", view.ToString(), StringComparison.Ordinal);
        Assert.Contains("6×18", System.Net.WebUtility.HtmlDecode(view.ToHtml()), StringComparison.Ordinal);
    }

    [Fact]
    public void WeightsThatAreNotFiniteAreLeftOutAndNamed()
    {
        using var net = nn.Sequential(("fc", Linear(new float[,] { { float.NaN } })), ("ok", Linear(new float[,] { { 1 } })));
        var spectra = net.SingularValues();
        Assert.Equal("ok.weight", Assert.Single(spectra.Weights).Name);
        Assert.Equal("fc.weight has values that are not finite", Assert.Single(spectra.Skipped));
    }

    /// <summary>Filters of 2×2: 0 is (2,0,0,0); 1 is dead; 2 is three times the direction of 0; 3 has norm 0.1, below a tenth of the median 2; 4 is (0,2,0,0).</summary>
    [Fact]
    public void DeadLowAndDuplicateFiltersAreMarkedAndSorted()
    {
        using var conv = Conv(1, new float[,] { { 2, 0, 0, 0 }, { 0, 0, 0, 0 }, { 6, 0, 0, 0 }, { 0, 0, 0.1f, 0 }, { 0, 2, 0, 0 }, { 0, 0, 0, 2.5f } });
        using var net = nn.Sequential(("conv", conv));
        var set = net.Filters();
        Assert.Equal([2, 5, 0, 4, 3, 1], set.Filters.Select(filter => filter.Index));
        Approx.Equal([6, 2.5, 2, 2, 0.1, 0], [.. set.Filters.Select(filter => filter.Norm)]);
        Assert.Equal(
            [FilterVerdict.Fine, FilterVerdict.Fine, FilterVerdict.Duplicate, FilterVerdict.Fine, FilterVerdict.LowNorm, FilterVerdict.Dead],
            set.Filters.Select(filter => filter.Verdict));
        Assert.Equal(2, set.Filters[2].DuplicateOf);
        Assert.Equal([6.0, 0, 0, 0], set.Kernels.ToDoubles()[..4]);
        var view = Assert.IsType<FilterSetView>(NNViz.Views.Views.Of(set));
        Assert.Contains("⚠ Duplicates (cosine above 0.99): 0 = 2.", view.ToString(), StringComparison.Ordinal);
        var titles = Output.Payload(view.ToHtml()).GetProperty("titles").EnumerateArray().Select(title => title.GetString());
        Assert.Equal(["2", "5", "0 = 2", "4", "3 ⚠ low", "1 ⚠ dead"], titles);
    }

    /// <summary>A filter of two inputs is one tile, its slices side by side: [1 2 | 5 6] over [3 4 | 7 8].</summary>
    [Fact]
    public void AFilterOfSeveralInputsIsOneTile()
    {
        using var net = nn.Sequential(("conv", Conv(2, new float[,] { { 1, 2, 3, 4, 5, 6, 7, 8 } })));
        var payload = Output.Payload(new FilterSetView(net.Filters("conv")).ToHtml());
        Approx.Equal([1, 2, 5, 6, 3, 4, 7, 8], Output.Cells(payload), 1e-3, 1e-3);
    }

    [Fact]
    public void FiltersOfThreeInputsAreColouredAndTransposedOnesAreByOutput()
    {
        using var rgb = nn.Sequential(("conv", nn.Conv2d(3, 5, 3)));
        Assert.True(Output.Payload(new FilterSetView(rgb.Filters()).ToHtml()).TryGetProperty("sprite", out _));
        using var up = nn.ConvTranspose2d(4, 6, 3, groups: 2);
        using var net = nn.Sequential(("up", up));
        var set = net.Filters();
        Assert.Equal([6L, 2, 3, 3], set.Kernels.Shape);
        // Output 4 is the second of group 1; its first input is channel 2: weight[2, 1].
        var filter = set.Filters.Index().First(entry => entry.Item.Index == 4).Index;
        Assert.Equal(HostTensor.Copy(up.weight[2, 1]).ToDoubles(), set.Kernels.ToDoubles()[(filter * 18)..(filter * 18 + 9)]);
    }

    [Fact]
    public void ANetWithoutConvolutionsSaysSo()
    {
        using var net = nn.Sequential(("fc", nn.Linear(1, 1)));
        Assert.Contains("The network has none", Assert.Throws<ArgumentException>(() => net.Filters("fc")).Message, StringComparison.Ordinal);
    }

    private static TorchSharp.Modules.Linear Linear(float[,] weight)
    {
        var layer = nn.Linear(weight.GetLength(1), weight.GetLength(0), hasBias: false);
        using var untracked = no_grad();
        layer.weight.copy_(tensor(weight));
        return layer;
    }

    private static TorchSharp.Modules.Conv2d Conv(long inputs, float[,] filters)
    {
        var layer = nn.Conv2d(inputs, filters.GetLength(0), 2);
        using var untracked = no_grad();
        layer.weight.copy_(tensor(filters).reshape(-1, inputs, 2, 2));
        return layer;
    }
}
