namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        private static readonly Op RetainGrad = new("retain_grad");

        /// <summary>Accumulates the gradients of this tensor of one element in the <see cref="grad"/> of the leaves.</summary>
        public void backward() => autograd.backward(this);

        /// <param name="grad_tensors">The gradient of the result with respect to this tensor; needed unless it has one element.</param>
        /// <param name="inputs">The leaves to accumulate in; all by default.</param>
        public void backward(
            IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward(this, grad_tensors, retain_graph || create_graph, create_graph, inputs);

        /// <summary>The accumulated gradient, a new object at each read; null where there is none.</summary>
        public Tensor? grad
        {
            get
            {
                nint result;
                Native.Check(Native.ts_tensor_grad(Handle, &result));
                return result == 0 ? null : new Tensor(result);
            }
            set => Native.Check(Native.ts_tensor_set_grad(Handle, value?.Handle ?? 0));
        }

        /// <summary>Keeps the gradient of a tensor that is not a leaf.</summary>
        public void retain_grad() => RetainGrad.Run(this);
    }

    /// <summary>Gradients of functions of tensors.</summary>
    public static unsafe partial class autograd
    {
        public static void backward(
            IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null)
        {
            nint[] outputs = Handles(tensors), grads = Handles(grad_tensors), leaves = Handles(inputs);
            fixed (nint* o = outputs, g = grads, l = leaves)
                Native.Check(Native.ts_backward(
                    o, outputs.Length, g, grads.Length, (retain_graph ?? create_graph) ? 1 : 0, create_graph ? 1 : 0, l, leaves.Length));
            KeepAlive(tensors, grad_tensors, inputs);
        }

        public static void backward(
            Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(
            Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        /// <summary>
        /// The gradients of the outputs with respect to the inputs, one for each input. An input that the outputs do not depend on is an
        /// error, unless <paramref name="allow_unused"/>: then its entry is a tensor whose <see cref="Tensor.IsInvalid"/> is true.
        /// </summary>
        /// <param name="grad_outputs">The gradients of the result with respect to the outputs; ones for outputs of one element by
        /// default.</param>
        /// <param name="create_graph">Whether the gradients can be differentiated again.</param>
        public static IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false,
            bool create_graph = false, bool allow_unused = false)
        {
            nint[] of = Handles(outputs), by = Handles(inputs), grads = Handles(grad_outputs), results = new nint[inputs.Count];
            fixed (nint* o = of, i = by, g = grads, r = results)
                Native.Check(Native.ts_grad(
                    o, of.Length, i, by.Length, g, grads.Length, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0,
                    allow_unused ? 1 : 0, r));
            KeepAlive(outputs, inputs, grad_outputs);
            return Array.ConvertAll(results, handle => new Tensor(handle));
        }

        public static AnomalyMode detect_anomaly(bool check_nan = true) => new(true, check_nan);
        public static AnomalyMode set_detect_anomaly(bool mode, bool check_nan = true) => new(mode, check_nan);

        internal static nint[] Handles(IList<Tensor>? tensors) => tensors is null ? [] : [.. tensors.Select(t => (nint)t.Handle)];

        private static void KeepAlive(params ReadOnlySpan<IList<Tensor>?> lists)
        {
            foreach (var list in lists)
                GC.KeepAlive(list);
        }
    }
}
