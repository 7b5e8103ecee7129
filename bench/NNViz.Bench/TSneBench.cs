using System.Diagnostics;
using NNViz.Projections;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Bench;

/// <summary>
/// t-SNE of 10,000 points of 50 features, 1,000 steps, beside scikit-learn's in the same run where it is installed: time, and the divergence that both
/// arrived at (smaller is better).
/// </summary>
internal static class TSneBench
{
    private const int Points = 10_000, Features = 50, Clusters = 10;

    public static void Run(TextWriter report)
    {
        // The same points in Python: a cluster's centre and a point's noise by one formula on whole numbers.
        using var data = Blobs();
        var (clock, processor) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        var layout = data.TSne();
        var (seconds, busy) = (clock.Elapsed.TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds);
        var table = new Table(report, FormattableString.Invariant($"t-SNE of {Points:N0} × {Features}, {layout.Options.Iterations:N0} steps"));
        table.Row(FormattableString.Invariant($"time on {Environment.ProcessorCount} cores"), seconds, "s", 12);
        table.Row("processor time: two cores for 12 s", busy, "s", 24);
        string[] sizes = [.. new[] { Points, Features, Clusters }.Select(size => FormattableString.Invariant($"{size}"))];
        using var python = Rival.Start("/usr/bin/python3", ["bench/tsne_bench.py", .. sizes]);
        string[] answer = (python?.Ask("run") ?? "").Split(' ');
        if (answer.Length < 3)
        {
            table.Note("beside scikit-learn: needs python3-sklearn");
            return;
        }
        double[] theirs = [.. answer.Select(one => double.Parse(one, System.Globalization.CultureInfo.InvariantCulture))];
        table.Row("divergence, over scikit-learn's", layout.Divergence / theirs[2], "", 1.01, FormattableString.Invariant($"{layout.Divergence:F4} over {theirs[2]:F4}"));
        table.Row("processor time, over scikit-learn's", busy / theirs[1], "", 1, FormattableString.Invariant($"scikit-learn: {theirs[0]:F1} s, {theirs[1]:F1} s of processor time"));
    }

    private static Tensor Blobs()
    {
        var values = new float[Points * Features];
        for (int i = 0; i < Points; i++)
        {
            for (int f = 0; f < Features; f++)
            {
                values[(i * Features) + f] = (float)((6 * Uniform((i % Clusters * Features) + f)) + Uniform(1_000_000 + (i * Features) + f));
            }
        }
        return tensor(values, [Points, Features]);
    }

    // Weyl's sequence: the fraction of k² times the golden ratio.
    private static double Uniform(long k) => (k * k % 1_000_003 * 0.618033988749895) % 1;
}
