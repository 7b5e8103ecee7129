using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace NNViz.Plotly;

/// <summary>
/// An array of numbers that keeps its own width: plotly.js takes it as base64 of its little-endian bytes, an eighth of the size and a
/// fortieth of the time of decimal text. Arrays convert implicitly; 64-bit integers, which plotly.js does not take, become doubles.
/// </summary>
public abstract class Numbers
{
    /// <summary>No numbers.</summary>
    public static Numbers Empty { get; } = Array.Empty<double>();

    /// <summary>plotly.js's name of the type: i1, u1, i2, u2, i4, u4, f4 or f8.</summary>
    public abstract string DType { get; }

    /// <summary>How many there are.</summary>
    public abstract int Count { get; }

    /// <summary>The number at <paramref name="index"/>, from 0.</summary>
    public abstract double this[int index] { get; }

    /// <summary>The bytes of all numbers in memory order, little-endian.</summary>
    public abstract ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The bytes as base64.</summary>
    public string Base64 => Convert.ToBase64String(Bytes);

    /// <summary>Doubles.</summary>
    public static implicit operator Numbers(double[] values) => new Typed<double>(values, "f8");

    /// <summary>Floats.</summary>
    public static implicit operator Numbers(float[] values) => new Typed<float>(values, "f4");

    /// <summary>32-bit integers.</summary>
    public static implicit operator Numbers(int[] values) => new Typed<int>(values, "i4");

    /// <summary>Unsigned 32-bit integers.</summary>
    public static implicit operator Numbers(uint[] values) => new Typed<uint>(values, "u4");

    /// <summary>16-bit integers.</summary>
    public static implicit operator Numbers(short[] values) => new Typed<short>(values, "i2");

    /// <summary>Unsigned 16-bit integers.</summary>
    public static implicit operator Numbers(ushort[] values) => new Typed<ushort>(values, "u2");

    /// <summary>Bytes.</summary>
    public static implicit operator Numbers(byte[] values) => new Typed<byte>(values, "u1");

    /// <summary>Signed bytes.</summary>
    public static implicit operator Numbers(sbyte[] values) => new Typed<sbyte>(values, "i1");

    /// <summary>64-bit integers, as doubles: exact up to 2⁵³.</summary>
    public static implicit operator Numbers(long[] values) => Array.ConvertAll(values, v => (double)v);

    /// <summary>0, 1, …, count − 1.</summary>
    public static Numbers Range(int count) => Enumerable.Range(0, count).ToArray();

    /// <summary>The numbers as doubles.</summary>
    public double[] ToDoubles()
    {
        var doubles = new double[Count];
        for (int i = 0; i < doubles.Length; i++)
        {
            doubles[i] = this[i];
        }

        return doubles;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count} × {DType}");

    private sealed class Typed<T>(T[] values, string dtype) : Numbers
        where T : unmanaged, INumber<T>
    {
        public override string DType => dtype;

        public override int Count => values.Length;

        public override double this[int index] => double.CreateTruncating(values[index]);

        public override ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes<T>(values);
    }
}
