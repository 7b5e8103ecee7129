using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What the forward pass of a function leaves for its backward pass.</summary>
        public class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> data = [];

            internal AutogradContext() { }

            internal List<Tensor> ToSave { get; private set; } = [];
            internal List<Tensor> Dirty { get; private set; } = [];
            internal List<Tensor> Constant { get; private set; } = [];

            /// <summary>The native node, while its backward pass runs.</summary>
            internal nint RunningNode { get; set; }
            internal int SavedCount { get; set; }

            /// <summary>Whether backward gets zeros for outputs without a gradient; otherwise it gets invalid tensors.</summary>
            public bool MaterializeGrads { get; private set; } = true;

            /// <summary>Keeps inputs or outputs of the function for backward; anything else may leak.</summary>
            public void save_for_backward(List<Tensor> tensors) => ToSave = tensors;

            /// <summary>The tensors of <see cref="save_for_backward"/>, during backward.</summary>
            public unsafe List<Tensor> get_saved_variables()
            {
                var result = new List<Tensor>();
                for (int k = 0; k < SavedCount && RunningNode != 0; k++)
                {
                    nint handle;
                    Native.Check(Native.ts_function_saved(RunningNode, k, &handle));
                    result.Add(new Tensor(handle));
                }
                return result;
            }

            /// <summary>Keeps a value that is no tensor.</summary>
            public void save_data(string key, object value) => data[key] = value;

            /// <summary>What <see cref="save_data"/> kept, or null.</summary>
            public object get_data(string key) => data.GetValueOrDefault(key)!;

            /// <summary>Says that forward changed these inputs in place.</summary>
            public void mark_dirty(List<Tensor> tensors) => Dirty = [.. tensors];

            /// <summary>Says that these outputs have no gradient.</summary>
            public void mark_non_differentiable(List<Tensor> tensors) => Constant = [.. tensors];

            public void set_materialize_grads(bool value) => MaterializeGrads = value;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing) => data.Clear();
        }

        /// <summary>
        /// An operation whose gradient is user code. Derive from <see cref="SingleTensorFunction{T}"/> or <see
        /// cref="MultiTensorFunction{T}"/>.
        /// </summary>
        public abstract class Function<T> where T : Function<T>, new()
        {
            internal Function() { }

            private static T Instance { get; } = new();

            /// <summary>A name for messages.</summary>
            public abstract string Name { get; }

            internal abstract List<Tensor> Forward(AutogradContext ctx, object[] vars);
            internal abstract List<Tensor> Backward(AutogradContext ctx, List<Tensor> gradOutputs);

            /// <summary>Runs forward without gradients and records backward where an input wants gradients.</summary>
            public static List<Tensor> apply_internal(params object[] vars)
            {
                var inputs = vars.OfType<Tensor>().Where(t => !t.IsInvalid).ToList();
                var call = new FunctionCall(
                    Instance.Name, [.. vars.Select(v => v is Tensor { IsInvalid: false })], Instance.Backward);
                bool isRecorded = is_grad_enabled() && inputs.Exists(t => t.requires_grad);
                using var node = isRecorded ? new FunctionNode(call, inputs) : null;
                List<Tensor> outputs;
                using (no_grad())
                    outputs = Instance.Forward(call.Context, vars);
                return FunctionNode.Wrap(node, call, inputs, outputs);
            }
        }

        /// <summary>A function with one result.</summary>
        public abstract class SingleTensorFunction<T> : Function<T> where T : SingleTensorFunction<T>, new()
        {
            protected SingleTensorFunction() { }

            /// <param name="vars">Tensors and anything else, as <see cref="apply"/> was given them.</param>
            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            /// <returns>One gradient for each argument of forward; null for those that are no tensors or need none.</returns>
            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            public static Tensor apply(params object[] vars) => apply_internal(vars)[0];

            internal override List<Tensor> Forward(AutogradContext ctx, object[] vars) => [forward(ctx, vars)];
            internal override List<Tensor> Backward(AutogradContext ctx, List<Tensor> gradOutputs) => backward(ctx, gradOutputs[0]);
        }

        /// <summary>A function with several results.</summary>
        public abstract class MultiTensorFunction<T> : Function<T> where T : MultiTensorFunction<T>, new()
        {
            protected MultiTensorFunction() { }

            /// <param name="vars">Tensors and anything else, as <see cref="apply"/> was given them.</param>
            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            /// <returns>One gradient for each argument of forward; null for those that are no tensors or need none.</returns>
            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);

            public static List<Tensor> apply(params object[] vars) => apply_internal(vars);

            internal override List<Tensor> Forward(AutogradContext ctx, object[] vars) => forward(ctx, vars);
            internal override List<Tensor> Backward(AutogradContext ctx, List<Tensor> gradOutputs) => backward(ctx, gradOutputs);
        }
    }
}
