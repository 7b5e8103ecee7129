using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Bench;

/// <summary>Statistics of 64 million floats: all that TensorStats says of them, over libtorch's own smallest, largest, mean and standard deviation.</summary>
internal static class StatsBench
{
    private const int Millions = 64;

    public static void Run(TextWriter report)
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        var tensor = randn(Millions * 1_000_000L);
        var times = Stopwatches.Medians(3, () => { TensorStats.Of(tensor); }, () => { TensorStats.MomentsOf(tensor); }, () =>
        {
            using var inner = NewDisposeScope();
            var (low, high) = tensor.aminmax();
            _ = (low.ToSingle(), high.ToSingle(), tensor.mean().ToSingle(), tensor.std().ToSingle());
        });
        report.WriteLine(FormattableString.Invariant($"statistics of {Millions} million floats     {times[0],8:F0} ms"));
        report.WriteLine(FormattableString.Invariant(
            $"  over aminmax, mean and std         {times[0] / times[2],8:F2}    (moments alone {times[1] / times[2]:F2})"));
    }
}
