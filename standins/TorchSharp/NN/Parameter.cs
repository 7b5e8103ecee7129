using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    /// <summary>A tensor that is trained: a module that holds one in a field registers it.</summary>
    public class Parameter : torch.Tensor
    {
        /// <summary>Takes over a tensor, which is invalid afterwards, also its place in its dispose scope.</summary>
        /// <param name="data">The values; a leaf of the autograd graph.</param>
        /// <param name="requires_grad">Whether it is trained.</param>
        public Parameter(torch.Tensor data, bool requires_grad = true)
            : base(Take(data, requires_grad), register: false)
        {
            var scope = ((IScoped)data).OwningDisposeScope;
            scope?.Detach(data);
            scope?.Attach(this);
        }

        private static nint Take(torch.Tensor data, bool requires_grad) =>
            data.with_requires_grad(requires_grad).DecoupleFromNativeHandle();
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.Parameter(Tensor, bool)"/>
            public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }

    public static partial class TensorExtensionMethods
    {
        /// <summary>The tensor as a trained parameter; it is invalid afterwards.</summary>
        public static Parameter AsParameter(this torch.Tensor tensor) => new(tensor);
    }
}
