using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace NNViz.Tensors;

/// <summary>
/// The bytes of each dtype, and how to read them as doubles: of a complex number the magnitude, of a Boolean 0 or 1. Loops over every element of a tensor are
/// optimised from their first call on, here and where the numbers are summed and counted: a notebook's cell mostly makes no second one.
/// </summary>
internal static class Widening
{
    private delegate void Reader(ReadOnlySpan<byte> source, Span<double> target);

    private static readonly Dictionary<ScalarType, (int Size, Reader Read, Type[] Types)> Table = new()
    {
        [ScalarType.Bool] = (1, Each<byte>(value => value == 0 ? 0 : 1), [typeof(bool), typeof(byte)]),
        [ScalarType.Byte] = (1, Numbers<byte>, [typeof(byte)]),
        [ScalarType.Int8] = (1, Numbers<sbyte>, [typeof(sbyte)]),
        [ScalarType.Int16] = (2, Numbers<short>, [typeof(short)]),
        [ScalarType.Int32] = (4, Numbers<int>, [typeof(int)]),
        [ScalarType.Int64] = (8, ReadLongs, [typeof(long)]),
        [ScalarType.Float16] = (2, Numbers<Half>, [typeof(Half)]),
        // The upper half of a float32.
        [ScalarType.BFloat16] = (2, Each<ushort>(value => BitConverter.UInt32BitsToSingle((uint)value << 16)), [typeof(ushort)]),
        [ScalarType.Float32] = (4, ReadSingles, [typeof(float)]),
        [ScalarType.Float64] = (8, (source, target) => MemoryMarshal.Cast<byte, double>(source)[..target.Length].CopyTo(target), [typeof(double)]),
        [ScalarType.ComplexFloat32] = (8, Each<ComplexSingle>(value => double.Hypot(value.Real, value.Imaginary)), [typeof(ComplexSingle)]),
        [ScalarType.ComplexFloat64] = (16, Each<Complex>(value => double.Hypot(value.Real, value.Imaginary)), [typeof(Complex)]),
    };

    /// <summary>The bytes of one element.</summary>
    public static int Size(ScalarType dtype) => Entry(dtype).Size;

    /// <summary>As what its elements may be read; the first is its own type.</summary>
    public static IReadOnlyList<Type> TypesOf(ScalarType dtype) => Entry(dtype).Types;

    /// <summary>Reads as many elements as <paramref name="target"/> holds from the start of <paramref name="source"/>.</summary>
    public static void Read(ScalarType dtype, ReadOnlySpan<byte> source, Span<double> target) => Entry(dtype).Read(source, target);

    private static (int Size, Reader Read, Type[] Types) Entry(ScalarType dtype) => Table.TryGetValue(dtype, out var entry)
        ? entry
        : throw new NotSupportedException(
            $"Tensors of dtype {DTypes.Name(dtype)} cannot be read. Readable are: {string.Join(", ", Table.Keys.Select(DTypes.Name))}. "
            + "Convert with to_type(ScalarType.Float32) first.");

    private static Reader Each<T>(Func<T, double> widen)
        where T : unmanaged
        => (source, target) =>
        {
            var values = MemoryMarshal.Cast<byte, T>(source);
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = widen(values[i]);
            }
        };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Numbers<T>(ReadOnlySpan<byte> source, Span<double> target)
        where T : unmanaged, INumber<T>
    {
        var values = MemoryMarshal.Cast<byte, T>(source)[..target.Length];
        for (var i = 0; i < values.Length; i++)
        {
            target[i] = double.CreateTruncating(values[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReadLongs(ReadOnlySpan<byte> source, Span<double> target)
    {
        var values = MemoryMarshal.Cast<byte, long>(source)[..target.Length];
        var lanes = MemoryMarshal.Cast<long, Vector<long>>(values);
        var wide = MemoryMarshal.Cast<double, Vector<double>>(target);
        for (var i = 0; i < lanes.Length; i++)
        {
            wide[i] = Vector.ConvertToDouble(lanes[i]);
        }
        for (var i = lanes.Length * Vector<long>.Count; i < values.Length; i++)
        {
            target[i] = values[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReadSingles(ReadOnlySpan<byte> source, Span<double> target)
    {
        var values = MemoryMarshal.Cast<byte, float>(source)[..target.Length];
        var lanes = MemoryMarshal.Cast<float, Vector<float>>(values);
        var wide = MemoryMarshal.Cast<double, Vector<double>>(target);
        for (var i = 0; i < lanes.Length; i++)
        {
            Vector.Widen(lanes[i], out wide[2 * i], out wide[2 * i + 1]);
        }
        for (var i = lanes.Length * Vector<float>.Count; i < values.Length; i++)
        {
            target[i] = values[i];
        }
    }
}
