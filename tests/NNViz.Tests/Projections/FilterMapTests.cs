using NNViz.Networks;
using NNViz.Projections;
using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Projections;

public class FilterMapTests
{
    [Fact]
    public void ThePlacesAreThoseOfTheProjectionOfTheWeightsInTheFiltersOrder()
    {
        using var conv = nn.Conv2d(2, 9, 3);
        var map = conv.FilterMap();
        using var rows = conv.weight.detach().reshape(9, 18).index_select(0, tensor(map.Filters.Filters.Select(filter => (long)filter.Index).ToArray()));
        // By hand: centre, decompose, project; a direction may point either way.
        using var centred = (rows - rows.mean([0], keepdim: true)).to_type(ScalarType.Float64);
        var (_, _, directions) = linalg.svd(centred, fullMatrices: false);
        double[] expected = HostTensor.Copy(centred.matmul(directions[0])).ToDoubles(), found = map.Pca.Along(0);
        double sign = Math.Sign(expected[0] * found[0]);
        Approx.Equal([.. expected.Select(value => sign * value)], found, 1e-4, 1e-6);
        Assert.Equal(9, map.TSne!.Count);
        Assert.Equal(map.TSne.Points, conv.FilterMap().TSne!.Points);
    }

    [Fact]
    public void FiltersThatAreNotFiniteAreLeftOutAndTooFewAreRefused()
    {
        using var conv = nn.Conv2d(1, 5, 3);
        using (no_grad())
        {
            conv.weight[3, 0, 1, 1] = float.NaN;
        }
        var map = conv.FilterMap();
        Assert.Equal(4, map.Shown.Count);
        Assert.DoesNotContain(3, map.Shown.Select(i => map.Filters.Filters[i].Index));
        Assert.Contains("1 filter not finite", NNViz.Views.Views.Of(map)!.ToString(), StringComparison.Ordinal);
        using var two = nn.Conv2d(1, 2, 3);
        Assert.Contains("three", Assert.Throws<ArgumentException>(() => two.FilterMap()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 64, 7)]
    [InlineData(64, 512, 3)]
    [InlineData(1, 3, 5)]
    public void OfAnyNumberOfFiltersTheOutputKeepsItsBudget(long inputs, long outputs, long size)
    {
        using var conv = nn.Conv2d(inputs, outputs, size);
        Assert.InRange(NNViz.Views.Views.Of(conv.FilterMap())!.ToHtml().Length, 1000, 300_000);
    }

    [Fact]
    public void OneDimensionalAndTransposedFiltersAreLaidOutToo()
    {
        using var signal = nn.Conv1d(2, 6, 5);
        using var up = nn.ConvTranspose2d(4, 7, 2);
        Assert.Equal(6, signal.FilterMap().Shown.Count);
        Assert.Equal(7, up.FilterMap().Shown.Count);
        Assert.All(new[] { signal.FilterMap(), up.FilterMap() }, map => Assert.Contains("<img", NNViz.Views.Views.Of(map)!.ToHtml(), StringComparison.Ordinal));
    }
}
