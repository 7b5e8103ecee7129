using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>1 with a probability, else 0. Given by the probability or by its logit.</summary>
public class Bernoulli : distributions.Distribution
{
    private Tensor? given, givenLogits;

    /// <param name="p">Probabilities, or null.</param>
    /// <param name="l">Logits, or null.</param>
    /// <exception cref="ArgumentException">Both are given, or neither.</exception>
    public Bernoulli(Tensor? p = null, Tensor? l = null, Generator? generator = null) : base(generator)
    {
        CheckOne(p, l);
        given = p?.alias().DetachFromDisposeScope();
        givenLogits = l?.alias().DetachFromDisposeScope();
        batch_shape = (p ?? l)!.shape;
    }

    public Tensor probs => given ?? LogitsToProbs(givenLogits!, true);
    public Tensor logits => givenLogits ?? ProbsToLogits(given!, true);
    public override Tensor mean => probs;
    public override Tensor variance => WrappedTensorDisposeScope(() => probs * (1 - probs));

    public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() => probs.expand(ExtendedShape(sample_shape)).bernoulli(generator));

    /// <summary>v·l − log(1 + eˡ) for the logit l.</summary>
    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() => value * logits - logits.softplus());

    public override Tensor entropy() => WrappedTensorDisposeScope(() => logits.softplus() - probs * logits);

    public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null)
    {
        var result = Target(instance, () => new Bernoulli(given, givenLogits, generator));
        (result.given, result.givenLogits, result.batch_shape) = (given?.expand(batch_shape), givenLogits?.expand(batch_shape), batch_shape);
        return result;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            given?.Dispose();
            givenLogits?.Dispose();
        }
        base.Dispose(disposing);
    }
}

/// <summary>0 to n − 1 with probabilities along the last axis, which are normalised; or by their logarithms up to a constant.</summary>
public class Categorical : distributions.Distribution
{
    private Tensor? given, givenLogits;
    private readonly long count;

    /// <exception cref="ArgumentException">Both are given, or neither.</exception>
    public Categorical(Tensor? probs = null, Tensor? logits = null, Generator? generator = null) : base(generator)
    {
        CheckOne(probs, logits);
        given = probs is null ? null : (probs / probs.sum(-1, keepdim: true)).DetachFromDisposeScope();
        givenLogits = logits is null ? null : (logits - logits.logsumexp(-1, keepdim: true)).DetachFromDisposeScope();
        count = param_shape[^1];
        batch_shape = param_shape[..^1];
    }

    public Tensor probs => given ?? LogitsToProbs(givenLogits!);
    public Tensor logits => givenLogits ?? ProbsToLogits(given!);
    public long[] param_shape => (given ?? givenLogits)!.shape;

    /// <summary>Categories have no mean: NaN.</summary>
    public override Tensor mean => full(ExtendedShape(), double.NaN, (given ?? givenLogits)!.dtype);

    /// <summary>Categories have no variance: NaN.</summary>
    public override Tensor variance => mean;

    public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() =>
        probs.reshape(-1, count).multinomial(sample_shape.TotalSize(), true, generator).T.reshape(ExtendedShape(sample_shape)));

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
    {
        var index = value.to(ScalarType.Int64).unsqueeze(-1);
        var both = broadcast_tensors(index, logits);
        return both[1].gather(-1, both[0].narrow(-1, 0, 1)).squeeze(-1);
    });

    public override Tensor entropy() => WrappedTensorDisposeScope(() => -(logits.clamp_min(finfo(logits.dtype).min) * probs).sum(-1));

    public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null)
    {
        long[] shape = [.. batch_shape, count];
        var result = Target(instance, () => new Categorical(given, given is null ? givenLogits : null, generator));
        (result.given, result.givenLogits, result.batch_shape) = (given?.expand(shape), givenLogits?.expand(shape), batch_shape);
        return result;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            given?.Dispose();
            givenLogits?.Dispose();
        }
        base.Dispose(disposing);
    }
}
