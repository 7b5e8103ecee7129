using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>0 to n − 1 with probabilities along the last axis, which are normalised; or by their logarithms up to a constant.</summary>
public class Categorical : distributions.Distribution
{
    /// <exception cref="ArgumentException">Both are given, or neither.</exception>
    public Categorical(Tensor? probs = null, Tensor? logits = null, Generator? generator = null) : base(generator) =>
        KeepCategories(probs, logits);

    private long count => param_shape[^1];
    public Tensor probs => Probs(isBinary: false);
    public Tensor logits => Logits(isBinary: false);
    public long[] param_shape => parameters[0].shape;

    /// <summary>Categories have no mean: NaN.</summary>
    public override Tensor mean => full(ExtendedShape(), double.NaN, parameters[0].dtype);

    /// <summary>Categories have no variance: NaN.</summary>
    public override Tensor variance => mean;

    public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() => Draw(sample_shape, generator));

    /// <summary>Draws by another generator than the distribution's own.</summary>
    internal Tensor Draw(long[] sample_shape, Generator? source) =>
        probs.reshape(-1, count).multinomial(sample_shape.TotalSize(), true, source).T.reshape(ExtendedShape(sample_shape));

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
    {
        var index = value.to(ScalarType.Int64).unsqueeze(-1);
        var both = broadcast_tensors(index, logits);
        return both[1].gather(-1, both[0].narrow(-1, 0, 1)).squeeze(-1);
    });

    public override Tensor entropy() => WrappedTensorDisposeScope(() => -(logits.clamp_min(finfo(logits.dtype).min) * probs).sum(-1));

    public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null) =>
        Become(instance, Widened(batch_shape, count), p => new Categorical(byLogits ? null : p[0], byLogits ? p[0] : null, generator));
}

/// <summary>A category as a vector of zeros and a one.</summary>
public class OneHotCategorical : distributions.Distribution
{
    /// <exception cref="ArgumentException">Both are given, or neither.</exception>
    public OneHotCategorical(Tensor? p = null, Tensor? l = null, Generator? generator = null) : base(generator)
    {
        KeepCategories(p, l);
        event_shape = new Size(count);
    }

    private long count => parameters[0].shape[^1];
    public Tensor probs => Probs(isBinary: false);
    public Tensor logits => Logits(isBinary: false);
    public override Tensor mean => probs;
    public override Tensor mode => WrappedTensorDisposeScope(() => nn.functional.one_hot(probs.argmax(-1), count).to(probs.dtype));
    public override Tensor variance => WrappedTensorDisposeScope(() => probs * (1 - probs));

    public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() =>
    {
        using var categories = new Categorical(probs);
        return nn.functional.one_hot(categories.Draw(sample_shape, generator), count).to(probs.dtype);
    });

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() => (value * logits).sum(-1));

    public override Tensor entropy() => WrappedTensorDisposeScope(() => -(logits.clamp_min(finfo(logits.dtype).min) * probs).sum(-1));

    public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null) =>
        Become(instance, Widened(batch_shape, count), p => new OneHotCategorical(byLogits ? null : p[0], byLogits ? p[0] : null,
            generator));
}

/// <summary>How often each category comes up in <c>total_count</c> draws.</summary>
public class Multinomial : distributions.Distribution
{
    private int total;

    /// <exception cref="ArgumentException">Both are given, or neither.</exception>
    public Multinomial(int total_count, Tensor? probs = null, Tensor? logits = null, Generator? generator = null) : base(generator)
    {
        KeepCategories(probs, logits);
        (total, event_shape) = (total_count, new Size(param_shape[^1]));
    }

    public Tensor probs => Probs(isBinary: false);
    public Tensor logits => Logits(isBinary: false);
    public long[] param_shape => parameters[0].shape;
    public override Tensor mean => WrappedTensorDisposeScope(() => probs * total);
    public override Tensor variance => WrappedTensorDisposeScope(() => total * probs * (1 - probs));

    public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() =>
    {
        using var categories = new Categorical(probs);
        var draws = categories.Draw([total, .. sample_shape], generator).movedim([0], [-1]);
        return zeros(ExtendedShape(sample_shape), ScalarType.Int64).scatter_add_(-1, draws, ones_like(draws)).type_as(probs);
    });

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
    {
        var possible = logits.expand_as(value + logits).masked_fill((value == 0) & logits.isinf(), 0);
        return (value.sum(-1) + 1).lgamma() - (value + 1).lgamma().sum(-1) + (possible * value).sum(-1);
    });

    public override Tensor entropy() => WrappedTensorDisposeScope(() =>
    {
        var n = tensor((double)total, probs.dtype);
        var single = -(logits.clamp_min(finfo(logits.dtype).min) * probs).sum(-1);
        using var each = new Binomial(n, probs);
        var counts = arange(1, total + 1, dtype: probs.dtype).reshape([-1, .. param_shape.Select(_ => 1L)]);
        var weights = each.log_prob(counts).exp();
        return n * single - (n + 1).lgamma() + (weights * (counts + 1).lgamma()).sum(0L).sum(-1);
    });

    public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null) =>
        Become(instance, Widened(batch_shape, event_shape.Shape),
            p => new Multinomial(total, byLogits ? null : p[0], byLogits ? p[0] : null, generator));

    private protected override void Assume(distributions.Distribution other)
    {
        base.Assume(other);
        total = ((Multinomial)other).total;
    }
}
