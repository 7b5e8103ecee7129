using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using NNViz.Attributions;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Bench;

/// <summary>Explanations beside Python's, the same operators the obvious way, without checks; and the memory that batches take against the stated budget.</summary>
internal static class ExplainBench
{
    private const long Budget = 256L << 20;
    private static readonly ExplainOptions Plain = new() { Checks = false };

    /// <summary>Name, aim for the ratio to Python at batch 1 and at batch 32, and the call.</summary>
    private static readonly (string Name, double Aim, double? AimOfBatches, Func<Sequential, Tensor, Attribution> Run)[] Methods =
    [
        ("saliency", 1.05, 1.05, (net, x) => net.Saliency(x, options: Plain)),
        ("ig", 1.05, 1.05, (net, x) => net.IntegratedGradients(x, options: Plain)),
        ("smoothgrad", 1.05, 1.05, (net, x) => net.SmoothGrad(x, options: Plain)),
        ("gradcam", 1.05, 1.05, (net, x) => net.GradCam(x, options: Plain)),
        ("occlusion", 0.7, null, (net, x) => net.Occlusion(x, options: Plain)),
        ("scorecam", 0.7, null, (net, x) => net.ScoreCam(x, options: Plain)),
        ("lime", 0.7, null, (net, x) => net.Lime(x, fit: new() { Samples = 50 }, options: Plain)),
    ];

    public static void Run(TextWriter report)
    {
        using var scope = NewDisposeScope();
        var threads = get_num_threads();
        using var python = Rival.Start("/usr/bin/python3", "bench/explain.py", threads.ToString(CultureInfo.InvariantCulture));
        if (python is null)
        {
            report.WriteLine("explanations beside Python: needs python3-torch; ./build.sh bench installs it");
            return;
        }
        manual_seed(0);
        var net = (Sequential)CaptureBench.Tutorial();
        net.eval();
        var table = new Table(report, FormattableString.Invariant($"explanations, over Python's, in processor time ({threads} threads)"));
        foreach (var samples in new[] { 1, 32 })
        {
            var x = rand(samples, 1, 28, 28);
            foreach (var (name, aim, aimOfBatches, run) in Methods)
            {
                var wanted = samples == 1 ? aim : aimOfBatches;
                var runs = name is "saliency" or "gradcam" ? 101 : samples == 1 ? 21 : 7;
                Warm(() => run(net, x));
                var times = Stopwatches.Medians(runs, Stopwatches.Worked(() => run(net, x)), () => python.Run(FormattableString.Invariant($"{name} {samples}")));
                table.Row($"{name}, batch {samples}", times[0] / times[1], "", wanted, FormattableString.Invariant($"{times[0]:F2} ms over {times[1]:F2} ms"));
            }
        }
        Memory(new Table(report, "growth of memory while 32 samples are explained, over the budget"), net);
    }

    /// <summary>Runs it until the compiler has done with it: what it does beside counts as processor time.</summary>
    private static void Warm(Action action)
    {
        var clock = Stopwatch.StartNew();
        for (var calls = 0; calls < 60 && clock.Elapsed < TimeSpan.FromSeconds(3); calls++)
        {
            action();
        }
        Thread.Sleep(200);
    }

    /// <summary>How far the process grows while a method runs in batches, over the budget that was stated for them; the prediction of all samples included.</summary>
    private static void Memory(Table table, Sequential net)
    {
        if (!File.Exists("/proc/self/clear_refs"))
        {
            return;
        }
        var x = rand(32, 1, 28, 28);
        var tiles = FeatureMask.Patches(7, 7);
        foreach (var budget in new[] { Budget / 8, Budget / 4, Budget })
        {
            var o = Plain with { MemoryBudget = budget };
            (string Name, Func<Attribution> Run)[] methods =
            [
                ("ig", () => net.IntegratedGradients(x, options: o)), ("smoothgrad", () => net.SmoothGrad(x, options: o)), ("gradientshap", () => net.GradientShap(x, options: o)),
                ("deeplift", () => net.DeepLift(x, options: o)), ("layerig", () => net.LayerIntegratedGradients(x, "conv2", options: o)),
                ("conductance", () => net.LayerConductance(x, "conv2", options: o)), ("scorecam", () => net.ScoreCam(x, options: o)), ("ablationcam", () => net.AblationCam(x, options: o)),
                ("occlusion", () => net.Occlusion(x, options: o)), ("permutation", () => net.FeaturePermutation(x, null, tiles, o)), ("lime", () => net.Lime(x, fit: new() { Samples = 50 }, options: o)),
                ("shap", () => net.KernelShap(x, null, tiles, 50, o)), ("shapleysampling", () => net.ShapleySampling(x, null, tiles, 3, o)), ("rise", () => net.Rise(x, masks: 50, options: o)),
            ];
            foreach (var (name, run) in methods)
            {
                var growth = Growth(() => run());
                table.Row(FormattableString.Invariant($"{name}, a budget of {budget >> 20} MiB"), growth / (double)budget, "", 1, FormattableString.Invariant($"{growth / 1048576.0:F0} MiB"));
            }
        }
    }

    /// <summary>The peak over what was there before, in bytes, in a second run: the first loads code and fills tables.</summary>
    private static long Growth(Action action)
    {
        action();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        // What the allocator has kept of the first run would hide that much of the second.
        _ = MallocTrim(0);
        File.WriteAllText("/proc/self/clear_refs", "5"); // the peak begins anew
        var before = Kilobytes("VmRSS");
        action();
        return 1024 * (Kilobytes("VmHWM") - before);
    }

    [DllImport("libc.so.6", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MallocTrim(nuint pad);

    private static long Kilobytes(string name) =>
        long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
}
