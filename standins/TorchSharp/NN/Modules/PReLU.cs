using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>x where positive, weight·x elsewhere; the weight is learned, one or one for each channel.</summary>
    public sealed class PReLU : nn.Module<Tensor, Tensor>
    {
        internal PReLU(long num_parameters, double init, Device? device, ScalarType? dtype)
            : base(nameof(PReLU))
        {
            (this.num_parameters, this.init) = (num_parameters, init);
            weight = nn.Parameter(full([num_parameters], init, dtype ?? get_default_dtype(), device));
        }

        /// <summary>[num_parameters].</summary>
        public Parameter weight { get => GetParameterOrNull(nameof(weight))!; set => SetParameter(nameof(weight), value); }

        /// <summary>The first value of the weight.</summary>
        public double init { get; }

        /// <summary>1, or the number of channels.</summary>
        public long num_parameters { get; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.prelu(tensor, weight);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.PReLU"/>
            public static PReLU PReLU(long num_parameters, double init = 0.25, Device? device = null, ScalarType? dtype = null) =>
                new(num_parameters, init, device, dtype);
        }
    }
}
