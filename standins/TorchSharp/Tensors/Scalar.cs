using System.Numerics;

namespace TorchSharp;

/// <summary>A number that operators take beside tensors. Any number converts to it implicitly.</summary>
public sealed class Scalar : IDisposable
{
    internal readonly ArgTag Tag;
    internal readonly long Bits;
    private readonly double imaginary;

    private Scalar(torch.ScalarType type, ArgTag tag, long bits, double imaginary = 0)
    {
        Type = type;
        Tag = tag;
        Bits = bits;
        this.imaginary = imaginary;
    }

    private static Scalar OfInteger(torch.ScalarType type, long value) => new(type, ArgTag.Int, value);
    private static Scalar OfReal(torch.ScalarType type, double value) => new(type, ArgTag.Double, BitConverter.DoubleToInt64Bits(value));
    private static Scalar OfComplex(torch.ScalarType type, double real, double imaginary) =>
        new(type, ArgTag.Complex, BitConverter.DoubleToInt64Bits(real), imaginary);

    /// <summary>The type that the number was made from.</summary>
    public torch.ScalarType Type { get; }

    internal Complex Complex => Tag switch
    {
        ArgTag.Complex => new Complex(BitConverter.Int64BitsToDouble(Bits), imaginary),
        ArgTag.Double => BitConverter.Int64BitsToDouble(Bits),
        _ => Bits,
    };

    internal double Double => Tag is ArgTag.Int or ArgTag.Bool ? Bits : BitConverter.Int64BitsToDouble(Bits);
    internal long Int64 => Tag is ArgTag.Int or ArgTag.Bool ? Bits : (long)Double;

    public static implicit operator Scalar(byte value) => OfInteger(torch.ScalarType.Byte, value);
    public static implicit operator Scalar(sbyte value) => OfInteger(torch.ScalarType.Int8, value);
    public static implicit operator Scalar(short value) => OfInteger(torch.ScalarType.Int16, value);
    public static implicit operator Scalar(int value) => OfInteger(torch.ScalarType.Int32, value);
    public static implicit operator Scalar(long value) => OfInteger(torch.ScalarType.Int64, value);
    public static implicit operator Scalar(Half value) => OfReal(torch.ScalarType.Float16, (double)value);
    public static implicit operator Scalar(float value) => OfReal(torch.ScalarType.Float32, value);
    public static implicit operator Scalar(double value) => OfReal(torch.ScalarType.Float64, value);
    public static implicit operator Scalar(bool value) => new(torch.ScalarType.Bool, ArgTag.Bool, value ? 1 : 0);
    public static implicit operator Scalar((float, float) value) => OfComplex(torch.ScalarType.ComplexFloat32, value.Item1, value.Item2);
    public static implicit operator Scalar(Complex value) => OfComplex(torch.ScalarType.ComplexFloat64, value.Real, value.Imaginary);

    internal static Scalar OfBFloat16(float value) => OfReal(torch.ScalarType.BFloat16, value);

    /// <summary>A scalar holds nothing to free; the method is there for code written against the original.</summary>
    public void Dispose() { }
}

/// <summary>Numbers to scalars and back.</summary>
public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => value;
    public static Scalar ToScalar(this sbyte value) => value;
    public static Scalar ToScalar(this short value) => value;
    public static Scalar ToScalar(this int value) => value;
    public static Scalar ToScalar(this long value) => value;
    public static Scalar ToScalar(this Half value) => value;
    public static Scalar ToScalar(this float value) => value;
    public static Scalar ToScalar(this double value) => value;
    public static Scalar ToScalar(this bool value) => value;
    public static Scalar ToScalar(this (float, float) value) => value;
    public static Scalar ToScalar(this Complex value) => value;
    public static Scalar ToBFloat16Scalar(this float value) => Scalar.OfBFloat16(value);

    public static bool ToBoolean(this Scalar value) => value.Double != 0;
    public static byte ToByte(this Scalar value) => (byte)value.Int64;
    public static sbyte ToSByte(this Scalar value) => (sbyte)value.Int64;
    public static short ToInt16(this Scalar value) => (short)value.Int64;
    public static int ToInt32(this Scalar value) => (int)value.Int64;
    public static long ToInt64(this Scalar value) => value.Int64;
    public static Half ToHalf(this Scalar value) => (Half)value.Double;
    public static float ToSingle(this Scalar value) => (float)value.Double;
    public static double ToDouble(this Scalar value) => value.Double;
    public static (float Real, float Imaginary) ToComplexFloat32(this Scalar value) =>
        ((float)value.Complex.Real, (float)value.Complex.Imaginary);
    public static Complex ToComplexFloat64(this Scalar value) => value.Complex;
}
