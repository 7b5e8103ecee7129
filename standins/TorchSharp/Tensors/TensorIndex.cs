namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// One entry between the brackets of <c>t[…]</c>: a number, a slice, a new axis, an ellipsis, a mask or a tensor of indices.
    /// </summary>
    public struct TensorIndex
    {
        internal enum Kind { Single, Slice, None, Ellipsis, Bool, Tensor }

        internal Kind kind;
        internal long? start, stop, step;
        internal Tensor? tensor;

        /// <summary>All of an axis.</summary>
        public static TensorIndex Colon = Slice();

        /// <summary>As many whole axes as are left.</summary>
        public static TensorIndex Ellipsis = new() { kind = Kind.Ellipsis };

        /// <summary>A new axis of extent 1.</summary>
        public static TensorIndex None = new() { kind = Kind.None };

        /// <summary>A new axis of extent 1.</summary>
        public static TensorIndex Null = None;

        /// <summary>
        /// From <paramref name="start"/> to before <paramref name="stop"/>; negative counts from the end, null is the end.
        /// </summary>
        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { kind = Kind.Slice, start = start, stop = stop, step = step };

        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        public static TensorIndex Slice(Range range) =>
            Slice(Signed(range.Start), range.End.IsFromEnd && range.End.Value == 0 ? null : Signed(range.End));

        public static TensorIndex Bool(bool value) => new() { kind = Kind.Bool, start = value ? 1 : 0 };

        public static TensorIndex Single(long? index) => index is null ? None : new() { kind = Kind.Single, start = index };

        public static TensorIndex Tensor(Tensor tensor) => new() { kind = Kind.Tensor, tensor = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);
        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);
        public static implicit operator TensorIndex(Index index) => Single(Signed(index));
        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator Tensor(TensorIndex value) => value.kind switch
        {
            Kind.Tensor => value.tensor!,
            Kind.Single => torch.tensor(value.start!.Value),
            Kind.Bool => torch.tensor(value.start != 0),
            _ => throw new InvalidCastException($"an index of kind {value.kind} is no tensor"),
        };

        private static long Signed(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }
}
