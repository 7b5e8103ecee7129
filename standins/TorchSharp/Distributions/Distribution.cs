using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Probability distributions over tensors.</summary>
    public static partial class distributions
    {
        /// <summary>
        /// A batch of distributions: parameters broadcast to <see cref="batch_shape"/>; one draw has <see cref="event_shape"/>, and samples
        /// have
        /// sample shape + batch shape + event shape.
        /// </summary>
        public abstract class Distribution : IDisposable
        {
            protected const double euler_constant = 0.57721566490153286060;

            protected Generator? generator;

            public Distribution(Generator? generator, long[]? batch_shape = null, long[]? event_shape = null)
            {
                this.generator = generator;
                _init(new Size(batch_shape ?? []), new Size(event_shape ?? []));
            }

            public Distribution(Generator? generator, Size batch_shape, Size? event_shape = null)
            {
                this.generator = generator;
                _init(batch_shape, event_shape);
            }

            protected void _init(Size? batch_shape = null, Size? event_shape = null)
            {
                this.batch_shape = batch_shape ?? Size.Empty;
                this.event_shape = event_shape ?? Size.Empty;
            }

            ~Distribution() => Dispose(false);

            /// <summary>The shape of the batch of distributions.</summary>
            public Size batch_shape { get; protected set; }

            /// <summary>The shape of one draw from one distribution.</summary>
            public Size event_shape { get; protected set; }

            public abstract Tensor mean { get; }
            public abstract Tensor variance { get; }
            public virtual Tensor stddev => variance.sqrt();

            /// <summary>The most probable value; an invalid tensor where a distribution does not tell.</summary>
            public virtual Tensor mode => new(0);

            /// <summary>Draws without gradients.</summary>
            public virtual Tensor sample(params long[] sample_shape)
            {
                using var mode = no_grad();
                return rsample(sample_shape);
            }

            public Tensor sample(Size sample_shape) => sample(sample_shape.Shape);

            /// <summary>Draws with gradients with respect to the parameters, where the distribution has them.</summary>
            public abstract Tensor rsample(params long[] sample_shape);

            public Tensor rsample(Size sample_shape) => rsample(sample_shape.Shape);

            /// <summary>The logarithm of the density or of the probability.</summary>
            public abstract Tensor log_prob(Tensor value);

            public abstract Tensor entropy();

            /// <summary>The same distribution with parameters broadcast to a larger batch.</summary>
            public abstract Distribution expand(Size batch_shape, Distribution? instance = null);

            /// <summary>The probability of at most <paramref name="value"/>.</summary>
            /// <exception cref="NotSupportedException">The distribution has no closed form of it.</exception>
            public virtual Tensor cdf(Tensor value) => throw Missing(nameof(cdf));

            /// <summary>The inverse of <see cref="cdf"/>.</summary>
            /// <exception cref="NotSupportedException">The distribution has no closed form of it.</exception>
            public virtual Tensor icdf(Tensor value) => throw Missing(nameof(icdf));

            /// <summary>All values, of a discrete distribution with finitely many.</summary>
            /// <exception cref="NotSupportedException">The distribution is not of that kind.</exception>
            public virtual Tensor enumerate_support(bool expand = true) => throw Missing(nameof(enumerate_support));

            /// <summary>e to the power of the entropy.</summary>
            public virtual Tensor perplexity() => WrappedTensorDisposeScope(() => entropy().exp());

            protected long[] ExtendedShape(params long[] sample_shape) => [.. sample_shape, .. batch_shape, .. event_shape];

            protected Tensor LogitsToProbs(Tensor logits, bool isBinary = false) => isBinary ? logits.sigmoid() : logits.softmax(-1);

            protected Tensor ProbsToLogits(Tensor probs, bool isBinary = false) => WrappedTensorDisposeScope(() =>
            {
                var clamped = ClampProbs(probs);
                return isBinary ? clamped.log() - (-clamped).log1p() : clamped.log();
            });

            /// <summary>Away from 0 and 1 by the precision of the type.</summary>
            protected Tensor ClampProbs(Tensor probs)
            {
                double eps = finfo(probs.dtype).eps;
                return probs.clamp(eps, 1 - eps);
            }

            /// <summary>max(x, 0) with the gradient ½ at 0.</summary>
            protected Tensor ClampByZero(Tensor x) => WrappedTensorDisposeScope(() => (x.clamp_min(0) + x - x.clamp_max(0)) / 2);

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                    return;
                Array.ForEach(parameters, parameter => parameter.Dispose());
                if (!ReferenceEquals(generator, Generator.Default))
                    generator?.Dispose();
            }

            private NotSupportedException Missing(string member) => new($"{GetType().Name} has no {member}");

            /// <summary>The distribution's own parameters, kept from every scope.</summary>
            private protected Tensor[] parameters = [];

            /// <summary>Whether the last parameter is logits and not probabilities.</summary>
            private protected bool byLogits;

            /// <summary>Keeps parameters in their common shape, which is the batch's.</summary>
            private protected void Keep(params Tensor[] given)
            {
                parameters = [.. broadcast_tensors(given).Select(parameter => parameter.DetachFromDisposeScope())];
                batch_shape = parameters[0].shape;
            }

            /// <summary>Keeps probabilities or logits, whichever is given, behind other parameters.</summary>
            /// <exception cref="ArgumentException">Both are given, or neither.</exception>
            private protected void KeepOne(Tensor? probs, Tensor? logits, params Tensor[] others)
            {
                if (probs is null == logits is null)
                    throw new ArgumentException("One and only one of 'probs' and 'logits' should be provided.");
                byLogits = probs is null;
                Keep([.. others, (probs ?? logits)!]);
            }

            /// <summary>Keeps probabilities along the last axis, normalised, or logits; the axis is no part of the batch.</summary>
            private protected void KeepCategories(Tensor? probs, Tensor? logits)
            {
                using var scope = NewDisposeScope();
                KeepOne(probs is null ? null : probs / probs.sum(-1, keepdim: true),
                    logits is null ? null : logits - logits.logsumexp(-1, keepdim: true));
                batch_shape = parameters[0].shape[..^1];
            }

            private protected Tensor Probs(bool isBinary) => byLogits ? LogitsToProbs(parameters[^1], isBinary) : parameters[^1];
            private protected Tensor Logits(bool isBinary) => byLogits ? parameters[^1] : ProbsToLogits(parameters[^1], isBinary);

            /// <summary>The parameters in a larger batch.</summary>
            private protected Tensor[] Widened(Size shape, params long[] more) =>
                Array.ConvertAll(parameters, p => p.expand([.. shape, .. more]));

            /// <summary>What <see cref="expand"/> gives: the wider distribution, or the instance that is to become it.</summary>
            /// <exception cref="ArgumentException">The instance is of another kind.</exception>
            private protected Distribution Become(Distribution? instance, Distribution wide)
            {
                if (instance is null)
                    return wide;
                if (instance.GetType() != wide.GetType())
                    throw new ArgumentException($"expand(): 'instance' must be a {wide.GetType().Name} distribution, not {instance.GetType().Name}", nameof(instance));
                instance.Assume(wide);
                return instance;
            }

            private protected Distribution Become(Distribution? instance, Tensor[] wide, Func<Tensor[], Distribution> make) =>
                Become(instance, make(wide));

            /// <summary>Takes over all that makes a distribution what it is.</summary>
            private protected virtual void Assume(Distribution other) =>
                (parameters, byLogits, batch_shape, event_shape) = (other.parameters, other.byLogits, other.batch_shape, other.event_shape);

            /// <summary>Sums the last axes away.</summary>
            private protected static Tensor SumRightmost(Tensor value, long count) =>
                count <= 0 ? value : value.reshape([.. value.shape[..^(int)count], -1]).sum(-1);
        }
    }
}
