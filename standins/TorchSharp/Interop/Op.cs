using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// An operator of libtorch, by the name and overload of its schema: <c>static readonly Op Conv2d = new("conv2d");</c>, then
/// <c>Conv2d.Call(input, weight, bias, strides, padding, dilation, groups)</c>. Arguments are positional; those left out at the end, and
/// <see cref="Arg.Default"/>, take the schema's defaults; a number where the schema wants a list stands for a list of it.
/// Operators in a table (*.ops) are fields of <c>Aten</c>. Looked up at the first call, then one call through the shim each.
/// </summary>
internal sealed unsafe class Op(string name)
{
    private const int StackWords = 128;
    private nint handle;

    /// <summary>The text of a method's name, where this is a method of a TorchScript module and not an operator.</summary>
    private readonly nint method;

    /// <summary>A method of a TorchScript module, called as an operator is.</summary>
    /// <param name="method">The name; UTF-8 text that outlives this object.</param>
    internal Op(nint module, nint method) : this("forward")
    {
        handle = module;
        this.method = method;
    }

    /// <summary>Calls a method; the results are valid until the next call on this thread.</summary>
    internal ReadOnlySpan<NativeArg> CallMethod(out ScriptStructure structure, params ReadOnlySpan<Arg> args)
    {
        NativeArg* results;
        int count, found;
        Invoke(args, null, &results, &count, &found);
        structure = (ScriptStructure)found;
        return new(results, count);
    }

    public string Name => name;

    /// <summary>Calls an operator that returns one tensor.</summary>
    public Tensor Call(params ReadOnlySpan<Arg> args)
    {
        nint result;
        Invoke(args, &result, null, null);
        return new Tensor(result);
    }

    /// <summary>Calls an operator for its effect; results are freed.</summary>
    public void Run(params ReadOnlySpan<Arg> args)
    {
        foreach (var value in Results(args))
            if (value.Tag == ArgTag.Tensor)
                Native.ts_tensor_free((nint)value.Bits);
    }

    public (Tensor, Tensor) Call2(params ReadOnlySpan<Arg> args)
    {
        var values = Results(args);
        return (TensorOf(values[0]), TensorOf(values[1]));
    }

    public (Tensor, Tensor, Tensor) Call3(params ReadOnlySpan<Arg> args)
    {
        var values = Results(args);
        return (TensorOf(values[0]), TensorOf(values[1]), TensorOf(values[2]));
    }

    public (Tensor, Tensor, Tensor, Tensor) Call4(params ReadOnlySpan<Arg> args)
    {
        var values = Results(args);
        return (TensorOf(values[0]), TensorOf(values[1]), TensorOf(values[2]), TensorOf(values[3]));
    }

    /// <summary>All results, lists laid out in place.</summary>
    public Tensor[] CallMany(params ReadOnlySpan<Arg> args)
    {
        var values = Results(args);
        var tensors = new Tensor[values.Length];
        for (int k = 0; k < tensors.Length; k++)
            tensors[k] = TensorOf(values[k]);
        return tensors;
    }

    public long CallInt(params ReadOnlySpan<Arg> args) => Results(args)[0].Bits;
    public bool CallBool(params ReadOnlySpan<Arg> args) => Results(args)[0].Bits != 0;
    public double CallDouble(params ReadOnlySpan<Arg> args) => Results(args)[0].Double;

    /// <summary>Finds the operator now; throws where this libtorch has none of the name.</summary>
    public nint Resolve()
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        string bare = dot < 0 ? name : name[..dot], overload = dot < 0 ? "" : name[(dot + 1)..];
        if (!bare.Contains("::", StringComparison.Ordinal))
            bare = "aten::" + bare;
        nint found;
        fixed (byte* bareBytes = Encoding.UTF8.GetBytes(bare + '\0'), overloadBytes = Encoding.UTF8.GetBytes(overload + '\0'))
            Native.Check(Native.ts_operator(bareBytes, overloadBytes, &found));
        return handle = found;
    }

    /// <summary>The results, valid until the next call on this thread.</summary>
    private ReadOnlySpan<NativeArg> Results(ReadOnlySpan<Arg> args)
    {
        NativeArg* results;
        int count;
        Invoke(args, null, &results, &count);
        return new(results, count);
    }

    private static Tensor TensorOf(NativeArg value) =>
        value.Tag is ArgTag.Tensor or ArgTag.None ? new Tensor((nint)value.Bits)
            : throw new InvalidOperationException($"a result is {value.Tag}, not a tensor");

    [SkipLocalsInit]
    private void Invoke(ReadOnlySpan<Arg> args, nint* tensor, NativeArg** results, int* count, int* structure = null)
    {
        nint op = handle != 0 ? handle : Resolve();
        var native = stackalloc NativeArg[args.Length];
        int words = 0;
        for (int k = 0; k < args.Length; k++)
        {
            native[k] = args[k].Bare;
            if (args[k].Reference is Tensor t)
                native[k].Bits = t.Handle;
            else if (args[k].Reference is { } reference)
                words += Words(reference);
        }
        if (words <= StackWords)
        {
            long* scratch = stackalloc long[words];
            FillLists(args, native, scratch);
            CallNative(op, args, native, tensor, results, count, structure);
            return;
        }
        long[] rented = ArrayPool<long>.Shared.Rent(words);
        fixed (long* scratch = rented)
        {
            FillLists(args, native, scratch);
            CallNative(op, args, native, tensor, results, count, structure);
        }
        ArrayPool<long>.Shared.Return(rented);
    }

    private static void FillLists(ReadOnlySpan<Arg> args, NativeArg* native, long* scratch)
    {
        for (int k = 0; k < args.Length; k++)
            if (args[k].Reference is { } reference and not Tensor)
                scratch = Fill(ref native[k], reference, scratch);
    }

    private void CallNative(nint op, ReadOnlySpan<Arg> args, NativeArg* native, nint* tensor, NativeArg** results, int* count,
        int* structure)
    {
        Native.Check(
            tensor != null ? Native.ts_call_tensor(op, native, args.Length, tensor)
            : structure == null ? Native.ts_call(op, native, args.Length, results, count)
            : Native.ts_script_call(op, (byte*)method, native, args.Length, results, count, structure));
        for (int k = 0; k < args.Length; k++)
            GC.KeepAlive(args[k].Reference);
    }

    /// <summary>Words of memory that a list takes.</summary>
    private static int Words(object reference) => reference switch
    {
        string[] texts => texts.Length + texts.Sum(Words),
        Array list => list.Length,
        string text => Encoding.UTF8.GetByteCount(text) / sizeof(long) + 1,
        Scalar => 2,
        _ => 0,
    };

    /// <summary>Copies a list to <paramref name="scratch"/>; returns the place after it.</summary>
    private static long* Fill(ref NativeArg native, object reference, long* scratch)
    {
        native.Bits = (long)scratch;
        int words = Words(reference);
        switch (reference)
        {
            case Tensor[] tensors:
                for (int k = 0; k < tensors.Length; k++)
                    scratch[k] = tensors[k]?.Handle ?? 0;
                native.Length = tensors.Length;
                break;
            case long[] list:
                list.CopyTo(new Span<long>(scratch, words));
                native.Length = list.Length;
                break;
            case double[] list:
                list.CopyTo(new Span<double>(scratch, words));
                native.Length = list.Length;
                break;
            case string[] texts:
                native.Length = FillTexts(texts, scratch);
                break;
            case string text:
                FillText(text, scratch, out native.Length);
                break;
            case Scalar scalar:
                *(System.Numerics.Complex*)scratch = scalar.Complex;
                native.Length = 1;
                break;
            case Generator generator:
                native.Bits = generator.Handle;
                break;
        }
        return scratch + words;
    }

    /// <summary>Pointers to the texts, and the texts behind them; returns how many.</summary>
    private static int FillTexts(string[] texts, long* scratch)
    {
        long* characters = scratch + texts.Length;
        for (int k = 0; k < texts.Length; k++)
        {
            scratch[k] = (long)characters;
            characters += FillText(texts[k], characters, out _);
        }
        return texts.Length;
    }

    /// <summary>Copies a text with a zero behind it; returns the words it takes.</summary>
    private static int FillText(string text, long* scratch, out int bytes)
    {
        int words = Words(text);
        bytes = Encoding.UTF8.GetBytes(text, new Span<byte>(scratch, words * sizeof(long)));
        ((byte*)scratch)[bytes] = 0;
        return words;
    }
}
