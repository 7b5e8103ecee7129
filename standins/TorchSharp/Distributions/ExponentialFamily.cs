using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>
            /// Distributions with the density exp(θ·t(x) − F(θ) + k(x)): natural parameters θ, logarithm F of the normalizer, carrier k.
            /// </summary>
            public abstract class ExponentialFamily : Distribution
            {
                protected ExponentialFamily(Generator? generator) : base(generator) { }

                /// <summary>θ.</summary>
                protected abstract IList<Tensor> NaturalParams { get; }

                /// <summary>F(θ).</summary>
                protected virtual Tensor LogNormalizer(params Tensor[] parameters) =>
                    throw new NotSupportedException($"{GetType().Name} has no LogNormalizer");

                /// <summary>The mean of k(x).</summary>
                protected abstract Tensor MeanCarrierMeasure { get; }

                /// <summary>F(θ) − θ·∇F(θ) − E k(x), each of the batch.</summary>
                public override Tensor entropy()
                {
                    using var scope = NewDisposeScope();
                    using var gradients = enable_grad();
                    Tensor[] natural = [.. NaturalParams.Select(p => p.detach().requires_grad_())];
                    var normalizer = LogNormalizer(natural);
                    var slopes = autograd.grad([normalizer.sum()], natural, create_graph: true);
                    var result = normalizer - MeanCarrierMeasure;
                    for (int k = 0; k < natural.Length; k++)
                        result -= (natural[k] * slopes[k]).reshape([.. batch_shape, -1]).sum(-1);
                    return result.MoveToOuterDisposeScope();
                }
            }
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>The time to the next event, of <c>rate</c> events in a unit of time.</summary>
    public class Exponential : distributions.ExponentialFamily
    {
        public Exponential(Tensor rate, Generator? generator = null) : base(generator) => Keep(rate);

        private Tensor rate => parameters[0];
        public override Tensor mean => rate.reciprocal();
        public override Tensor mode => zeros_like(rate);
        public override Tensor stddev => rate.reciprocal();
        public override Tensor variance => rate.pow(-2);
        protected override IList<Tensor> NaturalParams => [-rate];
        protected override Tensor MeanCarrierMeasure => tensor(0.0, rate.dtype);
        protected override Tensor LogNormalizer(params Tensor[] parameters) => -(-parameters[0]).log();

        public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() =>
            empty(ExtendedShape(sample_shape), rate.dtype).exponential_(1, generator) / rate);

        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() => rate.log() - rate * value);

        public override Tensor entropy() => WrappedTensorDisposeScope(() => 1 - rate.log());

        public override Tensor cdf(Tensor value) => WrappedTensorDisposeScope(() => 1 - (-rate * value).exp());

        public override Tensor icdf(Tensor value) => WrappedTensorDisposeScope(() => -(-value).log1p() / rate);

        public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null) =>
            Become(instance, Widened(batch_shape), p => new Exponential(p[0], generator));
    }

    /// <summary>The gamma distribution of shape <c>concentration</c>; its mean is concentration / rate.</summary>
    public class Gamma : distributions.ExponentialFamily
    {
        public Gamma(Tensor concentration, Tensor rate, Generator? generator = null) : base(generator) => Keep(concentration, rate);

        private protected Tensor shape => parameters[0];
        private Tensor rate => parameters[1];
        public override Tensor mean => shape / rate;
        public override Tensor mode => WrappedTensorDisposeScope(() => ((shape - 1) / rate).clamp_min(0));
        public override Tensor variance => WrappedTensorDisposeScope(() => shape / rate.square());
        protected override IList<Tensor> NaturalParams => [shape - 1, -rate];
        protected override Tensor MeanCarrierMeasure => tensor(0.0, rate.dtype);

        protected override Tensor LogNormalizer(params Tensor[] parameters) =>
            (parameters[0] + 1).lgamma() - (parameters[0] + 1) * (-parameters[1]).log();

        public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() => Draw(sample_shape, generator));

        /// <summary>Draws by another generator than the distribution's own.</summary>
        internal Tensor Draw(long[] sample_shape, Generator? source)
        {
            var extended = ExtendedShape(sample_shape);
            var value = _standard_gamma(shape.expand(extended), source) / rate.expand(extended);
            using (no_grad())
                value.detach().clamp_(finfo(value.dtype).tiny);
            return value;
        }

        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
            shape.xlogy(rate) + (shape - 1).xlogy(value) - rate * value - shape.lgamma());

        public override Tensor entropy() => WrappedTensorDisposeScope(() =>
            shape - rate.log() + shape.lgamma() + (1 - shape) * shape.digamma());

        public override Tensor cdf(Tensor value) => WrappedTensorDisposeScope(() => special.gammainc(shape, rate * value));

        public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null) =>
            Become(instance, Widened(batch_shape), p => new Gamma(p[0], p[1], generator));
    }

    /// <summary>The sum of the squares of <c>df</c> standard normal variables.</summary>
    public class Chi2 : Gamma
    {
        public Chi2(Tensor df, Generator? generator = null) : base(df * 0.5, tensor(0.5, df.dtype), generator) { }

        public Tensor df => shape * 2;

        public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null) =>
            Become(instance, new Chi2(df.expand(batch_shape), generator));
    }
}
