namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>A factor that goes in a line from start_factor to end_factor over total_iters epochs.</summary>
                public class LinearLR : LRScheduler
                {
                    private readonly double from, to;
                    private readonly int total;

                    /// <inheritdoc cref="LinearLR"/>
                    public LinearLR(
                        Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1, int total_iters = 5, int last_epoch = -1,
                        bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (from, to, total) = (start_factor, end_factor, total_iters);
                        step();
                    }

                    private double Factor(int epoch) => from + (to - from) * Math.Min(total, epoch) / total;

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() => FromLast((rate, _) =>
                        _last_epoch == 0 ? rate * from : rate * Factor(_last_epoch) / Factor(_last_epoch - 1));

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() => FromLast((_, start) => start * Factor(_last_epoch));
                }

                /// <summary>Down to zero over total_iters epochs as (1 - epoch/total_iters)^power.</summary>
                public class PolynomialLR : LRScheduler
                {
                    private readonly int total;
                    private readonly double power;

                    /// <inheritdoc cref="PolynomialLR"/>
                    public PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1, int last_epoch = -1,
                        bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (total, this.power) = (total_iters, power);
                        step();
                    }

                    private double Factor(int epoch) => Math.Pow(1 - (double)Math.Min(total, epoch) / total, power);

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() => FromLast((rate, _) =>
                        _last_epoch == 0 || _last_epoch > total ? rate : rate * Factor(_last_epoch) / Factor(_last_epoch - 1));

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() => FromLast((_, start) => start * Factor(_last_epoch));
                }

                /// <summary>Along a cosine from the base to eta_min in T_max epochs, and back (Loshchilov and Hutter 2016).</summary>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double half, least;

                    /// <inheritdoc cref="CosineAnnealingLR"/>
                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1,
                        bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (half, least) = (T_max, eta_min);
                        step();
                    }

                    private double Wave(int epoch) => 1 + Math.Cos(Math.PI * epoch / half);

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() => FromLast((rate, start) =>
                    {
                        if (_last_epoch == 0)
                            return rate;
                        // Just after the lowest point the ratio of two waves would divide by zero.
                        return (_last_epoch - 1 - half) % (2 * half) == 0
                            ? rate + (start - least) * (1 - Math.Cos(Math.PI / half)) / 2
                            : Wave(_last_epoch) / Wave(_last_epoch - 1) * (rate - least) + least;
                    });

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() =>
                        FromLast((_, start) => least + (start - least) * Wave(_last_epoch) / 2);
                }

                /// <summary>Several schedules at once, one after the other in each step.</summary>
                public class ChainedLR : LRScheduler
                {
                    private readonly List<LRScheduler> schedulers;

                    /// <inheritdoc cref="ChainedLR"/>
                    public ChainedLR(IEnumerable<LRScheduler> schedulers)
                    {
                        this.schedulers = [.. schedulers];
                        _last_lrs = this.schedulers[^1]._last_lrs;
                    }

                    /// <inheritdoc/>
                    public override void step()
                    {
                        foreach (var scheduler in schedulers)
                            scheduler.step();
                        _last_lrs = [.. schedulers[^1]._optimizer.ParamGroups.Select(group => group.LearningRate)];
                    }
                }

                /// <summary>Several schedules one after the other, the next from each milestone on.</summary>
                public class SequentialLR : LRScheduler
                {
                    private readonly List<LRScheduler> schedulers;
                    private readonly List<int> milestones;

                    /// <inheritdoc cref="SequentialLR"/>
                    /// <exception cref="ArgumentException">The schedules are for other optimizers, or their number does not
                    /// fit.</exception>
                    public SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones,
                        int last_epoch = -1)
                        : base(optimizer, last_epoch + 1)
                    {
                        (this.schedulers, this.milestones) = ([.. schedulers], [.. milestones]);
                        if (this.schedulers.Any(scheduler => scheduler._optimizer != optimizer))
                            throw new ArgumentException(
                                "Every schedule of a SequentialLR must be for the same optimizer as the SequentialLR.");
                        if (this.milestones.Count != this.schedulers.Count - 1)
                            throw new ArgumentException(
                                $"A SequentialLR of {this.schedulers.Count} schedules needs {this.schedulers.Count - 1} milestones; "
                                + $"got {this.milestones.Count}.");
                        foreach (var group in optimizer.ParamGroups)
                            group.LearningRate = group.InitialLearningRate;
                        foreach (var scheduler in this.schedulers)
                            scheduler._last_epoch--;
                        this.schedulers[0].step();
                        _last_lrs = [.. this.schedulers[0]._last_lrs];
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        var current = milestones.Count(milestone => milestone <= _last_epoch);
                        if (current > 0 && milestones[current - 1] == _last_epoch)
                            schedulers[current].step(0);
                        else
                            schedulers[current].step();
                        return FromLast((rate, _) => rate);
                    }
                }
            }
        }
    }
}
