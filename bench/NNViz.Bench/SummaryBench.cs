using NNViz.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Bench;

/// <summary>What a summary and a graph of resnet18 cost, over one forward pass of it.</summary>
internal static class SummaryBench
{
    public static void Run(TextWriter report)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        manual_seed(0);
        using var net = torchvision.models.resnet18();
        net.eval();
        var x = rand(1, 3, 224, 224);
        var size = 0;
        var summary = NetSummary.Of(net, x);
        void Forward() => net.call(x).Dispose();
        var times = Stopwatches.Medians(9, Forward, () => { NetSummary.Of(net); }, () => size = Views.Views.Of(summary)!.ToHtml().Length);
        var table = new Table(report, "resnet18, an image of 224 × 224 (ratios: processor time)");
        table.Row("a forward pass", times[0], "ms");
        table.Row("summary with an input (two passes), over a forward pass", Stopwatches.Ratios(15, Forward, () => { NetSummary.Of(net, x); }), 4);
        table.Row("graph (three passes), over a forward pass", Stopwatches.Ratios(15, Forward, () => { NetGraph.Of(net, x); }), 5);
        table.Row("summary of the parameters alone", times[1], "ms");
        table.Row("summary to HTML", times[2], "ms", 1000);
        table.Row("its size", size / 1000.0, "kB", 300);
    }
}
