namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>Derivatives of whole functions.</summary>
        public static class functional
        {
            /// <summary>The Jacobian of a function of one tensor: shape of the result followed by shape of the input.</summary>
            public static Tensor jacobian(Func<Tensor, Tensor> function, Tensor inputs) =>
                jacobian((Tensor[] all) => [function(all[0])], inputs).Single();

            /// <summary>One Jacobian for each result.</summary>
            public static IEnumerable<Tensor> jacobian(Func<Tensor, Tensor[]> function, Tensor inputs) =>
                jacobian((Tensor[] all) => function(all[0]), inputs);

            /// <summary>One Jacobian for each input.</summary>
            public static IEnumerable<Tensor> jacobian(Func<Tensor[], Tensor> function, params Tensor[] inputs) =>
                jacobian((Tensor[] all) => [function(all)], inputs);

            /// <summary>A Jacobian for each result and input, results first; zeros where a result does not depend on an input.</summary>
            public static IEnumerable<Tensor> jacobian(Func<Tensor[], Tensor[]> function, params Tensor[] inputs)
            {
                using var scope = NewDisposeScope();
                var leaves = Array.ConvertAll(inputs, t => t.detach().clone().requires_grad_());
                return [.. function(leaves).SelectMany(output => Rows(output, leaves)).Select(t => t.MoveToOuterDisposeScope())];
            }

            private static IEnumerable<Tensor> Rows(Tensor output, Tensor[] leaves)
            {
                var rows = output.reshape(-1).unbind().Select(one => one.requires_grad
                    ? grad([one], leaves, retain_graph: true, allow_unused: true)
                    : Array.ConvertAll(leaves, leaf => zeros_like(leaf))).ToArray();
                return leaves.Select((leaf, k) => stack(rows.Select(row => row[k].IsInvalid ? zeros_like(leaf) : row[k]))
                    .reshape([.. output.shape, .. leaf.shape]));
            }
        }
    }
}
