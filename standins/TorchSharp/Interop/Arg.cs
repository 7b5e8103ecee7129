using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp;

internal enum ArgTag
{
    Default, None, Tensor, Int, Double, Bool, Complex, IntList, DoubleList, TensorList, String, Device, Generator, StringList,
}

/// <summary>An argument or result as the shim reads it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeArg
{
    internal ArgTag Tag;
    internal int Length;
    internal long Bits;

    internal readonly double Double => BitConverter.Int64BitsToDouble(Bits);
    internal readonly string String => Marshal.PtrToStringUTF8((nint)Bits, Length);
}

/// <summary>
/// One argument of an operator. Anything that an operator takes converts to it implicitly: tensors, scalars, numbers, lists,
/// dtypes, devices, generators, text; null is None. <see cref="Default"/> stands for the operator's own default.
/// </summary>
internal readonly struct Arg
{
    internal static readonly Arg Default;
    internal static readonly Arg None = new(ArgTag.None, 0);

    internal readonly NativeArg Bare;
    /// <summary>The tensor, generator or list behind the argument; keeps it alive through the call.</summary>
    internal readonly object? Reference;

    private Arg(ArgTag tag, long bits, object? reference = null, int length = 0)
    {
        Bare = new NativeArg { Tag = tag, Length = length, Bits = bits };
        Reference = reference;
    }

    private static Arg Of(ArgTag tag, object? reference) => reference is null ? None : new(tag, 0, reference);

    public static implicit operator Arg(Tensor? value) => Of(ArgTag.Tensor, value);
    public static implicit operator Arg(Tensor[]? value) => Of(ArgTag.TensorList, value);
    public static implicit operator Arg(long[]? value) => Of(ArgTag.IntList, value);
    public static implicit operator Arg(double[]? value) => Of(ArgTag.DoubleList, value);
    public static implicit operator Arg(string[]? value) => Of(ArgTag.StringList, value);
    public static implicit operator Arg(string? value) => Of(ArgTag.String, value);
    public static implicit operator Arg(Generator? value) => Of(ArgTag.Generator, value);
    public static implicit operator Arg(long value) => new(ArgTag.Int, value);
    public static implicit operator Arg(int value) => new(ArgTag.Int, value);
    public static implicit operator Arg(bool value) => new(ArgTag.Bool, value ? 1 : 0);
    public static implicit operator Arg(double value) => new(ArgTag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Arg(float value) => (double)value;
    public static implicit operator Arg(ScalarType value) => (long)value;
    public static implicit operator Arg(long? value) => value is { } v ? v : None;
    public static implicit operator Arg(int? value) => value is { } v ? v : None;
    public static implicit operator Arg(bool? value) => value is { } v ? v : None;
    public static implicit operator Arg(double? value) => value is { } v ? v : None;
    public static implicit operator Arg(ScalarType? value) => value is { } v ? v : None;
    public static implicit operator Arg(Device? value) =>
        value is null ? None : new(ArgTag.Device, value.index, length: (int)value.type);

    public static implicit operator Arg(Scalar? value) =>
        value is null ? None : new(value.Tag, value.Bits, value.Tag == ArgTag.Complex ? value : null);

    // Lists in the other shapes that signatures have.
    public static implicit operator Arg(ReadOnlySpan<long> value) => value.ToArray();
    public static implicit operator Arg(ReadOnlySpan<Tensor> value) => value.ToArray();
    public static implicit operator Arg((long, long) value) => new[] { value.Item1, value.Item2 };
    public static implicit operator Arg(float? value) => value is { } v ? v : None;
    public static implicit operator Arg((long, long)? value) => value is { } v ? v : None;
    public static implicit operator Arg((long, long, long) value) => new[] { value.Item1, value.Item2, value.Item3 };
    public static implicit operator Arg((long, long, long, long) value) => new[] { value.Item1, value.Item2, value.Item3, value.Item4 };
}
