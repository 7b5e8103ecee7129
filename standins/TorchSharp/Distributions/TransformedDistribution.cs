using static TorchSharp.torch;
using static TorchSharp.torch.distributions;
using static TorchSharp.torch.distributions.transforms;

namespace TorchSharp.Modules;

/// <summary>The distribution of a variable after one or several transforms.</summary>
public class TransformedDistribution : Distribution
{
    /// <summary>The distribution before the transforms.</summary>
    protected Distribution base_distribution = null!;

    private Transform[] steps = [];

    /// <summary>For derived classes, which call <c>_init</c>.</summary>
    public TransformedDistribution(Generator? generator = null) : base(generator) { }

    public TransformedDistribution(Distribution base_distribution, Transform transform, Generator? generator = null)
        : this(base_distribution, [transform], generator) { }

    /// <exception cref="ArgumentException">The base has fewer axes than the transforms work on.</exception>
    public TransformedDistribution(Distribution base_distribution, IEnumerable<Transform> transforms, Generator? generator = null)
        : base(generator) => _init(base_distribution, [.. transforms]);

    private protected void Init(Distribution origin, params Transform[] transforms) => _init(origin, transforms);

    /// <summary>Sets base and transforms; axes that a transform mixes become part of the event.</summary>
    protected void _init(Distribution base_distribution, Transform[] transforms)
    {
        steps = transforms;
        var all = new ComposeTransform(transforms);
        long[] events = base_distribution.event_shape.Shape, shape = [.. base_distribution.batch_shape, .. events];
        if (shape.Length < all.domain.event_dim)
            throw new ArgumentException(
                $"base_distribution needs to have shape with size at least {all.domain.event_dim}, but got {shape.Length}.");
        var result = all.forward_shape(shape);
        var wide = all.inverse_shape(result);
        this.base_distribution = shape.SequenceEqual(wide) ? base_distribution : base_distribution.expand(new Size(wide[..^events.Length]));
        if (all.domain.event_dim > events.Length)
            this.base_distribution = new Independent(this.base_distribution, all.domain.event_dim - events.Length, generator);
        var eventAxes = all.codomain.event_dim + Math.Max(events.Length - all.domain.event_dim, 0);
        (batch_shape, event_shape) = (new Size(result[..^eventAxes]), new Size(result[^eventAxes..]));
    }

    /// <exception cref="NotSupportedException">Always, but in classes that know theirs.</exception>
    public override Tensor mean => throw Unknown(nameof(mean));

    /// <inheritdoc cref="mean"/>
    public override Tensor mode => throw Unknown(nameof(mode));

    /// <inheritdoc cref="mean"/>
    public override Tensor variance => throw Unknown(nameof(variance));

    public override Tensor sample(params long[] sample_shape)
    {
        using var mode = no_grad();
        return WrappedTensorDisposeScope(() => Forward(base_distribution.sample(sample_shape)));
    }

    public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() =>
        Forward(base_distribution.rsample(sample_shape)));

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
    {
        Tensor result = tensor(0.0, value.dtype), y = value;
        var eventAxes = event_shape.Length;
        foreach (var step in Enumerable.Reverse(steps))
        {
            var x = step._inverse(y);
            eventAxes += step.domain.event_dim - step.codomain.event_dim;
            result -= SumRightmost(step.log_abs_det_jacobian(x, y), eventAxes - step.domain.event_dim);
            y = x;
        }
        return result + SumRightmost(base_distribution.log_prob(y), eventAxes - base_distribution.event_shape.Length);
    });

    public override Tensor cdf(Tensor value) => WrappedTensorDisposeScope(() => Rising(base_distribution.cdf(Backward(value))));

    public override Tensor icdf(Tensor value) => WrappedTensorDisposeScope(() => Forward(base_distribution.icdf(Rising(value))));

    /// <inheritdoc cref="mean"/>
    public override Tensor entropy() => throw Unknown(nameof(entropy));

    public override Distribution expand(Size batch_shape, Distribution? instance = null)
    {
        var shape = new ComposeTransform(steps).inverse_shape([.. batch_shape, .. event_shape]);
        var origin = base_distribution.expand(new Size(shape[..^base_distribution.event_shape.Length]));
        if (instance is null or TransformedDistribution)
        {
            var wide = (TransformedDistribution?)instance ?? new TransformedDistribution(generator);
            wide._init(origin, steps);
            return wide;
        }
        throw new ArgumentException(
            $"expand(): 'instance' must be a TransformedDistribution, not {instance.GetType().Name}", nameof(instance));
    }

    private Tensor Forward(Tensor x) => steps.Aggregate(x, (value, step) => step._call(value));
    private Tensor Backward(Tensor y) => Enumerable.Reverse(steps).Aggregate(y, (value, step) => step._inverse(value));

    /// <summary>A cumulative probability as it is for transforms that rise; falling ones turn it around.</summary>
    private Tensor Rising(Tensor probability)
    {
        var sign = steps.Aggregate(tensor(1.0, probability.dtype), (product, step) => product * step._sign());
        return sign * (probability - 0.5) + 0.5;
    }

    private protected override void Assume(Distribution other)
    {
        base.Assume(other);
        (base_distribution, steps) = (((TransformedDistribution)other).base_distribution, ((TransformedDistribution)other).steps);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            base_distribution?.Dispose();
        base.Dispose(disposing);
    }

    private NotSupportedException Unknown(string what) => new($"{GetType().Name} has no {what} in closed form");
}

/// <summary>A distribution some of whose last batch axes count as part of the event: the variables along them are independent.</summary>
public class Independent : Distribution
{
    private Distribution inner;
    private readonly int axes;

    /// <exception cref="ArgumentException">The batch has fewer axes.</exception>
    public Independent(Distribution base_distribution, int reinterpreted_batch_ndims, Generator? generator = null) : base(generator)
    {
        (inner, axes) = (base_distribution, reinterpreted_batch_ndims);
        if (axes > inner.batch_shape.Length)
            throw new ArgumentException(
                $"Expected reinterpreted_batch_ndims <= {inner.batch_shape.Length}, the axes of the batch; got {axes}.");
        long[] shape = [.. inner.batch_shape, .. inner.event_shape];
        var cut = inner.batch_shape.Length - axes;
        (batch_shape, event_shape) = (new Size(shape[..cut]), new Size(shape[cut..]));
    }

    public override Tensor mean => inner.mean;
    public override Tensor mode => inner.mode;
    public override Tensor variance => inner.variance;
    public override Tensor sample(params long[] sample_shape) => inner.sample(sample_shape);
    public override Tensor rsample(params long[] sample_shape) => inner.rsample(sample_shape);
    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() => SumRightmost(inner.log_prob(value), axes));
    public override Tensor entropy() => WrappedTensorDisposeScope(() => SumRightmost(inner.entropy(), axes));

    public override Distribution expand(Size batch_shape, Distribution? instance = null) =>
        Become(instance, new Independent(inner.expand(new Size([.. batch_shape, .. event_shape.Shape[..axes]])), axes, generator));

    private protected override void Assume(Distribution other)
    {
        base.Assume(other);
        inner = ((Independent)other).inner;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
