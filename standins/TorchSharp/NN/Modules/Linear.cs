using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>y = x·weightᵀ + bias on the last dimension: [*, in_features] to [*, out_features].</summary>
    public sealed class Linear : nn.Module<Tensor, Tensor>
    {
        internal Linear(Parameter weight, Parameter? bias)
            : base(nameof(Linear))
        {
            (this.weight, this.bias) = (weight, bias);
            (out_features, in_features) = (weight.shape[0], weight.shape[1]);
        }

        /// <summary>[out_features, in_features].</summary>
        public Parameter weight { get => GetParameterOrNull(nameof(weight))!; set => SetParameter(nameof(weight), value); }

        /// <summary>[out_features], or null.</summary>
        public Parameter? bias { get => GetParameterOrNull(nameof(bias)); set => SetParameter(nameof(bias), value); }

        /// <summary>The input's last dimension.</summary>
        public long in_features { get; set; }

        /// <summary>The output's last dimension.</summary>
        public long out_features { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
    }

    /// <summary>y = x1ᵀ·weight·x2 + bias on the last dimensions.</summary>
    public sealed class Bilinear : nn.Module<Tensor, Tensor, Tensor>
    {
        internal Bilinear(Parameter weight, Parameter? bias)
            : base(nameof(Bilinear))
        {
            (this.weight, this.bias) = (weight, bias);
            (out_features, in1_features, in2_features) = (weight.shape[0], weight.shape[1], weight.shape[2]);
        }

        /// <summary>[out_features, in1_features, in2_features].</summary>
        public Parameter weight { get => GetParameterOrNull(nameof(weight))!; set => SetParameter(nameof(weight), value); }

        /// <summary>[out_features], or null.</summary>
        public Parameter? bias { get => GetParameterOrNull(nameof(bias)); set => SetParameter(nameof(bias), value); }

        /// <summary>The first input's last dimension.</summary>
        public long in1_features { get; set; }

        /// <summary>The second input's last dimension.</summary>
        public long in2_features { get; set; }

        /// <summary>The output's last dimension.</summary>
        public long out_features { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input1, Tensor input2) => nn.functional.bilinear(input1, input2, weight, bias);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A linear layer; weights and bias uniform within ±1/√inputSize, as PyTorch draws them.</summary>
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null,
                ScalarType? dtype = null)
            {
                var weight = Parameter(empty([outputSize, inputSize], dtype, device));
                init.kaiming_uniform_(weight, Math.Sqrt(5));
                var bias = hasBias ? UniformParameter([outputSize], inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0, device, dtype) : null;
                return new Linear(weight, bias);
            }

            /// <summary>A linear layer over given parameters.</summary>
            public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);

            /// <summary>A bilinear layer; weights and bias uniform within ±1/√in1_features.</summary>
            public static Bilinear Bilinear(
                long in1_features, long in2_features, long out_features, bool hasBias = true, Device? device = null,
                ScalarType? dtype = null)
            {
                var bound = 1 / Math.Sqrt(in1_features);
                var weight = UniformParameter([out_features, in1_features, in2_features], bound, device, dtype);
                return new Bilinear(weight, hasBias ? UniformParameter([out_features], bound, device, dtype) : null);
            }

            /// <summary>A parameter drawn uniformly from -bound to bound.</summary>
            internal static Parameter UniformParameter(long[] shape, double bound, Device? device, ScalarType? dtype)
            {
                var parameter = Parameter(empty(shape, dtype, device));
                init.uniform_(parameter, -bound, bound);
                return parameter;
            }
        }
    }
}
