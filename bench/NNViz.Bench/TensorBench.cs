using NNViz.Views;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Bench;

/// <summary>
/// What it costs to show a tensor: time from tensor to HTML, its size, and the time over that of libtorch's own min, max, mean and std.
/// </summary>
internal static class TensorBench
{
    public static void Run(TextWriter report)
    {
        var table = new Table(report, "showing a tensor");
        ShowTransposed(table);
        foreach (var side in new[] { 256, 1024, 4096 })
        {
            using var scope = NewDisposeScope();
            manual_seed(0);
            var tensor = randn(side, side);
            var size = 0;
            var times = Stopwatches.Medians(side > 1000 ? 7 : 30,
                () => size = Views.Views.Of(tensor)!.ToHtml().Length,
                () =>
                {
                    using var inner = NewDisposeScope();
                    _ = (tensor.min().ToSingle(), tensor.max().ToSingle(), tensor.mean().ToSingle(), tensor.std().ToSingle());
                });
            table.Row(FormattableString.Invariant($"{side} × {side}"), times[0], "ms", side == 4096 ? 100 : null, FormattableString.Invariant($"{times[0] / times[1]:F1} × min, max, mean, std"));
            table.Row("  its size", size / 1000.0, "kB", 300);
        }
    }

    // A hundred million whole numbers, read across the grain.
    private static void ShowTransposed(Table table)
    {
        using var scope = NewDisposeScope();
        var source = arange(100_000_000).reshape(10_000, 10_000);
        var transposed = source.t();
        var times = Stopwatches.Medians(3, () => { Views.Views.Of(source)!.ToHtml(); }, () => { Views.Views.Of(transposed)!.ToHtml(); });
        table.Row("10⁸ int64", times[0], "ms", 1000);
        table.Row("10⁸ int64, transposed", times[1], "ms", 1000);
    }
}
