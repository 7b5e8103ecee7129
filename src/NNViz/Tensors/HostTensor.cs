using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace NNViz.Tensors;

/// <summary>
/// A tensor's values on the host, row-major, in the dtype's own width: int64 and float64 stay exact, a complex number is a pair. The border
/// between TorchSharp and everything that draws. Immutable.
/// </summary>
public sealed class HostTensor
{
    private readonly byte[] bytes;
    private readonly int size;

    private HostTensor(ScalarType dtype, long[] shape, long[] sourceShape, byte[] bytes)
    {
        (DType, Shape, SourceShape, this.bytes) = (dtype, shape, sourceShape, bytes);
        size = Widening.Size(dtype);
    }

    /// <summary>The type of the values.</summary>
    public ScalarType DType { get; }

    /// <summary>The shape of what was copied; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The shape of the tensor it was copied from; differs from <see cref="Shape"/> where the copy was truncated.</summary>
    public IReadOnlyList<long> SourceShape { get; }

    /// <summary>How many values were copied.</summary>
    public int Count => bytes.Length / size;

    /// <summary>Whether only the first part of each axis was copied.</summary>
    public bool IsTruncated => !Shape.SequenceEqual(SourceShape);

    /// <summary>
    /// The value at a row-major position, as a double: of a complex number the magnitude, of a Boolean 0 or 1, of an int64 beyond ±2⁵³ the
    /// nearest.
    /// </summary>
    public double this[int index]
    {
        get
        {
            Span<double> value = stackalloc double[1];
            Widening.Read(DType, bytes.AsSpan(index * size), value);
            return value[0];
        }
    }

    /// <summary>Copies <paramref name="tensor"/>, from any device and of any layout.</summary>
    /// <param name="tensor">Any tensor with values; not a meta tensor.</param>
    /// <param name="maxElements">
    /// The most elements to copy. A larger tensor is truncated first, where it lies: every axis is cut to its first entries, the longest
    /// axes first.
    /// </param>
    /// <exception cref="InvalidOperationException">The tensor was disposed, or has no values (meta).</exception>
    /// <exception cref="NotSupportedException">The dtype cannot be read.</exception>
    public static HostTensor Copy(Tensor tensor, long maxElements = 1 << 26)
    {
        using var plain = PlainTensor.Of(tensor);
        var full = plain.shape;
        var shape = Truncate(full, maxElements);
        var cut = plain.alias();
        for (var axis = 0; axis < shape.Length; axis++)
        {
            if (shape[axis] < full[axis])
            {
                using var whole = cut;
                cut = whole.narrow(axis, 0, shape[axis]);
            }
        }
        using (cut)
        using (var host = cut.cpu())
        using (var contiguous = host.contiguous())
        {
            return new HostTensor(tensor.dtype, shape, full, contiguous.numel() == 0 ? [] : contiguous.bytes.ToArray());
        }
    }

    /// <summary>
    /// The values themselves, as the dtype's own type: float for Float32, long for Int64, bool or byte for Bool, <see cref="Half"/> for Float16, ushort (the
    /// bits) for BFloat16, <see cref="ComplexSingle"/> for ComplexFloat32, <see cref="Complex"/> for ComplexFloat64.
    /// </summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the dtype's own type; the message says which is.</exception>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged
        => Widening.TypesOf(DType).Contains(typeof(T))
            ? MemoryMarshal.Cast<byte, T>(bytes)
            : throw new ArgumentException(
                $"Values of dtype {DTypes.Name(DType)} cannot be read as {typeof(T).Name}: "
                + $"read {string.Join(" or ", Widening.TypesOf(DType).Select(type => $"Values<{type.Name}>()"))}, "
                + "or ToDoubles(), which converts.");

    /// <summary>All values as doubles, read as the indexer reads one.</summary>
    public double[] ToDoubles()
    {
        var values = new double[Count];
        Widening.Read(DType, bytes, values);
        return values;
    }

    /// <summary>All values as singles, read as the indexer reads one and rounded.</summary>
    public float[] ToSingles() => DType == ScalarType.Float32
        ? Values<float>().ToArray()
        : Array.ConvertAll(ToDoubles(), value => (float)value);

    /// <summary>
    /// The value at a row-major position as text that names it exactly: <c>9007199254740993</c>, <c>0.1</c>, <c>1+2i</c>, <c>true</c>.
    /// </summary>
    public string Text(int index) => DType switch
    {
        ScalarType.Bool => Values<byte>()[index] != 0 ? "true" : "false",
        ScalarType.Int64 => Values<long>()[index].ToString(CultureInfo.InvariantCulture),
        ScalarType.Float64 => Values<double>()[index].ToString(CultureInfo.InvariantCulture),
        ScalarType.ComplexFloat32 => Values<ComplexSingle>()[index].ToString(),
        ScalarType.ComplexFloat64 => ComplexSingle.Text(Values<Complex>()[index].Real, Values<Complex>()[index].Imaginary),
        // Every value of the remaining types is a single (or an integer a double holds), whose shortest text is exact.
        ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 => ((float)this[index]).ToString(CultureInfo.InvariantCulture),
        _ => this[index].ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The largest shape with all axes cut to one common length at most, such that the elements fit.</summary>
    private static long[] Truncate(long[] shape, long maxElements)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxElements, 1);
        long[] Cut(long length) => [.. shape.Select(axis => Math.Min(axis, length))];
        bool Fits(long length) => Cut(length).Aggregate(1.0, (product, axis) => product * axis) <= maxElements;
        var (low, high) = (1L, shape.Append(1).Max());
        while (low < high)
        {
            var middle = low + (high - low + 1) / 2;
            (low, high) = Fits(middle) ? (middle, high) : (low, middle - 1);
        }
        return Cut(low);
    }
}
