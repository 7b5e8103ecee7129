using TorchSharp.Modules;
using static TorchSharp.torch;
using Layer = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace TorchSharp;

public static partial class torchvision
{
    /// <summary>Reorders dimensions.</summary>
    public sealed class Permute : ParameterLessModule<Tensor, Tensor>
    {
        private readonly long[] dims;

        /// <summary>Dimension k of the result is dimension dims[k] of the input.</summary>
        public Permute(IEnumerable<long> dims)
            : base(nameof(Permute)) => this.dims = [.. dims];

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => input.permute(dims);
    }

    /// <summary>Weights channels by what is in them (Hu et al. 2017): [N, C, H, W] or [C, H, W].</summary>
    public class SqueezeExcitation : Layer
    {
        private readonly AdaptiveAvgPool2d avgpool;
        private readonly Conv2d fc1;
        private readonly Conv2d fc2;
        private readonly Layer activation;
        private readonly Layer scale_activation;

        /// <summary>With an inner layer of squeeze_channels; ReLU and Sigmoid by default.</summary>
        public SqueezeExcitation(long input_channels, long squeeze_channels, Func<Layer>? activation = null,
            Func<Layer>? scale_activation = null)
            : base(nameof(SqueezeExcitation))
        {
            avgpool = nn.AdaptiveAvgPool2d(1);
            fc1 = nn.Conv2d(input_channels, squeeze_channels, 1);
            fc2 = nn.Conv2d(squeeze_channels, input_channels, 1);
            this.activation = activation?.Invoke() ?? nn.ReLU();
            this.scale_activation = scale_activation?.Invoke() ?? nn.Sigmoid();
            RegisterComponents();
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var scale = scale_activation.call(fc2.call(activation.call(fc1.call(avgpool.call(input)))));
            return (scale * input).MoveToOuterDisposeScope();
        }
    }

    /// <summary>In training drops the whole input, or whole samples, with probability p (Huang et al. 2016).</summary>
    public class StochasticDepth : Layer
    {
        /// <summary>What is dropped: all at once, or each sample by itself.</summary>
        public enum Mode
        {
            Batch,
            Row,
        }

        private readonly double p;
        private readonly Mode mode;

        /// <inheritdoc cref="StochasticDepth"/>
        public StochasticDepth(double p, Mode mode)
            : base(nameof(StochasticDepth)) => (this.p, this.mode) = (p, mode);

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => ops.stochastic_depth(input, p, mode, training);
    }

    public static partial class ops
    {
        /// <inheritdoc cref="torchvision.Permute"/>
        public static Permute Permute(params long[] dims) => new(dims);

        /// <inheritdoc cref="torchvision.SqueezeExcitation"/>
        public static SqueezeExcitation SqueezeExcitation(
            long input_channels, long squeeze_channels, Func<Layer>? activation = null, Func<Layer>? scale_activation = null) =>
            new(input_channels, squeeze_channels, activation, scale_activation);

        /// <inheritdoc cref="torchvision.StochasticDepth"/>
        public static StochasticDepth StochasticDepth(double p, StochasticDepth.Mode mode) => new(p, mode);

        /// <inheritdoc cref="Modules.DropBlock2d"/>
        public static DropBlock2d DropBlock2d(double p, long block_size, bool inplace = false, double eps = 1e-6) =>
            new(p, block_size, inplace, eps);

        /// <inheritdoc cref="Modules.DropBlock3d"/>
        public static DropBlock3d DropBlock3d(double p, long block_size, bool inplace = false, double eps = 1e-6) =>
            new(p, block_size, inplace, eps);

        /// <inheritdoc cref="Modules.FrozenBatchNorm2d"/>
        public static FrozenBatchNorm2d FrozenBatchNorm2d(int num_features, double eps = 1e-5, Device? device = null) =>
            new(num_features, eps, device);

        /// <summary>A convolution, a normalisation and an activation in a Sequential.</summary>
        /// <param name="in_channels">Channels of the input.</param>
        /// <param name="out_channels">Channels of the output.</param>
        /// <param name="kernel_size">The kernel's size.</param>
        /// <param name="stride">The step.</param>
        /// <param name="padding">By default so that stride 1 keeps the size.</param>
        /// <param name="groups">Into how many groups the channels are split.</param>
        /// <param name="norm_layer">Makes the normalisation, or null.</param>
        /// <param name="activation_layer">Makes the activation, or null.</param>
        /// <param name="dilation">The distance of the kernel's elements.</param>
        /// <param name="inplace">What activation_layer is given.</param>
        /// <param name="bias">By default there is one where there is no normalisation.</param>
        public static Layer Conv2dNormActivation(
            long in_channels, long out_channels, long kernel_size = 3, long stride = 1, long? padding = null, long groups = 1,
            Func<long, Layer>? norm_layer = null, Func<bool, Layer>? activation_layer = null, long dilation = 1, bool inplace = true,
            bool? bias = null) =>
            With(
                nn.Conv2d(
                    in_channels, out_channels, kernel_size, stride, padding ?? (kernel_size - 1) / 2 * dilation, dilation, groups: groups,
                    bias: bias ?? norm_layer is null),
                norm_layer?.Invoke(out_channels),
                activation_layer?.Invoke(inplace));

        /// <inheritdoc cref="Conv2dNormActivation"/>
        public static Layer Conv3dNormActivation(
            long in_channels, long out_channels, long kernel_size = 3, long stride = 1, long? padding = null, long groups = 1,
            Func<long, Layer>? norm_layer = null, Func<bool, Layer>? activation_layer = null, long dilation = 1, bool inplace = true,
            bool? bias = null) =>
            With(
                nn.Conv3d(
                    in_channels, out_channels, kernel_size, stride, padding ?? (kernel_size - 1) / 2 * dilation, dilation, groups: groups,
                    bias: bias ?? norm_layer is null),
                norm_layer?.Invoke(out_channels),
                activation_layer?.Invoke(inplace));

        private static Sequential With(params Layer?[] layers) => nn.Sequential(layers.OfType<Layer>());

        /// <summary>Linear layers with normalisation, activation and dropout between them.</summary>
        public static Sequential MLP(
            long in_channels, IList<int> hidden_channels, Func<int, Layer>? norm_layer = null, Func<Layer>? activation_layer = null,
            bool inplace = false, bool bias = true, double dropout = 0)
        {
            var layers = new List<Layer?>();
            foreach (var hidden in hidden_channels.SkipLast(1))
            {
                layers.AddRange(
                [
                    nn.Linear(in_channels, hidden, bias), norm_layer?.Invoke(hidden), activation_layer?.Invoke() ?? nn.ReLU(inplace),
                    nn.Dropout(dropout, inplace),
                ]);
                in_channels = hidden;
            }
            return With([.. layers, nn.Linear(in_channels, hidden_channels[^1], bias), nn.Dropout(dropout, inplace)]);
        }

        /// <summary>In training drops the whole input, or whole samples, with probability p and scales what stays.</summary>
        public static Tensor stochastic_depth(Tensor input, double p, StochasticDepth.Mode mode, bool training = true)
        {
            CheckProbability(p);
            if (!training || p == 0)
                return input.alias();
            var size = Enumerable.Repeat(1L, (int)input.dim()).ToArray();
            if (mode == torchvision.StochasticDepth.Mode.Row)
                size[0] = input.shape[0];
            using var noise = empty(size, input.dtype, input.device);
            noise.bernoulli_(1 - p);
            if (p < 1)
                noise.div_(1 - p);
            return input * noise;
        }

        private static void CheckProbability(double p)
        {
            if (p is < 0 or > 1)
                throw new ArgumentOutOfRangeException(nameof(p), p, "A probability is between 0 and 1.");
        }

        /// <summary>In training zeroes squares of [N, C, H, W] with about the fraction p of the area (Ghiasi et al. 2018).</summary>
        public static Tensor drop_block2d(Tensor input, double p, long block_size, bool inplace = false, double eps = 1e-6,
            bool training = true) =>
            DropBlocks(input, 2, p, block_size, inplace, (eps, training));

        /// <summary>In training zeroes cubes of [N, C, D, H, W] with about the fraction p of the volume (Ghiasi et al. 2018).</summary>
        public static Tensor drop_block3d(Tensor input, double p, long block_size, bool inplace = false, double eps = 1e-6,
            bool training = true) =>
            DropBlocks(input, 3, p, block_size, inplace, (eps, training));

        private static Tensor DropBlocks(Tensor input, int rank, double p, long block, bool inplace, (double Eps, bool Training) options)
        {
            CheckProbability(p);
            if (input.dim() != rank + 2)
                throw new ArgumentException($"input should be {rank + 2} dimensional. Got {input.dim()} dimensions.");
            if (!options.Training || p == 0)
                return input.alias();
            using var scope = NewDisposeScope();
            var sizes = input.shape[2..];
            block = Math.Min(block, sizes.Min());
            // So many corners of blocks make about the wanted fraction.
            var rate = p * sizes.Aggregate(1.0, (product, size) => product * size)
                / (Math.Pow(block, rank) * sizes.Aggregate(1.0, (product, size) => product * (size - block + 1)));
            var corners = empty([input.shape[0], input.shape[1], .. sizes.Select(size => size - block + 1)], input.dtype,
                input.device).bernoulli_(rate);
            var padded = nn.functional.pad(corners, [.. Enumerable.Repeat(block / 2, 2 * rank)]);
            var window = Enumerable.Repeat(block, rank).ToArray();
            var dropped = rank == 2
                ? nn.functional.max_pool2d(padded, window, [1, 1], [block / 2, block / 2])
                : nn.functional.max_pool3d(padded, window, [1, 1, 1], [block / 2, block / 2, block / 2]);
            var kept = 1 - dropped;
            var scale = kept.numel() / (options.Eps + kept.sum());
            var result = inplace ? input.mul_(kept).mul_(scale).alias() : input * kept * scale;
            return result.MoveToOuterDisposeScope();
        }
    }
}
