using NNViz.Networks;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Bench;

/// <summary>What hooks cost: one forward pass of the tutorial's network at batch 64, hooked over plain.</summary>
internal static class CaptureBench
{
    public static void Run(TextWriter report)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Module<Tensor, Tensor> Net()
        {
            manual_seed(0);
            return Sequential(
                ("conv1", Conv2d(1, 32, 3)), ("relu1", ReLU()), ("pool1", MaxPool2d(2)), ("conv2", Conv2d(32, 64, 3)), ("relu2", ReLU()),
                ("pool2", MaxPool2d(2)),
                ("flatten", Flatten()), ("fc1", Linear(1600, 128)), ("relu3", ReLU()), ("fc2", Linear(128, 10)));
        }
        var (plain, kept, reduced) = (Net(), Net(), Net());
        using var activations = kept.Hook();
        using var statistics = reduced.Hook(keep: Keep.Statistics);
        var x = rand(64, 1, 28, 28);
        Action Forward(Module<Tensor, Tensor> net) => () => net.call(x).Dispose();
        var times = Stopwatches.Medians(60, Forward(plain), Forward(kept), Forward(reduced));
        report.WriteLine(FormattableString.Invariant($"forward, batch 64                    {times[0],8:F2} ms"));
        report.WriteLine(FormattableString.Invariant($"  keeping activations, over plain    {times[1] / times[0],8:F3}    (aim ≤ 1.05)"));
        report.WriteLine(FormattableString.Invariant($"  statistics every pass, over plain  {times[2] / times[0],8:F3}    (aim ≤ 1.15)"));
    }
}
