using NNViz.Networks;
using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Tests.Tensors;

public class TensorDifferenceTests
{
    public static TheoryData<ScalarType, ScalarType> Pairs
    {
        get
        {
            ScalarType[] types = [ScalarType.Bool, ScalarType.Byte, ScalarType.Int64, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float32, ScalarType.Float64,
                ScalarType.ComplexFloat32, ScalarType.ComplexFloat64];
            return [.. types.SelectMany(a => types.Select(b => (a, b)))];
        }
    }

    /// <summary>0 and 1 are in every dtype, so the difference of two tensors does not depend on theirs.</summary>
    [Theory, MemberData(nameof(Pairs))]
    public void AnyTwoDtypesAreCompared(ScalarType first, ScalarType second)
    {
        using Tensor a = tensor(new double[] { 0, 1, 1, 1 }).to_type(first), b = tensor(new double[] { 0, 1, 0, 1 }).to_type(second);
        TensorDifference difference = a.Compare(b).Difference;
        Assert.Equal((1, 1.0, 4, false), (difference.Unequal, difference.Largest, difference.Count, difference.IsClose));
        Assert.Equal([2], difference.LargestAt!);
        Approx.Equal([Math.Sqrt(0.5), 2 / Math.Sqrt(6)], [difference.RelativeNorm, difference.Cosine], 1e-6, 0);
        Assert.True(a.Compare(a.to_type(second)).Difference.IsClose);
    }

    /// <summary>The nearest single to 0.1 is 1.5e−9 off, and 2⁵³ + 1 is no double: what is compared in the wider type is told apart.</summary>
    [Fact]
    public void TheWiderTypeDecides()
    {
        using Tensor single = tensor(0.1f).reshape(1), wide = tensor(0.1).reshape(1);
        Assert.Equal(Math.Abs((double)0.1f - 0.1), single.Compare(wide).Difference.Largest, 1e-20);
        using Tensor whole = tensor(new[] { 16777217L }), rounded = tensor(new[] { 16777216f });
        Assert.Equal((1, 1.0), (whole.Compare(rounded).Difference.Unequal, whole.Compare(rounded).Difference.Largest));
    }

    [Fact]
    public void ACheckpointOfAnotherPrecisionIsComparedWithTheNet()
    {
        using var net = nn.Linear(3, 2);
        var before = net.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.to_type(ScalarType.Float64));
        var diff = WeightDiff.Of(before, net.state_dict());
        Assert.True(diff.IsUnchanged);
        Assert.Equal(2, diff.Changes.Count);
    }
}
