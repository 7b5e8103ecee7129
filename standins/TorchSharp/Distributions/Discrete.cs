using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>1 with a probability, else 0. Given by the probability or by its logit.</summary>
public class Bernoulli : distributions.Distribution
{
    /// <param name="p">Probabilities, or null.</param>
    /// <param name="l">Logits, or null.</param>
    /// <exception cref="ArgumentException">Both are given, or neither.</exception>
    public Bernoulli(Tensor? p = null, Tensor? l = null, Generator? generator = null) : base(generator) => KeepOne(p, l);

    public Tensor probs => Probs(isBinary: true);
    public Tensor logits => Logits(isBinary: true);
    public override Tensor mean => probs;
    public override Tensor variance => WrappedTensorDisposeScope(() => probs * (1 - probs));

    public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() =>
        probs.expand(ExtendedShape(sample_shape)).bernoulli(generator));

    /// <summary>v·l − log(1 + eˡ) for the logit l.</summary>
    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() => value * logits - logits.softplus());

    public override Tensor entropy() => WrappedTensorDisposeScope(() => logits.softplus() - probs * logits);

    public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null) =>
        Become(instance, Widened(batch_shape), p => new Bernoulli(byLogits ? null : p[0], byLogits ? p[0] : null, generator));
}

/// <summary>How often a trial fails before it succeeds the first time.</summary>
public class Geometric : distributions.Distribution
{
    /// <exception cref="ArgumentException">Both are given, or neither.</exception>
    public Geometric(Tensor? probs = null, Tensor? logits = null, Generator? generator = null) : base(generator) => KeepOne(probs, logits);

    public Tensor probs => Probs(isBinary: true);
    public Tensor logits => Logits(isBinary: true);
    public override Tensor mean => WrappedTensorDisposeScope(() => 1 / probs - 1);
    public override Tensor variance => WrappedTensorDisposeScope(() => (1 / probs - 1) / probs);

    public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() =>
    {
        var u = empty(ExtendedShape(sample_shape), probs.dtype).uniform_(finfo(probs.dtype).tiny, 1, generator);
        return (u.log() / (-probs).log1p()).floor();
    });

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
    {
        var failure = probs.masked_fill((probs == 1) & (value == 0), 0);
        return value * (-failure).log1p() + probs.log();
    });

    public override Tensor entropy() => WrappedTensorDisposeScope(() => (logits.softplus() - probs * logits) / probs);

    public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null) =>
        Become(instance, Widened(batch_shape), p => new Geometric(byLogits ? null : p[0], byLogits ? p[0] : null, generator));
}

/// <summary>How many of <c>total_count</c> trials succeed.</summary>
public class Binomial : distributions.Distribution
{
    /// <exception cref="ArgumentException">Both are given, or neither.</exception>
    public Binomial(Tensor total_count, Tensor? p = null, Tensor? l = null, Generator? generator = null) : base(generator) =>
        KeepOne(p, l, total_count.type_as((p ?? l) ?? total_count));

    private Tensor total => parameters[0];
    public Tensor probs => Probs(isBinary: true);
    public Tensor logits => Logits(isBinary: true);
    public override Tensor mean => WrappedTensorDisposeScope(() => total * probs);
    public override Tensor mode => WrappedTensorDisposeScope(() => ((total + 1) * probs).floor().clamp(null, total));
    public override Tensor variance => WrappedTensorDisposeScope(() => total * probs * (1 - probs));

    public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() =>
        binomial(total.expand(ExtendedShape(sample_shape)), probs.expand(ExtendedShape(sample_shape)), generator));

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
    {
        var ways = (total + 1).lgamma() - (value + 1).lgamma() - (total - value + 1).lgamma();
        return ways + value * logits - total * logits.softplus();
    });

    /// <exception cref="NotSupportedException">The trials differ in number.</exception>
    public override Tensor entropy() => WrappedTensorDisposeScope(() =>
    {
        double most = total.max().ToDouble();
        if (total.min().ToDouble() != most)
            throw new NotSupportedException("Inhomogeneous total count not supported by `entropy`.");
        var each = log_prob(arange(0, most + 1, dtype: probs.dtype).reshape([-1, .. batch_shape.Select(_ => 1L)]));
        return -(each.exp() * each).sum(0L);
    });

    public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null) =>
        Become(instance, Widened(batch_shape), p => new Binomial(p[0], byLogits ? null : p[1], byLogits ? p[1] : null, generator));
}

/// <summary>How many trials succeed before <c>total_count</c> have failed.</summary>
public class NegativeBinomial : distributions.Distribution
{
    /// <exception cref="ArgumentException">Both are given, or neither.</exception>
    public NegativeBinomial(Tensor total_count, Tensor? p = null, Tensor? l = null, Generator? generator = null) : base(generator) =>
        KeepOne(p, l, total_count.type_as((p ?? l) ?? total_count));

    private Tensor total => parameters[0];
    public Tensor probs => Probs(isBinary: true);
    public Tensor logits => Logits(isBinary: true);
    public override Tensor mean => WrappedTensorDisposeScope(() => total * logits.exp());
    public override Tensor mode => WrappedTensorDisposeScope(() => ((total - 1) * logits.exp()).floor().clamp_min(0));
    public override Tensor variance => WrappedTensorDisposeScope(() => mean / (-logits).sigmoid());

    /// <summary>A Poisson variable whose rate is a gamma variable.</summary>
    public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() =>
    {
        using var rates = new Gamma(total, (-logits).exp());
        return rates.Draw(sample_shape, generator).poisson(generator);
    });

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
        total * nn.functional.logsigmoid(-logits) + value * nn.functional.logsigmoid(logits)
        + (total + value).lgamma() - (value + 1).lgamma() - total.lgamma());

    /// <exception cref="NotSupportedException">Always: PyTorch has none either.</exception>
    public override Tensor entropy() => throw new NotSupportedException("NegativeBinomial has no entropy");

    public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null) =>
        Become(instance, Widened(batch_shape), p => new NegativeBinomial(p[0], byLogits ? null : p[1], byLogits ? p[1] : null, generator));
}

/// <summary>How many events happen, of <c>rate</c> on average.</summary>
public class Poisson : distributions.ExponentialFamily
{
    public Poisson(Tensor rate, Generator? generator = null) : base(generator) => Keep(rate);

    private Tensor rate => parameters[0];
    public override Tensor mean => rate;
    public override Tensor mode => rate.floor();
    public override Tensor variance => rate;
    protected override IList<Tensor> NaturalParams => [rate.log()];
    protected override Tensor LogNormalizer(params Tensor[] parameters) => parameters[0].exp();

    /// <exception cref="NotSupportedException">Always: the mean of −log k! has no closed form; so there is no entropy either.</exception>
    protected override Tensor MeanCarrierMeasure => throw new NotSupportedException("Poisson has no entropy");

    public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() =>
        rate.expand(ExtendedShape(sample_shape)).poisson(generator));

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() => value.xlogy(rate) - rate - (value + 1).lgamma());

    public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null) =>
        Become(instance, Widened(batch_shape), p => new Poisson(p[0], generator));
}
