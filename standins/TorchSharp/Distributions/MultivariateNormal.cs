using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Normal variables that depend on each other: mean [*, d], covariance [*, d, d].</summary>
public class MultivariateNormal : distributions.Distribution
{
    private readonly long d;

    /// <summary>Given by exactly one of the covariance matrix, its inverse, and its lower Cholesky factor.</summary>
    /// <exception cref="ArgumentException">Not exactly one is given, or the shapes do not fit.</exception>
    public MultivariateNormal(
        Tensor loc, Tensor? covariance_matrix = null, Tensor? precision_matrix = null, Tensor? scale_tril = null,
        Generator? generator = null)
        : base(generator)
    {
        Tensor[] given = [.. new[] { covariance_matrix, precision_matrix, scale_tril }.OfType<Tensor>()];
        if (given.Length != 1)
            throw new ArgumentException("Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.");
        if (loc.dim() < 1 || given[0].dim() < 2)
            throw new ArgumentException(
                "loc must be at least one-dimensional and the matrix two-dimensional, with optional leading batch dimensions");
        using var scope = NewDisposeScope();
        var factor = scale_tril ?? (covariance_matrix is not null ? linalg.cholesky(covariance_matrix) : FromPrecision(precision_matrix!));
        d = loc.shape[^1];
        batch_shape = broadcast_shapes(factor.shape[..^2], loc.shape[..^1]);
        event_shape = new Size([d]);
        parameters = [loc.expand([.. batch_shape, d]).DetachFromDisposeScope(),
            factor.expand([.. batch_shape, d, d]).DetachFromDisposeScope()];
    }

    private Tensor loc => parameters[0];
    private Tensor factor => parameters[1];
    public override Tensor mean => loc;
    public override Tensor mode => loc;
    public override Tensor variance => WrappedTensorDisposeScope(() => factor.square().sum(-1));

    public override Tensor rsample(params long[] sample_shape) => WrappedTensorDisposeScope(() =>
    {
        var shape = ExtendedShape(sample_shape);
        var noise = normal(zeros(shape, loc.dtype), ones(shape, loc.dtype), generator);
        return loc + factor.matmul(noise.unsqueeze(-1)).squeeze(-1);
    });

    public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
    {
        var difference = (value - loc).unsqueeze(-1);
        var whitened = linalg.solve_triangular(factor, difference, upper: false);
        return -0.5 * (d * Math.Log(2 * Math.PI) + whitened.square().sum(-2).squeeze(-1)) - HalfLogDeterminant();
    });

    public override Tensor entropy() => WrappedTensorDisposeScope(() => 0.5 * d * (1 + Math.Log(2 * Math.PI)) + HalfLogDeterminant());

    public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null) => Become(instance,
        new MultivariateNormal(loc.expand([.. batch_shape, d]), scale_tril: factor.expand([.. batch_shape, d, d]), generator: generator));

    private Tensor HalfLogDeterminant() => factor.diagonal(0, -2, -1).log().sum(-1);

    /// <summary>The lower Cholesky factor of the inverse, by the factor of the matrix turned around.</summary>
    private static Tensor FromPrecision(Tensor precision)
    {
        var turned = linalg.cholesky(precision.flip(-2, -1)).flip(-2, -1).transpose(-2, -1);
        return linalg.solve_triangular(turned, eye(precision.shape[^1], dtype: precision.dtype), upper: false);
    }
}
