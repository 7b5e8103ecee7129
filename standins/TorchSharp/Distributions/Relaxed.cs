using static TorchSharp.torch;
using static TorchSharp.torch.distributions;

namespace TorchSharp.Modules;

/// <summary>The logit of a relaxed Bernoulli variable, differentiable in its parameters (Maddison et al. 2017).</summary>
public class LogitRelaxedBernoulli : Distribution
{
    /// <param name="temperature">The lower, the nearer to 0 and 1; [] or of the batch's shape.</param>
    /// <exception cref="ArgumentException">Both are given, or neither.</exception>
    public LogitRelaxedBernoulli(Tensor temperature, Tensor? probs = null, Tensor? logits = null, Generator? generator = null)
        : base(generator) =>
        KeepOne(probs, logits, temperature);

    internal Tensor temperature => parameters[0];
    public Tensor probs => Probs(isBinary: true);
    public Tensor logits => Logits(isBinary: true);

    /// <exception cref="NotSupportedException">Always: it has no closed form.</exception>
    public override Tensor mean => throw new NotSupportedException("LogitRelaxedBernoulli has no mean in closed form");

    /// <inheritdoc cref="mean"/>
    public override Tensor variance => throw new NotSupportedException("LogitRelaxedBernoulli has no variance in closed form");

    public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() =>
    {
        var shape = ExtendedShape(sample_shape);
        var chances = ClampProbs(probs.expand(shape));
        var uniform = ClampProbs(rand(shape, chances.dtype, generator: generator));
        return (uniform.log() - (-uniform).log1p() + chances.log() - (-chances).log1p()) / temperature;
    });

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
    {
        var difference = logits - value * temperature;
        return temperature.log() + difference - 2 * difference.exp().log1p();
    });

    /// <inheritdoc cref="mean"/>
    public override Tensor entropy() => throw new NotSupportedException("LogitRelaxedBernoulli has no entropy in closed form");

    public override Distribution expand(Size batch_shape, Distribution? instance = null) => Become(instance, Widened(batch_shape),
        p => new LogitRelaxedBernoulli(p[0], byLogits ? null : p[1], byLogits ? p[1] : null, generator));
}

/// <summary>A Bernoulli variable relaxed to (0, 1), differentiable in its parameters.</summary>
public class RelaxedBernoulli : TransformedDistribution
{
    /// <inheritdoc cref="LogitRelaxedBernoulli(Tensor, Tensor, Tensor, Generator)"/>
    public RelaxedBernoulli(Tensor temperature, Tensor? probs = null, Tensor? logits = null, Generator? generator = null)
        : base(generator) =>
        Init(new LogitRelaxedBernoulli(temperature, probs, logits, generator), new transforms.SigmoidTransform());

    private LogitRelaxedBernoulli Logit => (LogitRelaxedBernoulli)base_distribution;
    public Tensor temperature => Logit.temperature;
    public Tensor probs => Logit.probs;
    public Tensor logits => Logit.logits;

    public override Distribution expand(Size batch_shape, Distribution? instance = null) => Become(instance,
        new RelaxedBernoulli(temperature.expand(batch_shape), logits: logits.expand(batch_shape), generator: generator));
}

/// <summary>The logarithm of a relaxed one-hot vector (Jang et al. 2017), differentiable in its parameters.</summary>
public class ExpRelaxedCategorical : Distribution
{
    private Tensor heat = null!;

    internal ExpRelaxedCategorical(Tensor temperature, Tensor? probs = null, Tensor? logits = null, Generator? generator = null)
        : base(generator)
    {
        KeepCategories(probs, logits);
        (heat, event_shape) = (temperature.alias().DetachFromDisposeScope(), new Size(count));
    }

    private long count => param_shape[^1];
    public Tensor temperature => heat;
    public Tensor probs => Probs(isBinary: false);
    public Tensor logits => Logits(isBinary: false);
    public long[] param_shape => parameters[0].shape;

    /// <exception cref="NotSupportedException">Always: it has no closed form.</exception>
    public override Tensor mean => throw new NotSupportedException("ExpRelaxedCategorical has no mean in closed form");

    /// <inheritdoc cref="mean"/>
    public override Tensor variance => throw new NotSupportedException("ExpRelaxedCategorical has no variance in closed form");

    public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() =>
    {
        var shape = ExtendedShape(sample_shape);
        var uniform = ClampProbs(rand(shape, logits.dtype, generator: generator));
        var scores = (logits.expand(shape) - (-uniform.log()).log()) / temperature;
        return scores - scores.logsumexp(-1, keepdim: true);
    });

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
    {
        var scale = full_like(temperature, count).lgamma() + temperature.log() * (count - 1);
        var score = logits - value * temperature;
        return (score - score.logsumexp(-1, keepdim: true)).sum(-1) + scale;
    });

    /// <inheritdoc cref="mean"/>
    public override Tensor entropy() => throw new NotSupportedException("ExpRelaxedCategorical has no entropy in closed form");

    public override Distribution expand(Size batch_shape, Distribution? instance = null) => Become(instance, Widened(batch_shape, count),
        p => new ExpRelaxedCategorical(heat, byLogits ? null : p[0], byLogits ? p[0] : null, generator));

    private protected override void Assume(Distribution other)
    {
        base.Assume(other);
        heat = ((ExpRelaxedCategorical)other).heat;
    }
}

/// <summary>A one-hot vector relaxed to shares of a whole, differentiable in its parameters.</summary>
public class RelaxedOneHotCategorical : TransformedDistribution
{
    /// <param name="temperature">The lower, the nearer to 0 and 1; a single value.</param>
    /// <exception cref="ArgumentException">Both are given, or neither.</exception>
    public RelaxedOneHotCategorical(Tensor temperature, Tensor? probs = null, Tensor? logits = null, Generator? generator = null)
        : base(generator) =>
        Init(new ExpRelaxedCategorical(temperature, probs, logits, generator), new transforms.ExpTransform());

    private ExpRelaxedCategorical Log => (ExpRelaxedCategorical)base_distribution;
    public Tensor temperature => Log.temperature;
    public Tensor probs => Log.probs;
    public Tensor logits => Log.logits;

    public override Distribution expand(Size batch_shape, Distribution? instance = null) => Become(instance,
        new RelaxedOneHotCategorical(temperature, logits: logits.expand([.. batch_shape, .. event_shape]), generator: generator));
}
