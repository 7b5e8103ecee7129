using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>The settings of <see cref="LBFGS"/>.</summary>
    internal sealed record LbfgsOptions(long MaxIterations, long MaxEvaluations, double ToleranceGradient, double ToleranceChange,
        long HistorySize);

    /// <summary>L-BFGS without line search, as in PyTorch: each step calls the closure several times.</summary>
    public class LBFGS : optim.Optimizer, optim.ILearningRateController
    {
        /// <summary>The learning rate.</summary>
        public double _rate;

        private readonly LbfgsOptions options;
        private readonly List<Parameter> all;

        // Differences of gradients and of parameters, and one over their products; oldest first.
        private readonly List<(Tensor Gradient, Tensor Step, double Inverse)> history = [];
        private Tensor? direction, lastGradient;
        private double scale = 1, length;
        private long iterations;

        internal LBFGS(IEnumerable<Parameter> parameters, double lr, LbfgsOptions options)
        {
            (all, this.options, _rate, InitialLearningRate) = ([.. parameters], options, lr, lr);
            var shared = new OptimizerOptions { LearningRate = lr, InitialLearningRate = lr };
            _parameter_groups = [new ParamGroup { Parameters = all, Options = shared }];
        }

        /// <inheritdoc/>
        public double LearningRate { get => _rate; set => _rate = value; }

        /// <inheritdoc/>
        public double InitialLearningRate { get; set; }

        /// <summary>The optimizer itself: it has one group.</summary>
        public override IEnumerable<optim.ILearningRateController> ParamGroups => [this];

        /// <summary>Up to max_iter iterations; the closure zeroes the gradients, computes the loss and calls backward.</summary>
        /// <exception cref="ArgumentNullException">There is no closure.</exception>
        public override Tensor? step(Func<Tensor>? closure)
        {
            ArgumentNullException.ThrowIfNull(closure);
            var (first, loss) = Evaluate(closure);
            using var scope = NewDisposeScope();
            using var quiet = no_grad();
            var gradient = Gradient();
            for (var (iteration, evaluations) = (1L, 1L); Largest(gradient) > options.ToleranceGradient; iteration++, evaluations++)
            {
                iterations++;
                Keep(ref direction, iterations == 1 ? gradient.neg() : Direction(gradient));
                Keep(ref lastGradient, gradient.clone());
                length = iterations == 1 ? Math.Min(1, 1 / gradient.abs().sum().ToDouble()) * _rate : _rate;
                if (gradient.dot(direction!).ToDouble() > -options.ToleranceChange)
                    break;
                Move(direction!, length);
                if (iteration == options.MaxIterations)
                    break;
                var lastLoss = loss;
                (_, loss) = Evaluate(closure);
                gradient = Gradient();
                if (evaluations + 1 >= options.MaxEvaluations
                    || Largest(direction!) * Math.Abs(length) <= options.ToleranceChange
                    || Math.Abs(loss - lastLoss) < options.ToleranceChange)
                    break;
            }
            return first;
        }

        private static (Tensor, double) Evaluate(Func<Tensor> closure)
        {
            using (enable_grad())
            {
                var loss = closure();
                return (loss, loss.ToDouble());
            }
        }

        /// <summary>The two-loop recursion: minus the gradient times the approximate inverse of the Hessian.</summary>
        private Tensor Direction(Tensor gradient)
        {
            var change = gradient - lastGradient!;
            var step = direction! * length;
            var product = change.dot(step).ToDouble();
            if (product > 1e-10)
            {
                if (history.Count == options.HistorySize)
                    Forget(0);
                history.Add((change.DetachFromDisposeScope(), step.DetachFromDisposeScope(), 1 / product));
                scale = product / change.dot(change).ToDouble();
            }
            var q = gradient.neg();
            var weights = new double[history.Count];
            for (var k = history.Count - 1; k >= 0; k--)
            {
                weights[k] = history[k].Step.dot(q).ToDouble() * history[k].Inverse;
                q.add_(history[k].Gradient, alpha: -weights[k]);
            }
            q.mul_(scale);
            for (var k = 0; k < history.Count; k++)
                q.add_(history[k].Step, alpha: weights[k] - history[k].Gradient.dot(q).ToDouble() * history[k].Inverse);
            return q;
        }

        private static void Keep(ref Tensor? field, Tensor value)
        {
            field?.Dispose();
            field = value.DetachFromDisposeScope();
        }

        private void Forget(int at)
        {
            history[at].Gradient.Dispose();
            history[at].Step.Dispose();
            history.RemoveAt(at);
        }

        private static double Largest(Tensor values) => values.abs().max().ToDouble();

        /// <summary>All gradients in one vector, zeros where there is none.</summary>
        private Tensor Gradient() => cat(all.Select(parameter => (parameter.grad ?? zeros_like(parameter)).reshape(-1)).ToArray());

        private void Move(Tensor along, double by)
        {
            var at = 0L;
            foreach (var parameter in all)
            {
                parameter.add_(along.narrow(0, at, parameter.numel()).reshape(parameter.shape), alpha: by);
                at += parameter.numel();
            }
        }

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
            while (history.Count > 0)
                Forget(0);
            direction?.Dispose();
            lastGradient?.Dispose();
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <inheritdoc cref="Modules.LBFGS"/>
            /// <param name="parameters">What to optimize.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="max_iter">The most iterations of a step.</param>
            /// <param name="max_eval">The most calls of the closure in a step; 1.25·max_iter by default.</param>
            /// <param name="tolerange_grad">Ends a step where no gradient is larger.</param>
            /// <param name="tolerance_change">Ends a step where neither the parameters nor the loss change more.</param>
            /// <param name="history_size">How many iterations are remembered.</param>
            public static LBFGS LBFGS(
                IEnumerable<Parameter> parameters, double lr = 0.01, long max_iter = 20, long? max_eval = null,
                double tolerange_grad = 1e-5, double tolerance_change = 1e-9, long history_size = 100) =>
                new(parameters, lr, new(max_iter, max_eval ?? max_iter * 5 / 4, tolerange_grad, tolerance_change, history_size));

            /// <inheritdoc cref="LBFGS(IEnumerable{Parameter}, double, long, long?, double, double, long)"/>
            public static LBFGS LBFGS(
                IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.01, long max_iter = 20, long? max_eval = null,
                double tolerange_grad = 1e-5, double tolerance_change = 1e-9, long history_size = 100) =>
                LBFGS(parameters.Select(entry => entry.parameter), lr, max_iter, max_eval, tolerange_grad, tolerance_change, history_size);
        }
    }
}
