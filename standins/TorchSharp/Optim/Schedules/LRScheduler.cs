using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Schedules of learning rates; the formulas are PyTorch's.</summary>
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rate of an optimizer's groups; <c>step()</c> is called after each epoch (or batch).</summary>
            public abstract class LRScheduler
            {
                private readonly bool verbose;
                internal Optimizer _optimizer = null!;
                internal int _last_epoch = -1;
                internal List<double> _base_lrs = [];
                internal List<double> _last_lrs = [];

                /// <summary>How many steps were made, the first by the constructor.</summary>
                protected int _step_count;

                /// <summary>Without an optimizer of its own.</summary>
                protected LRScheduler()
                {
                }

                /// <summary>
                /// For an optimizer, whose initial learning rates are the base; <paramref name="verbose"/> prints every change.
                /// </summary>
                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    (_optimizer, _last_epoch, this.verbose) = (optimizer, last_epoch, verbose);
                    _base_lrs = [.. optimizer.ParamGroups.Select(group => group.InitialLearningRate)];
                    _last_lrs = [.. optimizer.ParamGroups.Select(group => group.LearningRate)];
                }

                /// <summary>Goes on to the next epoch.</summary>
                public virtual void step() => step(null);

                /// <summary>Goes to an epoch, or with null to the next.</summary>
                public virtual void step(int? epoch)
                {
                    _step_count++;
                    _last_epoch = epoch ?? _last_epoch + 1;
                    var rates = (epoch is null ? get_lr() : get_closed_form_lr()).ToList();
                    foreach (var (group, k) in _optimizer.ParamGroups.Select((group, k) => (group, k)))
                    {
                        group.LearningRate = rates[k];
                        if (verbose && _last_lrs[k] != rates[k])
                            Console.WriteLine($"Adjusting learning rate to {rates[k].ToString(CultureInfo.InvariantCulture)}");
                        _last_lrs[k] = rates[k];
                    }
                }

                /// <summary>Goes on; only <see cref="impl.ReduceLROnPlateau"/> looks at the quantity.</summary>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                /// <summary>The rates of the epoch just begun, from those of the one before.</summary>
                protected virtual IEnumerable<double> get_lr() => _optimizer.ParamGroups.Select(group => group.LearningRate);

                /// <summary>The rates of an epoch, from the base alone.</summary>
                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                /// <summary>The rates that the last step set.</summary>
                public IEnumerable<double> get_last_lr() => _last_lrs;

                /// <summary>The rate of each group from the one before and its base.</summary>
                private protected IEnumerable<double> FromLast(Func<double, double, double> next) =>
                    _optimizer.ParamGroups.Zip(_base_lrs, (group, start) => next(group.LearningRate, start));
            }
        }
    }
}
