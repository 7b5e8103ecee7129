namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            public static partial class rnn
            {
                /// <summary>
                /// Sequences of different lengths, longest first, step by step: at step t the values of the <c>batch_sizes[t]</c> sequences
                /// that are still going on.
                /// </summary>
                public sealed class PackedSequence : IDisposable
                {
                    /// <summary>[sum of lengths, …].</summary>
                    public readonly Tensor data;

                    /// <summary>[longest length], Int64 on the CPU.</summary>
                    public readonly Tensor batch_sizes;

                    /// <summary>[N]: which sequence comes at each place; invalid where they were sorted already.</summary>
                    public readonly Tensor sorted_indices;

                    /// <summary>[N]: at which place each sequence is; invalid where they were sorted already.</summary>
                    public readonly Tensor unsorted_indices;

                    internal PackedSequence(Tensor data, Tensor batch_sizes, Tensor? sorted_indices, Tensor? unsorted_indices)
                    {
                        (this.data, this.batch_sizes) = (data, batch_sizes);
                        this.sorted_indices = sorted_indices ?? new Tensor(0, register: false);
                        this.unsorted_indices = unsorted_indices ?? new Tensor(0, register: false);
                    }

                    private IEnumerable<Tensor> Parts =>
                        new[] { data, batch_sizes, sorted_indices, unsorted_indices }.Where(part => !part.IsInvalid);

                    /// <summary>States [rows, N, …] in the packed order.</summary>
                    internal Tensor Sorted(Tensor states) => sorted_indices.IsInvalid ? states : states.index_select(1, sorted_indices);

                    /// <summary>States [rows, N, …] in the order of the sequences before sorting.</summary>
                    internal Tensor Unsorted(Tensor states) =>
                        unsorted_indices.IsInvalid ? states : states.index_select(1, unsorted_indices);

                    /// <summary>Other values for the same sequences.</summary>
                    internal PackedSequence With(Tensor values) => new(
                        values,
                        batch_sizes.alias(),
                        sorted_indices.IsInvalid ? null : sorted_indices.alias(),
                        unsorted_indices.IsInvalid ? null : unsorted_indices.alias());

                    private PackedSequence ForEach(Action<Tensor> action)
                    {
                        foreach (var part in Parts)
                            action(part);
                        return this;
                    }

                    /// <summary>Hands all four tensors to the scope around their own.</summary>
                    public PackedSequence MoveToOuterDisposeScope() => ForEach(part => part.MoveToOuterDisposeScope());

                    /// <summary>Hands all four tensors to another scope.</summary>
                    public PackedSequence MoveToOtherDisposeScope(DisposeScope? other) =>
                        ForEach(part => part.MoveToOtherDisposeScope(other));

                    /// <summary>Hands all four tensors to the scope of another sequence.</summary>
                    public PackedSequence MoveToOtherDisposeScope(PackedSequence other) =>
                        ForEach(part => part.MoveToOtherDisposeScope(other.data));

                    /// <summary>Takes all four tensors out of their scope.</summary>
                    public PackedSequence DetachFromDisposeScope() => ForEach(part => part.DetachFromDisposeScope());

                    /// <summary>Disposes all four tensors.</summary>
                    public void Dispose() => ForEach(part => part.Dispose());
                }
            }
        }
    }
}
