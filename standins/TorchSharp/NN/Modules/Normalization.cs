using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>What batch and instance normalisation share: affine parameters and running statistics.</summary>
    public abstract class NormBase : nn.Module<Tensor, Tensor>
    {
        /// <summary>The settings as in PyTorch.</summary>
        public NormBase(
            long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype,
            string name)
            : base(name)
        {
            (this.num_features, this.eps, this.momentum) = (num_features, eps, momentum);
            (this.affine, this.track_running_stats) = (affine, track_running_stats);
            if (affine)
            {
                SetParameter(nameof(weight), nn.Parameter(ones([num_features], dtype, device)));
                bias = nn.Parameter(zeros([num_features], dtype, device));
            }
            if (track_running_stats)
            {
                running_mean = zeros([num_features], dtype, device);
                running_var = ones([num_features], dtype, device);
                num_batches_tracked = zeros([], ScalarType.Int64, device);
            }
        }

        /// <summary>[C], or null without affine.</summary>
        public Parameter weight { get => GetParameterOrNull(nameof(weight))!; set => SetParameter(nameof(weight), value); }

        /// <summary>[C], or null without affine.</summary>
        public Parameter? bias { get => GetParameterOrNull(nameof(bias)); set => SetParameter(nameof(bias), value); }

        /// <summary>[C], or null without running statistics.</summary>
        public Tensor? running_mean { get => GetBufferOrNull(nameof(running_mean)); set => SetBuffer(nameof(running_mean), value); }

        /// <summary>[C], or null without running statistics.</summary>
        public Tensor? running_var { get => GetBufferOrNull(nameof(running_var)); set => SetBuffer(nameof(running_var), value); }

        /// <summary>How many batches the running statistics have seen, or null without them.</summary>
        public Tensor? num_batches_tracked { get => GetBufferOrNull(nameof(num_batches_tracked)); set => SetBuffer(nameof(num_batches_tracked), value); }

        /// <summary>Channels.</summary>
        public long num_features { get; }

        /// <summary>Added to the variance.</summary>
        public double eps { get; set; }

        /// <summary>The weight of a new batch in the running statistics; null takes their mean.</summary>
        public double? momentum { get; set; }

        /// <summary>Whether there are a weight and a bias.</summary>
        public bool affine { get; }

        /// <summary>Whether there are running statistics.</summary>
        public bool track_running_stats { get; }

        /// <summary>Sets mean 0, variance 1, no batches.</summary>
        public void reset_running_stats()
        {
            running_mean?.zero_();
            running_var?.fill_(1);
            num_batches_tracked?.zero_();
        }

        /// <summary>Resets the running statistics, the weight to 1 and the bias to 0.</summary>
        public void reset_parameters()
        {
            reset_running_stats();
            if (affine)
            {
                nn.init.ones_(weight);
                nn.init.zeros_(bias!);
            }
        }

        /// <summary>Throws where the input has a number of dimensions that the layer does not take.</summary>
        protected abstract void ValidateInputDimensions(Tensor input);

        private protected void CheckRank(Tensor input, params long[] allowed)
        {
            if (!allowed.Contains(input.dim()))
                throw new ArgumentException($"{GetName()} expected {string.Join(" or ", allowed.Distinct().Select(rank => rank + "D"))} input, but got {input.dim()}D input.");
        }
    }

    /// <summary>Batch normalisation over all dimensions but the channels (Ioffe and Szegedy 2015).</summary>
    public abstract class BatchNorm : NormBase
    {
        /// <inheritdoc cref="NormBase(long, double, double?, bool, bool, Device, ScalarType?, string)"/>
        public BatchNorm(
            long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype,
            string name)
            : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input)
        {
            ValidateInputDimensions(input);
            var updates = training && track_running_stats;
            if (updates)
                num_batches_tracked?.add_(1);
            var factor = momentum ?? (updates && num_batches_tracked is { } batches ? 1.0 / batches.item<long>() : 0);
            var usesRunning = !training || track_running_stats;
            return nn.functional.batch_norm(
                input,
                usesRunning ? running_mean : null,
                usesRunning ? running_var : null,
                weight,
                bias,
                training || (running_mean is null && running_var is null),
                factor,
                eps);
        }
    }

    /// <summary>Normalisation of each channel of each sample (Ulyanov et al. 2016).</summary>
    public abstract class InstanceNorm : NormBase
    {
        /// <inheritdoc cref="NormBase(long, double, double?, bool, bool, Device, ScalarType?, string)"/>
        public InstanceNorm(
            long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype,
            string name)
            : base(num_features, eps, momentum ?? 0.1, affine, track_running_stats, device, dtype, name)
        {
        }

        /// <summary>The dimensions from the channels on.</summary>
        protected abstract long GetNumberOfBatchDimensions();

        /// <inheritdoc/>
        public override Tensor forward(Tensor input)
        {
            ValidateInputDimensions(input);
            if (input.dim() > GetNumberOfBatchDimensions())
                return Apply(input);
            using var batch = input.unsqueeze(0);
            using var normalized = Apply(batch);
            return normalized.squeeze(0);
        }

        private Tensor Apply(Tensor input) => nn.functional.instance_norm(
            input, running_mean, running_var, weight, bias, training || !track_running_stats, momentum ?? 0.1, eps);
    }

    /// <summary>Normalisation over the last dimensions of each sample (Ba et al. 2016).</summary>
    public sealed class LayerNorm : nn.Module<Tensor, Tensor>
    {
        internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype)
            : base(nameof(LayerNorm))
        {
            (this.normalized_shape, this.eps, this.elementwise_affine) = (normalized_shape, eps, elementwise_affine);
            if (elementwise_affine)
            {
                weight = nn.Parameter(ones(normalized_shape, dtype, device));
                this.bias = bias ? nn.Parameter(zeros(normalized_shape, dtype, device)) : null;
            }
        }

        /// <summary>Of normalized_shape, or null.</summary>
        public Parameter weight { get => GetParameterOrNull(nameof(weight))!; set => SetParameter(nameof(weight), value); }

        /// <summary>Of normalized_shape, or null.</summary>
        public Parameter? bias { get => GetParameterOrNull(nameof(bias)); set => SetParameter(nameof(bias), value); }

        /// <summary>The sizes of the last dimensions.</summary>
        public long[] normalized_shape { get; set; }

        /// <summary>Added to the variance.</summary>
        public double eps { get; set; }

        /// <summary>Whether there is a weight.</summary>
        public bool elementwise_affine { get; set; }

        /// <summary>Sets the weight to 1 and the bias to 0.</summary>
        public void reset_parameters()
        {
            foreach (var (name, parameter) in named_parameters())
                nn.init.constant_(parameter, name == nameof(weight) ? 1 : 0);
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, normalized_shape, weight, bias, eps);
    }

    /// <summary>Normalisation of groups of channels (Wu and He 2018).</summary>
    public sealed class GroupNorm : nn.Module<Tensor, Tensor>
    {
        internal GroupNorm(long num_groups, long num_channels, double eps, bool affine, Device? device, ScalarType? dtype)
            : base(nameof(GroupNorm))
        {
            (this.num_groups, this.eps, this.affine) = (num_groups, eps, affine);
            if (affine)
            {
                weight = nn.Parameter(ones([num_channels], dtype, device));
                bias = nn.Parameter(zeros([num_channels], dtype, device));
            }
        }

        /// <summary>[C], or null.</summary>
        public Parameter weight { get => GetParameterOrNull(nameof(weight))!; set => SetParameter(nameof(weight), value); }

        /// <summary>[C], or null.</summary>
        public Parameter? bias { get => GetParameterOrNull(nameof(bias)); set => SetParameter(nameof(bias), value); }

        /// <summary>Into how many groups the channels are split.</summary>
        public long num_groups { get; set; }

        /// <summary>Added to the variance.</summary>
        public double eps { get; set; }

        /// <summary>Whether there are a weight and a bias.</summary>
        public bool affine { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.group_norm(tensor, num_groups, weight, bias, eps);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.LayerNorm"/>
            public static LayerNorm LayerNorm(
                long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

            /// <inheritdoc cref="Modules.LayerNorm"/>
            public static LayerNorm LayerNorm(
                long normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new([normalized_shape], eps, elementwise_affine, bias, device, dtype);

            /// <inheritdoc cref="Modules.GroupNorm"/>
            public static GroupNorm GroupNorm(
                long num_groups, long num_channels, double eps = 1e-05, bool affine = true, Device? device = null,
                ScalarType? dtype = null) =>
                new(num_groups, num_channels, eps, affine, device, dtype);
        }
    }
}
