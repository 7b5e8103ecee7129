namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static (Tensor, Tensor) Cast((Tensor, Tensor) pair, ScalarType? type) => (pair.Item1.cast(type), pair.Item2.cast(type));

        /// <summary>This result, or the tensor that the caller wants it in.</summary>
        internal Tensor into(Tensor? @out)
        {
            if (@out is null)
                return this;
            using (this)
            {
                Resize.Run(@out, shape);
                return @out.copy_(this);
            }
        }

        private static readonly Op Resize = new("resize_");

        /// <summary>Null for results that the caller did not ask for.</summary>
        internal static (Tensor, Tensor?, Tensor?) Wanted((Tensor, Tensor, Tensor) all, bool second, bool third)
        {
            if (!second)
                all.Item2.Dispose();
            if (!third)
                all.Item3.Dispose();
            return (all.Item1, second ? all.Item2 : null, third ? all.Item3 : null);
        }

        /// <summary>Whether shape, type and all values are equal.</summary>
        public bool Equals(Tensor target) => target is not null && target.dtype == dtype && Aten.equal.CallBool(this, target);
        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);
        public override int GetHashCode() => base.GetHashCode();
    }

    private static (Tensor, Tensor?, Tensor?) Wanted((Tensor, Tensor, Tensor) all, bool second, bool third) =>
        Tensor.Wanted(all, second, third);

    /// <summary>The name that libtorch has for a way to scale Fourier transforms.</summary>
    private static string Name(FFTNormType norm) => norm.ToString().ToLowerInvariant();

    public static partial class linalg
    {
        /// <summary>Whether Q is as wide as the smaller extent, square, or left out.</summary>
        public enum QRMode
        {
            Reduced = 0,
            Complete = 1,
            R = 2,
        }
    }
}
