using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests;

/// <summary>The one comparison of tensors in the tests.</summary>
internal static class Close
{
    /// <summary>|actual − expected| ≤ tolerance·(1 + |expected|) everywhere, NaN where NaN is expected, and the same shape.</summary>
    public static void To(Tensor expected, Tensor actual, double tolerance, string what)
    {
        Assert.True(expected.shape.SequenceEqual(actual.shape),
            $"{what}: shape [{string.Join(", ", actual.shape)}], expected [{string.Join(", ", expected.shape)}]");
        if (expected.numel() == 0)
            return;
        using var scope = NewDisposeScope();
        var (want, have) = (Doubles(expected), Doubles(actual));
        for (var k = 0; k < want.Length; k++)
        {
            var close = double.IsFinite(want[k])
                ? Math.Abs(have[k] - want[k]) <= tolerance * (1 + Math.Abs(want[k]))
                : want[k].Equals(have[k]);
            Assert.True(close, $"{what}[{k}] of [{string.Join(", ", expected.shape)}]: {have[k]}, expected {want[k]}");
        }
    }

    private static double[] Doubles(Tensor tensor) =>
        tensor.detach().to_type(ScalarType.Float64).contiguous().data<double>().ToArray();
}
