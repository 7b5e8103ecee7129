using static TorchSharp.torch;
using static TorchSharp.torch.distributions;
using static TorchSharp.torch.distributions.transforms;

namespace TorchSharp.Modules;

/// <summary>The largest of many values, standardised: Gumbel's extreme-value distribution.</summary>
public class Gumbel : TransformedDistribution
{
    private readonly Tensor loc, scale;

    internal Gumbel(Tensor loc, Tensor scale, Generator? generator = null) : base(generator)
    {
        Keep(loc, scale);
        (this.loc, this.scale) = (parameters[0], parameters[1]);
        var limits = finfo(loc.dtype);
        Init(
            new Uniform(full_like(this.loc, limits.tiny), full_like(this.loc, 1 - limits.eps), generator),
            new ExpTransform().inv, new AffineTransform(0, -1), new ExpTransform().inv, new AffineTransform(this.loc, -this.scale));
    }

    public override Tensor mean => WrappedTensorDisposeScope(() => loc + scale * euler_constant);
    public override Tensor mode => loc;
    public override Tensor stddev => WrappedTensorDisposeScope(() => Math.PI / Math.Sqrt(6) * scale);
    public override Tensor variance => WrappedTensorDisposeScope(() => stddev.square());

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
    {
        var y = (loc - value) / scale;
        return y - y.exp() - scale.log();
    });

    public override Tensor entropy() => WrappedTensorDisposeScope(() => scale.log() + (1 + euler_constant));
}

/// <summary>The size of a Cauchy variable about 0.</summary>
public class HalfCauchy : TransformedDistribution
{
    internal HalfCauchy(Tensor scale, Generator? generator = null) : base(generator)
    {
        Keep(scale);
        Init(new Cauchy(zeros_like(scale), scale, generator), new AbsTransform());
    }

    public Tensor scale => parameters[0];

    /// <summary>Infinite.</summary>
    public override Tensor mean => full(ExtendedShape(), double.PositiveInfinity, scale.dtype);

    public override Tensor mode => zeros_like(scale);
    public override Tensor variance => base_distribution.variance;

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
        (base_distribution.log_prob(value) + Math.Log(2)).masked_fill(value < 0, double.NegativeInfinity));

    public override Tensor cdf(Tensor value) => WrappedTensorDisposeScope(() => 2 * base_distribution.cdf(value) - 1);

    public override Tensor icdf(Tensor value) => WrappedTensorDisposeScope(() => base_distribution.icdf((value + 1) / 2));

    public override Tensor entropy() => WrappedTensorDisposeScope(() => base_distribution.entropy() - Math.Log(2));

    public override Distribution expand(Size batch_shape, Distribution? instance = null) =>
        Become(instance, Widened(batch_shape), p => new HalfCauchy(p[0], generator));
}

/// <summary>The size of a normal variable about 0.</summary>
public class HalfNormal : TransformedDistribution
{
    internal HalfNormal(Tensor scale, Generator? generator = null) : base(generator)
    {
        Keep(scale);
        Init(new Normal(zeros_like(scale), scale, generator), new AbsTransform());
    }

    public Tensor scale => parameters[0];
    public override Tensor mean => WrappedTensorDisposeScope(() => scale * Math.Sqrt(2 / Math.PI));
    public override Tensor mode => zeros_like(scale);
    public override Tensor variance => WrappedTensorDisposeScope(() => scale.square() * (1 - 2 / Math.PI));

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
        (base_distribution.log_prob(value) + Math.Log(2)).masked_fill(value < 0, double.NegativeInfinity));

    public override Tensor cdf(Tensor value) => WrappedTensorDisposeScope(() => 2 * base_distribution.cdf(value) - 1);

    public override Tensor icdf(Tensor prob) => WrappedTensorDisposeScope(() => base_distribution.icdf((prob + 1) / 2));

    public override Tensor entropy() => WrappedTensorDisposeScope(() => base_distribution.entropy() - Math.Log(2));

    public override Distribution expand(Size batch_shape, Distribution? instance = null) =>
        Become(instance, Widened(batch_shape), p => new HalfNormal(p[0], generator));
}

/// <summary>e to the power of a normal variable.</summary>
public class LogNormal : TransformedDistribution
{
    internal LogNormal(Tensor loc, Tensor scale, Generator? generator = null) : base(generator)
    {
        Keep(loc, scale);
        Init(new Normal(loc, scale, generator), new ExpTransform());
    }

    public Tensor loc => parameters[0];
    public Tensor scale => parameters[1];
    public override Tensor mean => WrappedTensorDisposeScope(() => (loc + scale.square() / 2).exp());
    public override Tensor mode => WrappedTensorDisposeScope(() => (loc - scale.square()).exp());
    public override Tensor variance => WrappedTensorDisposeScope(() => scale.square().expm1() * (2 * loc + scale.square()).exp());
    public override Tensor entropy() => WrappedTensorDisposeScope(() => base_distribution.entropy() + loc);

    public override Distribution expand(Size batch_shape, Distribution? instance = null) =>
        Become(instance, Widened(batch_shape), p => new LogNormal(p[0], p[1], generator));
}

/// <summary>Pareto's distribution of values above <c>scale</c>.</summary>
public class Pareto : TransformedDistribution
{
    internal Pareto(Tensor scale, Tensor alpha, Generator? generator = null) : base(generator)
    {
        Keep(scale, alpha);
        Init(new Exponential(this.alpha, generator), new ExpTransform(), new AffineTransform(tensor(0.0, scale.dtype), this.scale));
    }

    public Tensor scale => parameters[0];
    public Tensor alpha => parameters[1];

    /// <summary>Infinite for alpha ≤ 1.</summary>
    public override Tensor mean => WrappedTensorDisposeScope(() => alpha.clamp_min(1) is var a ? a * scale / (a - 1) : alpha);

    public override Tensor mode => scale;

    /// <summary>Infinite for alpha ≤ 2.</summary>
    public override Tensor variance => WrappedTensorDisposeScope(() =>
    {
        var a = alpha.clamp_min(2);
        return scale.square() * a / ((a - 1).square() * (a - 2));
    });

    public override Tensor entropy() => WrappedTensorDisposeScope(() => (scale / alpha).log() + 1 + alpha.reciprocal());

    public override Distribution expand(Size batch_shape, Distribution? instance = null) =>
        Become(instance, Widened(batch_shape), p => new Pareto(p[0], p[1], generator));
}

/// <summary>Weibull's distribution of lifetimes.</summary>
public class Weibull : TransformedDistribution
{
    private readonly Tensor scale, concentration;

    internal Weibull(Tensor scale, Tensor concentration, Generator? generator = null) : base(generator)
    {
        Keep(scale, concentration);
        (this.scale, this.concentration) = (parameters[0], parameters[1]);
        Init(
            new Exponential(ones_like(this.scale), generator),
            new PowerTransform(this.concentration.reciprocal()), new AffineTransform(tensor(0.0, scale.dtype), this.scale));
    }

    public override Tensor mean => WrappedTensorDisposeScope(() => scale * Moment(1));
    public override Tensor mode => WrappedTensorDisposeScope(() =>
        scale * ((concentration - 1) / concentration).pow(concentration.reciprocal()));
    public override Tensor variance => WrappedTensorDisposeScope(() => scale.square() * (Moment(2) - Moment(1).square()));

    public override Tensor entropy() => WrappedTensorDisposeScope(() =>
        euler_constant * (1 - concentration.reciprocal()) + (scale / concentration).log() + 1);

    private Tensor Moment(int n) => (1 + n * concentration.reciprocal()).lgamma().exp();
}

/// <summary>Kumaraswamy's distribution over (0, 1), like Beta's but with a simple cumulative probability.</summary>
public class Kumaraswamy : TransformedDistribution
{
    internal Kumaraswamy(Tensor concentration1, Tensor concentration0, Generator? generator = null) : base(generator)
    {
        Keep(concentration1, concentration0);
        Init(
            new Uniform(full_like(this.concentration0, 0), full_like(this.concentration0, 1), generator),
            new PowerTransform(this.concentration0.reciprocal()), new AffineTransform(1, -1),
            new PowerTransform(this.concentration1.reciprocal()));
    }

    public Tensor concentration1 => parameters[0];
    public Tensor concentration0 => parameters[1];
    public override Tensor mean => WrappedTensorDisposeScope(() => Moment(1));

    /// <summary>NaN where a concentration is below 1.</summary>
    public override Tensor mode => WrappedTensorDisposeScope(() =>
    {
        var log = concentration0.reciprocal() * (-concentration0).log1p() - (-concentration0 * concentration1).log1p();
        return log.masked_fill((concentration0 < 1) | (concentration1 < 1), double.NaN).exp();
    });

    public override Tensor variance => WrappedTensorDisposeScope(() => Moment(2) - Moment(1).square());

    public override Tensor entropy() => WrappedTensorDisposeScope(() =>
        1 - concentration0.reciprocal() + (1 - concentration1.reciprocal()) * ((concentration0 + 1).digamma() + euler_constant)
        - concentration0.log() - concentration1.log());

    public override Distribution expand(Size batch_shape, Distribution? instance = null) =>
        Become(instance, Widened(batch_shape), p => new Kumaraswamy(p[0], p[1], generator));

    private Tensor Moment(int n) => WrappedTensorDisposeScope(() =>
    {
        var first = 1 + n / concentration1;
        return concentration0 * (first.lgamma() + concentration0.lgamma() - (first + concentration0).lgamma()).exp();
    });
}
