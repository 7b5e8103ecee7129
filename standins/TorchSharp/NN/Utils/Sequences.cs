namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Helpers around training.</summary>
        public static partial class utils
        {
            /// <summary>Sequences of different lengths.</summary>
            public static partial class rnn
            {
                private static readonly Op Pack = new("_pack_padded_sequence"), Unpack = new("_pad_packed_sequence"),
                    Pad = new("pad_sequence");

                /// <summary>Packs padded sequences [L, N, …] (or batch first) of the given lengths [N].</summary>
                /// <param name="input">The padded sequences.</param>
                /// <param name="lengths">How long each is, on the CPU.</param>
                /// <param name="batch_first">Whether the input is [N, L, …].</param>
                /// <param name="enforce_sorted">Whether they come longest first; otherwise they are sorted here.</param>
                public static PackedSequence pack_padded_sequence(Tensor input, Tensor lengths, bool batch_first = false,
                    bool enforce_sorted = true)
                {
                    using var scope = NewDisposeScope();
                    Tensor? order = null, inverse = null;
                    if (!enforce_sorted)
                    {
                        (lengths, order) = lengths.sort(0, descending: true);
                        inverse = order.argsort();
                        input = input.index_select(batch_first ? 0 : 1, order);
                    }
                    var (data, sizes) = Pack.Call2(input, lengths, batch_first);
                    return new PackedSequence(data, sizes, order, inverse).MoveToOuterDisposeScope();
                }

                /// <summary>Packs sequences [L, …] of different lengths.</summary>
                public static PackedSequence pack_sequence(IEnumerable<Tensor> sequences, bool enforce_sorted = true)
                {
                    var list = sequences.ToList();
                    using var lengths = tensor(list.Select(sequence => sequence.shape[0]).ToArray());
                    using var padded = pad_sequence(list);
                    return pack_padded_sequence(padded, lengths, enforce_sorted: enforce_sorted);
                }

                /// <summary>The padded sequences [L, N, …] (or batch first) of a packed one, and their lengths [N].</summary>
                /// <param name="sequence">The packed sequence.</param>
                /// <param name="batch_first">Whether the result is [N, L, …].</param>
                /// <param name="padding_value">What shorter sequences are filled with.</param>
                /// <param name="total_length">L; the longest length by default.</param>
                /// <exception cref="ArgumentException">total_length is below the longest length.</exception>
                public static (Tensor, Tensor) pad_packed_sequence(
                    PackedSequence sequence, bool batch_first = false, double padding_value = 0, long? total_length = null)
                {
                    var longest = sequence.batch_sizes.shape[0];
                    if (total_length < longest)
                        throw new ArgumentException($"total_length is {total_length}, but the longest sequence has {longest}.");
                    using var scope = NewDisposeScope();
                    var (padded, lengths) = Unpack.Call2(sequence.data, sequence.batch_sizes, batch_first, padding_value,
                        total_length ?? longest);
                    if (!sequence.unsorted_indices.IsInvalid)
                    {
                        padded = padded.index_select(batch_first ? 0 : 1, sequence.unsorted_indices);
                        lengths = lengths.index_select(0, sequence.unsorted_indices);
                    }
                    return (padded.MoveToOuterDisposeScope(), lengths.MoveToOuterDisposeScope());
                }

                /// <summary>Sequences [L, …] of different lengths as [longest, N, …] (or batch first).</summary>
                public static Tensor pad_sequence(IEnumerable<Tensor> sequences, bool batch_first = false, double padding_value = 0) =>
                    Pad.Call(sequences.ToArray(), batch_first, padding_value);
            }
        }
    }
}
