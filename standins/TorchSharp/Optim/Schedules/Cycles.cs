namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Sets the momentum of a group, or beta1 where it has betas.</summary>
                private static void SetMomentum(ILearningRateController group, double momentum)
                {
                    switch (group)
                    {
                        case IMomentum own: own.Momentum = momentum; break;
                        case IBetas own: own.Betas = (momentum, own.Betas.Item2); break;
                    }
                }

                private static void CheckMomentum(Optimizer optimizer)
                {
                    if (optimizer is not (IMomentum or IBetas))
                        throw new ArgumentException(
                            $"optimizer must support momentum with `cycle_momentum` option enabled; {optimizer.GetType().Name} "
                            + "does not. Pass cycle_momentum: false.");
                }

                private static List<double> ForEach(Optimizer optimizer, IEnumerable<double>? given, double otherwise) =>
                    given?.ToList() ?? [.. optimizer.ParamGroups.Select(_ => otherwise)];

                /// <summary>Up and down between two rates, over and over (Smith 2015).</summary>
                public class CyclicLR : LRScheduler
                {
                    /// <summary>How the height of a cycle changes.</summary>
                    public enum Mode
                    {
                        Triangular,
                        Triangular2,
                        ExpRange,
                    }

                    /// <summary>What the scale function is given.</summary>
                    public enum ScaleMode
                    {
                        Cycle,
                        Iterations,
                    }

                    private readonly List<double> highest, lowMomentum, highMomentum;
                    private readonly double length, rising;
                    private readonly Func<double, double> scale;
                    private readonly ScaleMode scaleMode;
                    private readonly bool cyclesMomentum;

                    /// <summary>The same rates for all groups.</summary>
                    public CyclicLR(
                        Optimizer optimizer, double base_lr, double max_lr, int step_size_up = 2000, int step_size_down = -1,
                        Mode mode = Mode.Triangular, double gamma = 1, Func<double, double>? scale_fn = null,
                        ScaleMode scale_mode = ScaleMode.Cycle, bool cycle_momentum = true, double base_momentum = 0.8,
                        double max_momentum = 0.9, int last_epoch = -1, bool verbose = false)
                        : this(
                            optimizer, ForEach(optimizer, null, base_lr), ForEach(optimizer, null, max_lr), step_size_up, step_size_down,
                            mode, gamma, scale_fn, scale_mode, cycle_momentum, ForEach(optimizer, null, base_momentum),
                            ForEach(optimizer, null, max_momentum), last_epoch, verbose)
                    {
                    }

                    /// <summary>Rates for each group.</summary>
                    /// <param name="optimizer">The optimizer.</param>
                    /// <param name="base_lr">The lower ends.</param>
                    /// <param name="max_lr">The upper ends.</param>
                    /// <param name="step_size_up">Steps of the rising half.</param>
                    /// <param name="step_size_down">Steps of the falling half, -1 for as many.</param>
                    /// <param name="mode">Constant height, halved each cycle, or times gamma each step.</param>
                    /// <param name="gamma">The base of ExpRange.</param>
                    /// <param name="scale_fn">In place of the mode, the height's factor.</param>
                    /// <param name="scale_mode">What scale_fn is given: the cycle's number or the step's.</param>
                    /// <param name="cycle_momentum">Whether momentum goes the other way.</param>
                    /// <param name="base_momentum">The lower ends of momentum.</param>
                    /// <param name="max_momentum">The upper ends of momentum.</param>
                    /// <param name="last_epoch">The last step, -1 at the beginning.</param>
                    /// <param name="verbose">Whether to print changes.</param>
                    public CyclicLR(
                        Optimizer optimizer, IEnumerable<double> base_lr, IEnumerable<double> max_lr, int step_size_up = 2000,
                        int step_size_down = -1, Mode mode = Mode.Triangular, double gamma = 1, Func<double, double>? scale_fn = null,
                        ScaleMode scale_mode = ScaleMode.Cycle, bool cycle_momentum = true, IEnumerable<double>? base_momentum = null,
                        IEnumerable<double>? max_momentum = null, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (_base_lrs, highest) = ([.. base_lr], [.. max_lr]);
                        length = step_size_up + (step_size_down < 0 ? step_size_up : step_size_down);
                        rising = step_size_up / length;
                        cyclesMomentum = cycle_momentum;
                        (lowMomentum, highMomentum) = (ForEach(optimizer, base_momentum, 0.8), ForEach(optimizer, max_momentum, 0.9));
                        if (cycle_momentum)
                            CheckMomentum(optimizer);
                        (scale, scaleMode) = (scale_fn, mode) switch
                        {
                            (not null, _) => (scale_fn, scale_mode),
                            (_, Mode.Triangular) => (_ => 1, ScaleMode.Cycle),
                            (_, Mode.Triangular2) => (cycle => 1 / Math.Pow(2, cycle - 1), ScaleMode.Cycle),
                            _ => (iteration => Math.Pow(gamma, iteration), ScaleMode.Iterations),
                        };
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        var cycle = Math.Floor(1 + _last_epoch / length);
                        var x = 1 + _last_epoch / length - cycle;
                        var height = (x <= rising ? x / rising : (x - 1) / (rising - 1)) * scale(scaleMode == ScaleMode.Cycle ? cycle : _last_epoch);
                        if (cyclesMomentum)
                        {
                            foreach (var (group, k) in _optimizer.ParamGroups.Select((group, k) => (group, k)))
                                SetMomentum(group, highMomentum[k] - (highMomentum[k] - lowMomentum[k]) * height);
                        }
                        return _base_lrs.Zip(highest, (low, high) => low + (high - low) * height);
                    }
                }

                /// <summary>Once up and once down over the whole training (Smith and Topin 2017).</summary>
                public class OneCycleLR : LRScheduler
                {
                    /// <summary>The shape of the way between two rates.</summary>
                    public enum AnnealStrategy
                    {
                        Cos,
                        Linear,
                    }

                    private readonly record struct Phase(double End, Func<int, (double, double)> Rate, Func<int,
                        (double, double)> Momentum);

                    private readonly List<Phase> phases;
                    private readonly AnnealStrategy strategy;
                    private readonly bool cyclesMomentum;
                    private readonly double totalSteps;

                    /// <summary>The same rates for all groups.</summary>
                    public OneCycleLR(
                        Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1,
                        double pct_start = 0.3,
                        AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true, double base_momentum = 0.85,
                        double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 10000, bool three_phase = false,
                        int last_epoch = -1, bool verbose = false)
                        : this(
                            optimizer, ForEach(optimizer, null, max_lr), total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy,
                            cycle_momentum, ForEach(optimizer, null, base_momentum), ForEach(optimizer, null, max_momentum), div_factor,
                            final_div_factor, three_phase, last_epoch, verbose)
                    {
                    }

                    /// <summary>Rates for each group.</summary>
                    /// <param name="optimizer">The optimizer.</param>
                    /// <param name="max_lr">The highest rates.</param>
                    /// <param name="total_steps">All steps, or -1 where epochs and steps_per_epoch are given.</param>
                    /// <param name="epochs">Epochs, or -1.</param>
                    /// <param name="steps_per_epoch">Steps of an epoch, or -1.</param>
                    /// <param name="pct_start">The rising part of all steps.</param>
                    /// <param name="anneal_strategy">The shape of the way between two rates.</param>
                    /// <param name="cycle_momentum">Whether momentum goes the other way.</param>
                    /// <param name="base_momentum">The lower ends of momentum.</param>
                    /// <param name="max_momentum">The upper ends of momentum.</param>
                    /// <param name="div_factor">The highest rate over the first.</param>
                    /// <param name="final_div_factor">The first rate over the last.</param>
                    /// <param name="three_phase">Whether to go back to the first rate before the last.</param>
                    /// <param name="last_epoch">The last step, -1 at the beginning.</param>
                    /// <param name="verbose">Whether to print changes.</param>
                    /// <exception cref="ArgumentException">The number of steps is not given.</exception>
                    public OneCycleLR(
                        Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1,
                        double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true,
                        IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null, double div_factor = 25,
                        double final_div_factor = 10000, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (total_steps <= 0 && (epochs <= 0 || steps_per_epoch <= 0))
                            throw new ArgumentException(
                                "OneCycleLR needs total_steps, or both epochs and steps_per_epoch; they must be positive.");
                        totalSteps = total_steps > 0 ? total_steps : (double)epochs * steps_per_epoch;
                        (strategy, cyclesMomentum) = (anneal_strategy, cycle_momentum);
                        if (cycle_momentum)
                            CheckMomentum(optimizer);
                        var highest = max_lr.ToList();
                        var (low, high) = (ForEach(optimizer, base_momentum, 0.85), ForEach(optimizer, max_momentum, 0.95));
                        double First(int k) => highest[k] / div_factor;
                        double Last(int k) => First(k) / final_div_factor;
                        phases = [new(pct_start * totalSteps - 1, k => (First(k), highest[k]), k => (high[k], low[k]))];
                        if (three_phase)
                        {
                            phases.Add(new(2 * pct_start * totalSteps - 2, k => (highest[k], First(k)), k => (low[k], high[k])));
                            phases.Add(new(totalSteps - 1, k => (First(k), Last(k)), k => (high[k], high[k])));
                        }
                        else
                        {
                            phases.Add(new(totalSteps - 1, k => (highest[k], Last(k)), k => (low[k], high[k])));
                        }
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch > totalSteps)
                            throw new InvalidOperationException(
                                $"Tried to step {_last_epoch} times. The specified number of total steps is {totalSteps}.");
                        var at = phases.FindIndex(phase => _last_epoch <= phase.End);
                        var now = at < 0 ? phases.Count - 1 : at;
                        var start = now == 0 ? 0 : phases[now - 1].End;
                        var done = (_last_epoch - start) / (phases[now].End - start);
                        if (cyclesMomentum)
                        {
                            foreach (var (group, k) in _optimizer.ParamGroups.Select((group, k) => (group, k)))
                                SetMomentum(group, Between(phases[now].Momentum(k), done));
                        }
                        return _base_lrs.Select((_, k) => Between(phases[now].Rate(k), done));
                    }

                    private double Between((double From, double To) ends, double done) => strategy == AnnealStrategy.Linear
                        ? ends.From + (ends.To - ends.From) * done
                        : ends.To + (ends.From - ends.To) / 2 * (1 + Math.Cos(Math.PI * done));
                }
            }
        }
    }
}
