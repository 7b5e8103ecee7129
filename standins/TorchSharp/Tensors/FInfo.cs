namespace TorchSharp;

public static partial class torch
{
    /// <summary>Limits of a floating-point type.</summary>
    public struct FInfo
    {
        /// <summary>Bits of an element.</summary>
        public int bits;
        /// <summary>The distance from 1 to the next larger number.</summary>
        public double eps;
        public double max;
        public double min;
        /// <summary>The smallest positive number of full precision; twice under two names, as in PyTorch.</summary>
        public double tiny, smallest_normal;
        /// <summary>A power of ten near <see cref="eps"/>: the precision in decimal digits.</summary>
        public double resolution;
    }

    /// <summary>Limits of the default type.</summary>
    public static FInfo finfo() => finfo(get_default_dtype());

    /// <exception cref="ArgumentException">The type is not floating-point.</exception>
    public static FInfo finfo(ScalarType dtype) => dtype switch
    {
        ScalarType.Float16 => Limits(16, 10, 15, 1e-3),
        ScalarType.BFloat16 => Limits(16, 7, 127, 1e-2),
        ScalarType.Float32 or ScalarType.ComplexFloat32 => Limits(32, 23, 127, 1e-6),
        ScalarType.Float64 or ScalarType.ComplexFloat64 => Limits(64, 52, 1023, 1e-15),
        _ => throw new ArgumentException($"{dtype} is not a floating-point type", nameof(dtype)),
    };

    private static FInfo Limits(int bits, int fraction, int exponent, double resolution)
    {
        double eps = Math.ScaleB(1, -fraction), max = Math.ScaleB(2 - eps, exponent), normal = Math.ScaleB(1, 1 - exponent);
        return new() { bits = bits, eps = eps, max = max, min = -max, tiny = normal, smallest_normal = normal, resolution = resolution };
    }
}
