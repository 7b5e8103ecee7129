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
        var times = Stopwatches.Medians(9, () => net.call(x).Dispose(), () => NetSummary.Of(net, x), () => NetGraph.Of(net, x), () => NetSummary.Of(net),
            () => size = Views.Views.Of(summary)!.ToHtml().Length);
        report.WriteLine(FormattableString.Invariant($"resnet18, forward                    {times[0],8:F1} ms"));
        report.WriteLine(FormattableString.Invariant($"  summary of an input, over forward  {times[1] / times[0],8:F2}"));
        report.WriteLine(FormattableString.Invariant($"  graph, over forward                {times[2] / times[0],8:F2}"));
        report.WriteLine(FormattableString.Invariant($"  summary of the parameters alone    {times[3],8:F1} ms"));
        report.WriteLine(FormattableString.Invariant($"  summary to HTML                    {times[4],8:F1} ms  {size / 1000.0,6:F0} kB    (aim ≤ 1000 ms, ≤ 300 kB)"));
    }
}
