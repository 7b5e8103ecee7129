using System.Numerics;
using System.Runtime.InteropServices;

namespace TorchSharp;

public static unsafe partial class torch
{
    public partial class Tensor
    {
        /// <summary>What every factory does last.</summary>
        internal Tensor Finished(bool requiresGrad, string[]? names)
        {
            if (names is { Length: > 0 })
                rename_(names);
            if (requiresGrad)
                requires_grad = true;
            return this;
        }
    }

    /// <summary>The element type of a tensor made of values of a .NET type.</summary>
    internal static ScalarType TypeOf(Type type) =>
        type == typeof(byte) ? ScalarType.Byte
        : type == typeof(sbyte) ? ScalarType.Int8
        : type == typeof(short) ? ScalarType.Int16
        : type == typeof(int) ? ScalarType.Int32
        : type == typeof(long) ? ScalarType.Int64
        : type == typeof(Half) ? ScalarType.Float16
        : type == typeof(float) ? ScalarType.Float32
        : type == typeof(double) ? ScalarType.Float64
        : type == typeof(bool) ? ScalarType.Bool
        : type == typeof((float, float)) ? ScalarType.ComplexFloat32
        : type == typeof(Complex) ? ScalarType.ComplexFloat64
        : throw new ArgumentException($"no tensor has elements of type {type}");

    private static Tensor FromValue<T>(T value, ScalarType? dtype, Device? device, bool requiresGrad) where T : unmanaged
    {
        var type = TypeOf(typeof(T));
        var result = Empty.Call(Array.Empty<long>(), type);
        *(T*)DataOf(result) = value;
        return Moved(result, type, dtype, device).Finished(requiresGrad, null);
    }

    private static Tensor FromScalar(Scalar value) => full(Array.Empty<long>(), value, value.Type);

    /// <summary>A copy of an array of any rank in the given shape.</summary>
    private static Tensor FromArray<T>(
        Array values, ReadOnlySpan<long> shape, ScalarType? dtype, Device? device, bool requiresGrad, string[]? names) where T : unmanaged
    {
        long count = 1;
        foreach (long extent in shape)
            count = checked(count * extent);
        if (count != values.LongLength)
            throw new ArgumentException(
                $"{values.LongLength} values do not fill a tensor of shape [{string.Join(", ", shape.ToArray())}], which has {count}");
        var type = TypeOf(typeof(T));
        var result = Empty.Call(shape, type);
        if (count > 0)
        {
            fixed (byte* source = &MemoryMarshal.GetArrayDataReference(values))
                Buffer.MemoryCopy(source, DataOf(result), count * sizeof(T), count * sizeof(T));
        }
        return Moved(result, type, dtype, device).Finished(requiresGrad, names);
    }

    private static readonly Op Empty = new("empty.memory_format");

    internal static void* DataOf(Tensor tensor)
    {
        void* data;
        Native.Check(Native.ts_tensor_data(tensor.Handle, &data));
        return data;
    }

    /// <summary>The fresh tensor in the wanted type and on the wanted device; the intermediate is freed.</summary>
    private static Tensor Moved(Tensor fresh, ScalarType type, ScalarType? dtype, Device? device)
    {
        device = InitializeDevice(device);
        return (dtype is null || dtype == type) && device.type == DeviceType.CPU
            ? fresh
            : fresh.to(dtype ?? type, device, disposeAfter: true);
    }

    private static long[] Extents(Array values)
    {
        var shape = new long[values.Rank];
        for (int k = 0; k < shape.Length; k++)
            shape[k] = values.GetLongLength(k);
        return shape;
    }

    private static long[] Longs(int[] values) => Array.ConvertAll(values, v => (long)v);

    /// <summary>The decimal number that a float stands for: 0.54F is meant as 0.54.</summary>
    private static double Exact(float value) => (double)(decimal)value;

    /// <summary>As Python's full: the default type for real values, bool and int64 otherwise.</summary>
    private static ScalarType FillType(Scalar value) => value.Tag switch
    {
        ArgTag.Int => ScalarType.Int64,
        ArgTag.Bool => ScalarType.Bool,
        ArgTag.Complex => get_default_dtype() == ScalarType.Float64 ? ScalarType.ComplexFloat64 : ScalarType.ComplexFloat32,
        _ => get_default_dtype(),
    };

    /// <summary>int64 for whole numbers, else the default type.</summary>
    private static ScalarType RangeType(params ReadOnlySpan<Scalar> bounds)
    {
        foreach (var bound in bounds)
            if (!is_integral(bound.Type))
                return get_default_dtype();
        return ScalarType.Int64;
    }

    /// <summary>A copy of a .NET array of any rank and element type.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    /// <summary>A copy of a .NET array of any rank and element type.</summary>
    public static Tensor from_array(
        Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var shape = Extents(rawArray);
        return rawArray.GetType().GetElementType() switch
        {
            var t when t == typeof(byte) => Copy<byte>(),
            var t when t == typeof(sbyte) => Copy<sbyte>(),
            var t when t == typeof(short) => Copy<short>(),
            var t when t == typeof(int) => Copy<int>(),
            var t when t == typeof(long) => Copy<long>(),
            var t when t == typeof(Half) => Copy<Half>(),
            var t when t == typeof(float) => Copy<float>(),
            var t when t == typeof(double) => Copy<double>(),
            var t when t == typeof(bool) => Copy<bool>(),
            var t when t == typeof((float, float)) => Copy<(float, float)>(),
            var t when t == typeof(Complex) => Copy<Complex>(),
            var t => throw new ArgumentException($"no tensor has elements of type {t}", nameof(rawArray)),
        };
        Tensor Copy<T>() where T : unmanaged => FromArray<T>(rawArray, shape, dtype, device, requires_grad, names);
    }

    /// <summary>A tensor of one axis over the memory of an array: both see each other's changes.</summary>
    /// <param name="count">Elements; -1 for all after <paramref name="offset"/>.</param>
    /// <param name="offset">Elements to leave out at the start.</param>
    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        long available = rawArray.LongLength - offset;
        if (offset < 0 || available < 0)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"the array has {rawArray.LongLength} elements");
        if (count > available)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"the array has {available} elements after the offset");
        var type = TypeOf(rawArray.GetType().GetElementType()!);
        long length = count < 0 ? available : count;
        var pin = GCHandle.Alloc(rawArray, GCHandleType.Pinned);
        nint handle;
        int code = Native.ts_tensor_from_blob(
            (byte*)pin.AddrOfPinnedObject() + offset * type.ElementSize(), &length, 1, (int)type, (nint)pin, &Unpin, &handle);
        if (code != 0)
            pin.Free();
        Native.Check(code);
        return Moved(new Tensor(handle), type, dtype, null).Finished(requires_grad, null);
    }

    [UnmanagedCallersOnly]
    private static void Unpin(nint pin) => GCHandle.FromIntPtr(pin).Free();
}
