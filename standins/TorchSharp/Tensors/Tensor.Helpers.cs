namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static (Tensor, Tensor) Cast((Tensor, Tensor) pair, ScalarType? type) => (pair.Item1.cast(type), pair.Item2.cast(type));

        /// <summary>A result, or the tensor that the caller wants it in.</summary>
        private static Tensor Into(Tensor result, Tensor? @out)
        {
            if (@out is null)
                return result;
            using (result)
            {
                @out.resize_(result.shape);
                return @out.copy_(result);
            }
        }

        private void resize_(long[] shape) => Resize.Run(this, shape);

        private static readonly Op Resize = new("resize_");

        /// <summary>Whether shape, type and all values are equal.</summary>
        public bool Equals(Tensor target) => target is not null && target.dtype == dtype && Aten.equal.CallBool(this, target);
        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);
        public override int GetHashCode() => base.GetHashCode();
    }
}
