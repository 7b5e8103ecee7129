using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The normal distribution of mean <c>loc</c> and standard deviation <c>scale</c>.</summary>
public class Normal : distributions.Distribution
{
    public Normal(Tensor loc, Tensor scale, Generator? generator = null) : base(generator) => Keep(loc, scale);

    private Tensor loc => parameters[0];
    private Tensor scale => parameters[1];
    public override Tensor mean => loc;
    public override Tensor mode => loc;
    public override Tensor stddev => scale;
    public override Tensor variance => scale.square();

    public override Tensor sample(params long[] sample_shape)
    {
        var shape = ExtendedShape(sample_shape);
        using var mode = no_grad();
        return WrappedTensorDisposeScope(() => normal(loc.expand(shape), scale.expand(shape), generator));
    }

    public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() =>
        loc + randn(ExtendedShape(sample_shape), loc.dtype, loc.device, generator: generator) * scale);

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
        -(value - loc).square() / (2 * scale.square()) - scale.log() - 0.5 * Math.Log(2 * Math.PI));

    public override Tensor entropy() => WrappedTensorDisposeScope(() => 0.5 + 0.5 * Math.Log(2 * Math.PI) + scale.log());

    public override Tensor cdf(Tensor value) => WrappedTensorDisposeScope(() => 0.5 * (1 + ((value - loc) / scale / Math.Sqrt(2)).erf()));

    public override Tensor icdf(Tensor value) => WrappedTensorDisposeScope(() => loc + scale * (2 * value - 1).erfinv() * Math.Sqrt(2));

    public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null) =>
        Become(instance, Widened(batch_shape), p => new Normal(p[0], p[1], generator));
}

/// <summary>The uniform distribution over [low, high).</summary>
public class Uniform : distributions.Distribution
{
    public Uniform(Tensor low, Tensor high, Generator? generator = null) : base(generator) => Keep(low, high);

    private Tensor low => parameters[0];
    private Tensor high => parameters[1];
    public override Tensor mean => WrappedTensorDisposeScope(() => (low + high) / 2);

    /// <summary>Every value is as probable: NaN.</summary>
    public override Tensor mode => high * double.NaN;

    public override Tensor variance => WrappedTensorDisposeScope(() => (high - low).square() / 12);

    public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() =>
        low + rand(ExtendedShape(sample_shape), low.dtype, low.device, generator: generator) * (high - low));

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
        (low.le(value).type_as(low) * high.gt(value).type_as(low)).log() - (high - low).log());

    public override Tensor entropy() => WrappedTensorDisposeScope(() => (high - low).log());

    public override Tensor cdf(Tensor value) => WrappedTensorDisposeScope(() => ((value - low) / (high - low)).clamp(0, 1));

    public override Tensor icdf(Tensor value) => WrappedTensorDisposeScope(() => value * (high - low) + low);

    public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null) =>
        Become(instance, Widened(batch_shape), p => new Uniform(p[0], p[1], generator));
}

/// <summary>The Cauchy distribution about <c>loc</c>, half of it within <c>scale</c>.</summary>
public class Cauchy : distributions.Distribution
{
    public Cauchy(Tensor loc, Tensor scale, Generator? generator = null) : base(generator) => Keep(loc, scale);

    private Tensor loc => parameters[0];
    private Tensor scale => parameters[1];

    /// <summary>There is no mean: NaN.</summary>
    public override Tensor mean => full(ExtendedShape(), double.NaN, loc.dtype);

    public override Tensor mode => loc;

    /// <summary>Infinite.</summary>
    public override Tensor variance => full(ExtendedShape(), double.PositiveInfinity, loc.dtype);

    public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() =>
        loc + empty(ExtendedShape(sample_shape), loc.dtype).cauchy_(generator: generator) * scale);

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
        -Math.Log(Math.PI) - scale.log() - ((value - loc) / scale).square().log1p());

    public override Tensor entropy() => WrappedTensorDisposeScope(() => Math.Log(4 * Math.PI) + scale.log());

    public override Tensor cdf(Tensor value) => WrappedTensorDisposeScope(() => ((value - loc) / scale).atan() / Math.PI + 0.5);

    public override Tensor icdf(Tensor value) => WrappedTensorDisposeScope(() => ((value - 0.5) * Math.PI).tan() * scale + loc);

    public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null) =>
        Become(instance, Widened(batch_shape), p => new Cauchy(p[0], p[1], generator));
}

/// <summary>The Laplace distribution about <c>loc</c>: exponential on both sides.</summary>
public class Laplace : distributions.Distribution
{
    public Laplace(Tensor loc, Tensor scale, Generator? generator = null) : base(generator) => Keep(loc, scale);

    private Tensor loc => parameters[0];
    private Tensor scale => parameters[1];
    public override Tensor mean => loc;
    public override Tensor mode => loc;
    public override Tensor stddev => WrappedTensorDisposeScope(() => Math.Sqrt(2) * scale);
    public override Tensor variance => WrappedTensorDisposeScope(() => 2 * scale.square());

    public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() =>
    {
        var u = empty(ExtendedShape(sample_shape), loc.dtype).uniform_(finfo(loc.dtype).eps - 1, 1, generator);
        return loc - scale * u.sign() * (-u.abs()).log1p();
    });

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() => -(2 * scale).log() - (value - loc).abs() / scale);

    public override Tensor entropy() => WrappedTensorDisposeScope(() => 1 + (2 * scale).log());

    public override Tensor cdf(Tensor value) => WrappedTensorDisposeScope(() =>
        0.5 - 0.5 * (value - loc).sign() * (-(value - loc).abs() / scale).expm1());

    public override Tensor icdf(Tensor value) => WrappedTensorDisposeScope(() =>
        loc - scale * (value - 0.5).sign() * (-2 * (value - 0.5).abs()).log1p());

    public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null) =>
        Become(instance, Widened(batch_shape), p => new Laplace(p[0], p[1], generator));
}

/// <summary>Fisher's F: the ratio of two chi-squared variables, each over its degrees of freedom.</summary>
public class FisherSnedecor : distributions.Distribution
{
    public FisherSnedecor(Tensor df1, Tensor df2, Generator? generator = null) : base(generator) => Keep(df1, df2);

    private Tensor df1 => parameters[0];
    private Tensor df2 => parameters[1];

    /// <summary>NaN for df2 ≤ 2.</summary>
    public override Tensor mean => WrappedTensorDisposeScope(() => df2.masked_fill(df2 <= 2, double.NaN) is var d ? d / (d - 2) : df2);

    /// <summary>NaN for df2 ≤ 4.</summary>
    public override Tensor variance => WrappedTensorDisposeScope(() =>
    {
        var d = df2.masked_fill(df2 <= 4, double.NaN);
        return 2 * d.square() * (df1 + d - 2) / (df1 * (d - 2).square() * (d - 4));
    });

    public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() =>
    {
        double tiny = finfo(df2.dtype).tiny;
        Tensor Draw(Tensor df)
        {
            using var gamma = new Gamma(df / 2, df / 2, null);
            return gamma.Draw(sample_shape, generator);
        }
        var numerator = Draw(df1);
        return (numerator / Draw(df2).clamp_min(tiny)).clamp_min(tiny);
    });

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
    {
        var (half1, half2, ratio) = (df1 / 2, df2 / 2, df1 / df2);
        return (half1 + half2).lgamma() - half1.lgamma() - half2.lgamma() + half1 * ratio.log() + (half1 - 1) * value.log()
            - (half1 + half2) * (ratio * value).log1p();
    });

    /// <exception cref="NotSupportedException">Always: PyTorch has none either.</exception>
    public override Tensor entropy() => throw new NotSupportedException("FisherSnedecor has no entropy");

    public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null) =>
        Become(instance, Widened(batch_shape), p => new FisherSnedecor(p[0], p[1], generator));
}
