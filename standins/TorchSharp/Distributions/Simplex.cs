using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Shares of a whole: the last axis of <c>concentration</c> is that of the shares.</summary>
public class Dirichlet : distributions.ExponentialFamily
{
    public Dirichlet(Tensor concentration, Generator? generator = null) : base(generator)
    {
        if (concentration.dim() < 1)
            throw new ArgumentException("`concentration` parameter must be at least one-dimensional.", nameof(concentration));
        Keep(concentration);
        (batch_shape, event_shape) = (new Size(concentration.shape[..^1]), new Size(concentration.shape[^1..]));
    }

    private Tensor concentration => parameters[0];
    public override Tensor mean => WrappedTensorDisposeScope(() => concentration / concentration.sum(-1, keepdim: true));

    /// <summary>Where all concentrations are below 1 a corner, the one that PyTorch gives.</summary>
    public override Tensor mode => WrappedTensorDisposeScope(() =>
    {
        var above = (concentration - 1).clamp_min(0);
        var inner = above / above.sum(-1, keepdim: true);
        var corner = nn.functional.one_hot(inner.argmax(-1), concentration.shape[^1]).to(inner.dtype);
        return where((concentration < 1).all(-1, keepdim: true), corner, inner);
    });

    public override Tensor variance => WrappedTensorDisposeScope(() =>
    {
        var total = concentration.sum(-1, keepdim: true);
        return concentration * (total - concentration) / (total.square() * (total + 1));
    });

    protected override IList<Tensor> NaturalParams => [concentration];
    protected override Tensor MeanCarrierMeasure => WrappedTensorDisposeScope(() =>
        -((concentration.digamma() - concentration.sum(-1, keepdim: true).digamma()).sum(-1)));

    protected override Tensor LogNormalizer(params Tensor[] parameters) => parameters[0].lgamma().sum(-1) - parameters[0].sum(-1).lgamma();

    public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() =>
        Sampled(concentration.expand(ExtendedShape(sample_shape)), generator));

    internal static Tensor Sampled(Tensor concentration, Generator? generator) => Draw.apply(concentration, generator!);

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
        (concentration - 1).xlogy(value).sum(-1) + concentration.sum(-1).lgamma() - concentration.lgamma().sum(-1));

    public override Tensor entropy() => WrappedTensorDisposeScope(() =>
    {
        var (total, count) = (concentration.sum(-1), concentration.shape[^1]);
        return concentration.lgamma().sum(-1) - total.lgamma() - (count - total) * total.digamma()
            - ((concentration - 1) * concentration.digamma()).sum(-1);
    });

    public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null) =>
        Become(instance, Widened(batch_shape, event_shape.Shape), p => new Dirichlet(p[0], generator));

    /// <summary>Draws shares; the derivative is that of the implicit function of the cumulative probability.</summary>
    private sealed class Draw : autograd.SingleTensorFunction<Draw>
    {
        private static readonly Op Derivative = new("_dirichlet_grad");

        public override string Name => nameof(Dirichlet);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var concentration = (Tensor)vars[0];
            var shares = _sample_dirichlet(concentration, (Generator?)vars[1]);
            ctx.save_for_backward([shares, concentration]);
            return shares;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var saved = ctx.get_saved_variables();
            var (shares, concentration) = (saved[0], saved[1]);
            var slope = Derivative.Call(shares, concentration, concentration.sum(-1, keepdim: true).expand_as(concentration));
            return [slope * (grad_output - (shares * grad_output).sum(-1, keepdim: true)), null!];
        }
    }
}

/// <summary>The first share of a Dirichlet distribution of two.</summary>
public class Beta : distributions.ExponentialFamily
{
    public Beta(Tensor concentration1, Tensor concentration0, Generator? generator = null) : base(generator) =>
        Keep(concentration1, concentration0);

    private Tensor concentration1 => parameters[0];
    private Tensor concentration0 => parameters[1];
    public override Tensor mean => WrappedTensorDisposeScope(() => concentration1 / (concentration1 + concentration0));
    public override Tensor mode => WrappedTensorDisposeScope(() => Of(shares => shares.mode).select(-1, 0));
    public override Tensor variance => WrappedTensorDisposeScope(() =>
    {
        var total = concentration1 + concentration0;
        return concentration1 * concentration0 / (total.square() * (total + 1));
    });

    protected override IList<Tensor> NaturalParams => [concentration1, concentration0];

    protected override Tensor MeanCarrierMeasure => WrappedTensorDisposeScope(() =>
        2 * (concentration1 + concentration0).digamma() - concentration1.digamma() - concentration0.digamma());

    protected override Tensor LogNormalizer(params Tensor[] parameters) =>
        parameters[0].lgamma() + parameters[1].lgamma() - (parameters[0] + parameters[1]).lgamma();

    public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() =>
        Dirichlet.Sampled(stack([concentration1, concentration0], -1).expand([.. ExtendedShape(sample_shape), 2]), generator).select(-1,
            0));

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
        Of(shares => shares.log_prob(stack([value, 1 - value], -1))));

    public override Tensor entropy() => WrappedTensorDisposeScope(() => Of(shares => shares.entropy()));

    public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null) =>
        Become(instance, Widened(batch_shape), p => new Beta(p[0], p[1], generator));

    private Tensor Of(Func<Dirichlet, Tensor> ask)
    {
        using var shares = new Dirichlet(stack([concentration1, concentration0], -1));
        return ask(shares);
    }
}
