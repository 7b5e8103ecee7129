using System.Globalization;
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
    private static readonly (string Name, double Aim, double AimOfBatches, Func<Sequential, Tensor, Attribution> Run)[] Methods =
    [
        ("saliency", 1.05, 1.05, (net, x) => net.Saliency(x, options: Plain)),
        ("ig", 1.05, 1.05, (net, x) => net.IntegratedGradients(x, options: Plain)),
        ("smoothgrad", 1.05, 1.05, (net, x) => net.SmoothGrad(x, options: Plain)),
        ("gradcam", 1.05, 1.05, (net, x) => net.GradCam(x, options: Plain)),
        ("occlusion", 0.7, double.NaN, (net, x) => net.Occlusion(x, options: Plain)),
        ("scorecam", 0.7, double.NaN, (net, x) => net.ScoreCam(x, options: Plain)),
        ("lime", 0.7, double.NaN, (net, x) => net.Lime(x, fit: new() { Samples = 50 }, options: Plain)),
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
        var net = Sequential(
            ("conv1", Conv2d(1, 32, 3)), ("relu1", ReLU()), ("pool1", MaxPool2d(2)), ("conv2", Conv2d(32, 64, 3)), ("relu2", ReLU()), ("pool2", MaxPool2d(2)),
            ("flatten", Flatten()), ("fc1", Linear(1600, 128)), ("relu3", ReLU()), ("fc2", Linear(128, 10)));
        net.eval();
        report.WriteLine(FormattableString.Invariant($"explanations, {threads} thread(s)                      C#      Python     ratio"));
        foreach (var samples in new[] { 1, 32 })
        {
            var x = rand(samples, 1, 28, 28);
            foreach (var (name, aim, aimOfBatches, run) in Methods)
            {
                var wanted = samples == 1 ? aim : aimOfBatches;
                var runs = name is "saliency" or "gradcam" ? 101 : samples == 1 ? 21 : 7;
                var times = Stopwatches.Medians(runs, Stopwatches.Timed(() => run(net, x)), () => python.Run(FormattableString.Invariant($"{name} {samples}")));
                var says = double.IsNaN(wanted) ? "" : FormattableString.Invariant($"(aim ≤ {wanted})");
                report.WriteLine(FormattableString.Invariant($"{name + ", batch " + samples,-36} {times[0],8:F2} ms {times[1],8:F2} ms {times[0] / times[1],8:F3}    {says}"));
            }
        }
        Memory(report, net);
    }

    /// <summary>How far the process grows while perturbed inputs run, over the budget for their activations: the largest of several methods.</summary>
    private static void Memory(TextWriter report, Sequential net)
    {
        if (!File.Exists("/proc/self/clear_refs"))
        {
            return;
        }
        var x = rand(32, 1, 28, 28);
        foreach (var budget in new[] { Budget / 16, Budget / 4, Budget })
        {
            var options = Plain with { MemoryBudget = budget };
            var growth = new Action[] { () => net.Occlusion(x, options: options), () => net.IntegratedGradients(x, options: options), () => net.SmoothGrad(x, options: options) }.Max(Growth);
            report.WriteLine(FormattableString.Invariant($"memory, batch 32: grew by {growth / 1048576.0,6:F0} MiB, over a budget of {budget >> 20} MiB {growth / (double)budget,5:F2}"));
        }
    }

    private static long Growth(Action action)
    {
        action();
        GC.Collect();
        File.WriteAllText("/proc/self/clear_refs", "5"); // the peak begins anew
        var before = Kilobytes("VmRSS");
        action();
        return 1024 * (Kilobytes("VmHWM") - before);
    }

    private static long Kilobytes(string name) =>
        long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
}
