using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Bench;

/// <summary>Statistics of 64 million floats: all that TensorStats says of them, over libtorch's own smallest, largest, mean and standard deviation.</summary>
internal static class StatsBench
{
    private const int Millions = 64, Weights = 500_000;

    public static void Run(TextWriter report)
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        var tensor = randn(Millions * 1_000_000L);
        var weights = randn(Weights);
        var table = new Table(report, $"statistics of {Millions} million floats, over aminmax, mean and std (processor time)");
        table.Row("all by the clock", Stopwatches.Medians(3, () => { TensorStats.Of(tensor); })[0], "ms");
        table.Row("range, mean, std, zeros, NaN, ±Inf", Stopwatches.Ratios(9, () => Native(tensor), () => { TensorStats.MomentsOf(tensor); }), 1);
        table.Row("the same with histogram and quantiles", Stopwatches.Ratios(9, () => Native(tensor), () => { TensorStats.Of(tensor); }), 2);
        table.Row("of half a million, with histogram and exact quantiles", Stopwatches.Ratios(31, () => Native(weights), () => { TensorStats.Of(weights); }));
    }

    private static void Native(Tensor tensor)
    {
        using var inner = NewDisposeScope();
        var (low, high) = tensor.aminmax();
        _ = (low.ToSingle(), high.ToSingle(), tensor.mean().ToSingle(), tensor.std().ToSingle());
    }
}
