using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Times a factor when a quantity has not become better for a while.</summary>
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly Func<double, double, bool> better;
                    private readonly double factor, eps;
                    private readonly int patience, cooldown;
                    private readonly List<double> least;
                    private readonly bool prints;
                    private double best;
                    private int bad, cooling;

                    /// <summary>The settings as in PyTorch.</summary>
                    /// <param name="optimizer">The optimizer.</param>
                    /// <param name="mode">"min" or "max": what is better.</param>
                    /// <param name="factor">What the rate is multiplied by, below 1.</param>
                    /// <param name="patience">How many steps may be without progress.</param>
                    /// <param name="threshold">How much better counts.</param>
                    /// <param name="threshold_mode">"rel" or "abs": whether the threshold is relative to the best.</param>
                    /// <param name="cooldown">How many steps to wait after a reduction.</param>
                    /// <param name="min_lr">The least rate, one or one for each group.</param>
                    /// <param name="eps">Smaller reductions are left out.</param>
                    /// <param name="verbose">Whether to print reductions.</param>
                    /// <exception cref="ArgumentException">The factor is 1 or more, or a mode is unknown.</exception>
                    public ReduceLROnPlateau(
                        Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4,
                        string threshold_mode = "rel", int cooldown = 0, IList<double>? min_lr = null, double eps = 1e-8,
                        bool verbose = false)
                        : base(optimizer, -1, verbose)
                    {
                        if (factor >= 1)
                            throw new ArgumentException($"Factor should be < 1.0; it is {factor.ToString(CultureInfo.InvariantCulture)}.");
                        better = (mode, threshold_mode) switch
                        {
                            ("min", "rel") => (now, then) => now < then * (1 - threshold),
                            ("min", "abs") => (now, then) => now < then - threshold,
                            ("max", "rel") => (now, then) => now > then * (threshold + 1),
                            ("max", "abs") => (now, then) => now > then + threshold,
                            _ => throw new ArgumentException(
                                $"mode '{mode}' or threshold_mode '{threshold_mode}' is unknown: min or max, rel or abs."),
                        };
                        (this.factor, this.patience, this.cooldown, this.eps, prints) = (factor, patience, cooldown, eps, verbose);
                        least = min_lr is { Count: > 1 } ? [.. min_lr] : ForEach(optimizer, null, min_lr?.FirstOrDefault() ?? 0);
                        best = mode == "min" ? double.PositiveInfinity : double.NegativeInfinity;
                    }

                    /// <summary>Looks at the quantity of an epoch.</summary>
                    public override void step(double current, int? epoch = null)
                    {
                        _last_epoch = epoch ?? _last_epoch + 1;
                        bad = better(current, best) ? 0 : bad + 1;
                        best = bad == 0 ? current : best;
                        if (cooling > 0)
                            (cooling, bad) = (cooling - 1, 0);
                        if (bad <= patience)
                            return;
                        Reduce();
                        (cooling, bad) = (cooldown, 0);
                    }

                    /// <summary>Throws: the schedule needs the quantity.</summary>
                    public override void step() =>
                        throw new InvalidOperationException(
                            "step() should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");

                    /// <summary>Throws: the schedule needs the quantity.</summary>
                    public override void step(int? epoch) => step();

                    private void Reduce()
                    {
                        foreach (var (group, k) in _optimizer.ParamGroups.Select((group, k) => (group, k)))
                        {
                            var reduced = Math.Max(group.LearningRate * factor, least[k]);
                            if (group.LearningRate - reduced <= eps)
                                continue;
                            group.LearningRate = reduced;
                            if (prints)
                                Console.WriteLine($"Epoch {_last_epoch}: reducing learning rate of group {k} to {reduced.ToString("g4", CultureInfo.InvariantCulture)}.");
                        }
                        _last_lrs = [.. _optimizer.ParamGroups.Select(group => group.LearningRate)];
                    }
                }
            }
        }
    }
}
