using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>In training zeroes squares of [N, C, H, W].</summary>
public class DropBlock2d : ParameterLessModule<Tensor, Tensor>
{
    private readonly Func<Tensor, bool, Tensor> drop;

    /// <summary>About the fraction p of the area, in blocks of block_size.</summary>
    public DropBlock2d(double p, long block_size, bool inplace = false, double eps = 1e-6)
        : base(nameof(DropBlock2d)) => drop = (input, training) => torchvision.ops.drop_block2d(input, p, block_size, inplace, eps,
            training);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => drop(input, training);
}

/// <summary>In training zeroes cubes of [N, C, D, H, W].</summary>
public class DropBlock3d : ParameterLessModule<Tensor, Tensor>
{
    private readonly Func<Tensor, bool, Tensor> drop;

    /// <summary>About the fraction p of the volume, in blocks of block_size.</summary>
    public DropBlock3d(double p, long block_size, bool inplace = false, double eps = 1e-6)
        : base(nameof(DropBlock3d)) => drop = (input, training) => torchvision.ops.drop_block3d(input, p, block_size, inplace, eps,
            training);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => drop(input, training);
}

/// <summary>Batch normalisation of [N, C, H, W] with fixed statistics and weights, all of them buffers.</summary>
public class FrozenBatchNorm2d : nn.Module<Tensor, Tensor>
{
    private readonly double eps;

    /// <summary>Weight 1, bias 0, mean 0, variance 1 until they are loaded.</summary>
    protected internal FrozenBatchNorm2d(int num_features, double eps = 1e-5, Device? device = null)
        : base(nameof(FrozenBatchNorm2d))
    {
        this.eps = eps;
        weight = ones(num_features, device: device).DetachFromDisposeScope();
        bias = zeros(num_features, device: device).DetachFromDisposeScope();
        running_mean = zeros(num_features, device: device).DetachFromDisposeScope();
        running_var = ones(num_features, device: device).DetachFromDisposeScope();
    }

    /// <summary>[C].</summary>
    public Tensor weight { get => Get(nameof(weight)); protected set => Set(nameof(weight), value); }

    /// <summary>[C].</summary>
    public Tensor bias { get => Get(nameof(bias)); protected set => Set(nameof(bias), value); }

    /// <summary>[C].</summary>
    public Tensor running_mean { get => Get(nameof(running_mean)); protected set => Set(nameof(running_mean), value); }

    /// <summary>[C].</summary>
    public Tensor running_var { get => Get(nameof(running_var)); protected set => Set(nameof(running_var), value); }

    private Tensor Get(string name) => _internal_buffers[name].Item1;

    private void Set(string name, Tensor value) => ConditionallyRegisterBuffer(name, value);

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var scale = (weight * (running_var + eps).rsqrt()).reshape(1, -1, 1, 1);
        return (x * scale + bias.reshape(1, -1, 1, 1) - running_mean.reshape(1, -1, 1, 1) * scale).MoveToOuterDisposeScope();
    }
}
