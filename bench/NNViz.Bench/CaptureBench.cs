using NNViz.Networks;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Bench;

/// <summary>What hooks cost: a forward pass of the tutorial's network at batch 64, hooked over plain, in processor time.</summary>
internal static class CaptureBench
{
    private const int Pairs = 101;

    public static void Run(TextWriter report)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (plain, kept, reduced) = (Tutorial(), Tutorial(), Tutorial());
        using var activations = kept.Hook();
        using var statistics = reduced.Hook(keep: Keep.Statistics);
        var x = rand(64, 1, 28, 28);
        Action Forward(Module<Tensor, Tensor> net) => () => net.call(x).Dispose();
        var table = new Table(report, "hooks, over a plain forward pass at batch 64 (processor time)");
        table.Row("a plain pass, by the clock", Stopwatches.Medians(Pairs, Forward(plain))[0], "ms");
        table.Row("plain against plain, for comparison", Stopwatches.Ratios(Pairs, Forward(plain), Forward(plain)));
        table.Row("keeping activations", Stopwatches.Ratios(Pairs, Forward(plain), Forward(kept)), 1.05);
        table.Row("statistics on every pass", Stopwatches.Ratios(Pairs, Forward(plain), Forward(reduced)), 1.15);
    }

    /// <summary>The tutorial's network, always with the same weights.</summary>
    public static Module<Tensor, Tensor> Tutorial()
    {
        manual_seed(0);
        return Sequential(
            ("conv1", Conv2d(1, 32, 3)), ("relu1", ReLU()), ("pool1", MaxPool2d(2)), ("conv2", Conv2d(32, 64, 3)), ("relu2", ReLU()), ("pool2", MaxPool2d(2)),
            ("flatten", Flatten()), ("fc1", Linear(1600, 128)), ("relu3", ReLU()), ("fc2", Linear(128, 10)));
    }
}
