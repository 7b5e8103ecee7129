using System.Collections;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>
/// The elements of a tensor, in row-major order whatever the strides are. Reads and writes go to the tensor's memory; a tensor on another
/// device is copied to the host once, and the accessor frees that copy.
/// </summary>
public sealed unsafe class TensorAccessor<T> : IEnumerable<T>, IDisposable where T : unmanaged
{
    private readonly Tensor tensor;
    private readonly T* start;
    private readonly long[] shape, strides;
    private readonly bool isContiguous;

    internal TensorAccessor(Tensor source)
    {
        tensor = source.InMemory().DetachFromDisposeScope();
        start = (T*)DataOf(tensor);
        shape = tensor.shape;
        strides = tensor.stride();
        isContiguous = tensor.is_contiguous();
        Count = tensor.NumberOfElements;
    }

    public long Count { get; }
    public bool IsReadOnly => false;

    /// <summary>The element at an index for each axis; one index alone counts in row-major order.</summary>
    /// <exception cref="IndexOutOfRangeException">An index is outside its axis.</exception>
    public T this[params long[] indices]
    {
        get => *At(indices);
        set => *At(indices) = value;
    }

    /// <summary>The element of a row-major number.</summary>
    internal T ElementAt(long index) => index >= 0 && index < Count ? Element(index) : throw Outside([index]);

    public T[] ToArray()
    {
        var result = new T[Count];
        CopyTo(result);
        return result;
    }

    /// <summary>An array of the tensor's rank; for a tensor without axes an array of one element.</summary>
    public Array ToNDArray()
    {
        if (shape.Length == 0)
            return ToArray();
        var result = Array.CreateInstance(typeof(T), shape);
        var target = MemoryMarshal.CreateSpan(ref System.Runtime.CompilerServices.Unsafe.As<byte,
            T>(ref MemoryMarshal.GetArrayDataReference(result)), checked((int)Count));
        CopyTo(target);
        return result;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>
    /// Copies elements from <paramref name="tensorIndex"/> on to a span from <paramref name="arrayIndex"/> on, as many as both have.
    /// </summary>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var target = array[arrayIndex..];
        int count = (int)Math.Min(target.Length, Count - tensorIndex);
        if (isContiguous)
            new Span<T>(start + tensorIndex, count).CopyTo(target);
        else
            for (int k = 0; k < count; k++)
                target[k] = start[Offset(tensorIndex + k)];
        GC.KeepAlive(tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    /// <summary>
    /// Copies a span from <paramref name="arrayIndex"/> on to the elements from <paramref name="tensorIndex"/> on, as many as both have.
    /// </summary>
    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        int count = (int)Math.Min(source.Length, Count - tensorIndex);
        if (isContiguous)
            source[..count].CopyTo(new Span<T>(start + tensorIndex, count));
        else
            for (int k = 0; k < count; k++)
                start[Offset(tensorIndex + k)] = source[k];
        GC.KeepAlive(tensor);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long k = 0; k < Count; k++)
            yield return Element(k);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override bool Equals(object? obj) => obj is TensorAccessor<T> other && Count == other.Count && this.SequenceEqual(other);
    public override int GetHashCode() => HashCode.Combine(Count, typeof(T));
    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) => left.Equals(right);
    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !left.Equals(right);

    public void Dispose() => tensor.Dispose();

    private T Element(long index)
    {
        T value = start[isContiguous ? index : Offset(index)];
        GC.KeepAlive(tensor);
        return value;
    }

    private T* At(long[] indices)
    {
        _ = tensor.Handle;
        if (indices.Length == 1 && shape.Length != 1)
            return indices[0] >= 0 && indices[0] < Count ? start + (isContiguous ? indices[0] : Offset(indices[0])) : throw Outside(indices);
        if (indices.Length != shape.Length)
            throw new ArgumentException($"{indices.Length} indices for a tensor of {shape.Length} axes");
        long offset = 0;
        for (int k = 0; k < indices.Length; k++)
            offset += indices[k] >= 0 && indices[k] < shape[k] ? indices[k] * strides[k] : throw Outside(indices);
        return start + offset;
    }

    /// <summary>Where in memory the element of a row-major number is.</summary>
    private long Offset(long index)
    {
        long offset = 0;
        for (int k = shape.Length - 1; k >= 0; k--)
        {
            offset += index % shape[k] * strides[k];
            index /= shape[k];
        }
        return offset;
    }

    private IndexOutOfRangeException Outside(long[] indices) =>
        new($"index [{string.Join(", ", indices)}] is outside a tensor of shape [{string.Join(", ", shape)}]");
}
