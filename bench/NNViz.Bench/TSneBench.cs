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
        report.WriteLine(FormattableString.Invariant($"t-SNE {Points:N0} × {Features}, {layout.Options.Iterations:N0} steps: {seconds:F1} s")
            + FormattableString.Invariant($" on {Environment.ProcessorCount} core(s) ({busy:F1} s of processor time), divergence {layout.Divergence:F4}")
            + "    (aim ≤ 12 s on two cores)");
        string[] sizes = [.. new[] { Points, Features, Clusters }.Select(size => FormattableString.Invariant($"{size}"))];
        using var python = Rival.Start("/usr/bin/python3", ["bench/tsne_bench.py", .. sizes]);
        string[] answer = (python?.Ask("run") ?? "").Split(' ');
        report.WriteLine(answer.Length < 3
            ? "  beside scikit-learn: needs python3-sklearn"
            : FormattableString.Invariant($"  scikit-learn: {answer[0]} s ({answer[1]} s of processor time), divergence {answer[2]}    (aim: ours ≤ 1.01 × this)"));
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
