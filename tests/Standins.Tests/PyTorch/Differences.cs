using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests;

/// <summary>Gradients against differences: they know nothing of derivatives.</summary>
internal static class Differences
{
    private const double Step = 1e-6;

    /// <summary>
    /// The derivative of a loss along a random direction of the leaves, which are of doubles, against half the difference of the losses
    /// on both sides, to 1e-6. <paramref name="loss"/> draws nothing that is not seeded.
    /// </summary>
    public static void Check(Func<Tensor> loss, Tensor[] leaves)
    {
        using var scope = NewDisposeScope();
        foreach (var leaf in leaves)
            leaf.requires_grad = true;
        using var generator = new Generator(17);
        var directions = leaves.Select(t => randn(t.shape, ScalarType.Float64, generator: generator)).ToArray();
        var gradients = autograd.grad([loss()], leaves, allow_unused: true);
        double actual = gradients.Zip(directions, (g, d) => g.IsInvalid ? 0 : (g * d).sum().ToDouble()).Sum();
        using var noGrad = no_grad();
        double At(double along)
        {
            foreach (var (leaf, direction) in leaves.Zip(directions))
                leaf.add_(direction, alpha: along);
            return loss().ToDouble();
        }
        double above = At(Step), below = At(-2 * Step), expected = (above - below) / (2 * Step);
        At(Step);
        Assert.True(Math.Abs(expected - actual) <= 1e-6 * (1 + Math.Abs(expected)), $"gradient {actual}, difference {expected}");
    }
}
