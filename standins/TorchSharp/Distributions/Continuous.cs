using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The normal distribution of mean <c>loc</c> and standard deviation <c>scale</c>.</summary>
public class Normal : distributions.Distribution
{
    private Tensor loc, scale;

    public Normal(Tensor loc, Tensor scale, Generator? generator = null) : base(generator)
    {
        (this.loc, this.scale) = Broadcast(loc, scale);
        batch_shape = this.loc.shape;
    }

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

    public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null)
    {
        var result = Target(instance, () => new Normal(loc, scale, generator));
        (result.loc, result.scale, result.batch_shape) = (loc.expand(batch_shape), scale.expand(batch_shape), batch_shape);
        return result;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            loc.Dispose();
            scale.Dispose();
        }
        base.Dispose(disposing);
    }
}

/// <summary>The uniform distribution over [low, high).</summary>
public class Uniform : distributions.Distribution
{
    private Tensor low, high;

    public Uniform(Tensor low, Tensor high, Generator? generator = null) : base(generator)
    {
        (this.low, this.high) = Broadcast(low, high);
        batch_shape = this.low.shape;
    }

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

    public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null)
    {
        var result = Target(instance, () => new Uniform(low, high, generator));
        (result.low, result.high, result.batch_shape) = (low.expand(batch_shape), high.expand(batch_shape), batch_shape);
        return result;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            low.Dispose();
            high.Dispose();
        }
        base.Dispose(disposing);
    }
}
