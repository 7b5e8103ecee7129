using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Probability distributions over tensors.</summary>
    public static partial class distributions
    {
        /// <summary>
        /// A batch of distributions: parameters broadcast to <see cref="batch_shape"/>; one draw has <see cref="event_shape"/>, and samples have
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
                if (disposing && !ReferenceEquals(generator, Generator.Default))
                    generator?.Dispose();
            }

            private NotSupportedException Missing(string member) => new($"{GetType().Name} has no {member}");

            /// <summary>Parameters in their common shape, kept from every scope.</summary>
            private protected static (Tensor, Tensor) Broadcast(Tensor a, Tensor b)
            {
                var both = broadcast_tensors(a, b);
                return (both[0].DetachFromDisposeScope(), both[1].DetachFromDisposeScope());
            }

            /// <summary>Exactly one of the two must be given.</summary>
            private protected static void CheckOne(object? probs, object? logits)
            {
                if (probs is null == logits is null)
                    throw new ArgumentException("One and only one of 'probs' and 'logits' should be provided.");
            }

            private protected static T Target<T>(Distribution? instance, Func<T> make) where T : Distribution => instance switch
            {
                null => make(),
                T same => same,
                _ => throw new ArgumentException($"expand(): 'instance' must be a {typeof(T).Name} distribution, not {instance.GetType().Name}", nameof(instance)),
            };
        }

        public static Normal Normal(Tensor loc, Tensor scale, Generator? generator = null) => new(loc, scale, generator);
        public static Normal Normal(float loc, float scale = 1F, Generator? generator = null) => new(tensor(loc), tensor(scale), generator);
        public static Normal Normal(double loc, double scale = 1D, Generator? generator = null) => new(tensor(loc), tensor(scale), generator);

        public static Uniform Uniform(Tensor low, Tensor high, Generator? generator = null) => new(low, high, generator);

        public static Bernoulli Bernoulli(Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(probs, logits, generator);
        public static Bernoulli Bernoulli(float? probs, float? logits, Generator? generator = null) =>
            new(probs is { } p ? tensor(p) : null, logits is { } l ? tensor(l) : null, generator);
        public static Bernoulli Bernoulli(double? probs, double? logits, Generator? generator = null) =>
            new(probs is { } p ? tensor(p) : null, logits is { } l ? tensor(l) : null, generator);

        public static Categorical Categorical(Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(probs, logits, generator);

        /// <summary>All categories alike.</summary>
        public static Categorical Categorical(int categories, Generator? generator = null) =>
            new(full(categories, 1.0 / categories, ScalarType.Float64), null, generator);
    }
}
