using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>
/// The C entries of the shim; see TorchSharp.Native/*.cpp. Entries that return int give 0, or 1 with a message in <see
/// cref="ts_last_error"/>.
/// </summary>
internal static unsafe partial class Native
{
    internal const string Library = "TorchSharpStandin";

    [DllImport(Library)] internal static extern byte* ts_last_error();
    [DllImport(Library)] internal static extern int ts_operator(byte* name, byte* overload, nint* result);
    [DllImport(Library)] internal static extern int ts_call_tensor(nint op, NativeArg* args, int count, nint* result);
    [DllImport(Library)] internal static extern int ts_call(nint op, NativeArg* args, int count, NativeArg** results, int* resultCount);

    [DllImport(Library)] internal static extern void ts_tensor_free(nint tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern nint ts_tensor_alias(nint tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern int ts_tensor_info(nint tensor, TensorInfo* info);
    [DllImport(Library)] internal static extern int ts_tensor_data(nint tensor, void** data);
    [DllImport(Library)] internal static extern int ts_tensor_storage(nint tensor, void** data, long* bytes, long* useCount);
    [DllImport(Library)]
    internal static extern int ts_tensor_from_blob(
        void* data, long* sizes, int rank, int scalarType, nint context, delegate* unmanaged<nint, void> free, nint* result);
    [DllImport(Library)] internal static extern int ts_tensor_set_requires_grad(nint tensor, int value);
    [DllImport(Library)] internal static extern int ts_tensor_grad(nint tensor, nint* grad);
    [DllImport(Library)] internal static extern int ts_tensor_set_grad(nint tensor, nint grad);
    [DllImport(Library)] internal static extern int ts_tensor_set_data(nint tensor, nint source);
    [DllImport(Library)] internal static extern int ts_tensor_name(nint tensor, long dim, byte** name);
    [DllImport(Library)] internal static extern int ts_tensor_rename(nint tensor, byte** names, int count);

    [DllImport(Library), SuppressGCTransition] internal static extern int ts_grad_enabled();
    [DllImport(Library), SuppressGCTransition] internal static extern void ts_set_grad_enabled(int value);
    [DllImport(Library)] internal static extern nint ts_inference_enter(int value);
    [DllImport(Library)] internal static extern void ts_inference_leave(nint scope);
    [DllImport(Library)] internal static extern int ts_inference_enabled();
    [DllImport(Library)] internal static extern void ts_anomaly(int enabled, int checkNan);
    [DllImport(Library)] internal static extern int ts_anomaly_enabled();
    [DllImport(Library)] internal static extern int ts_anomaly_checks_nan();

    [DllImport(Library)] internal static extern nint ts_generator_new(ulong seed);
    [DllImport(Library)] internal static extern void ts_generator_free(nint generator);
    [DllImport(Library)] internal static extern int ts_generator_set_seed(nint generator, ulong seed);
    [DllImport(Library)] internal static extern ulong ts_generator_seed(nint generator);
    [DllImport(Library)] internal static extern int ts_generator_state(nint generator, nint* state);
    [DllImport(Library)] internal static extern int ts_generator_set_state(nint generator, nint state);
    [DllImport(Library)] internal static extern int ts_manual_seed(ulong seed);
    [DllImport(Library)] internal static extern int ts_set_threads(int count);
    [DllImport(Library)] internal static extern int ts_threads();
    [DllImport(Library)] internal static extern int ts_set_interop_threads(int count);
    [DllImport(Library)] internal static extern int ts_interop_threads();
    [DllImport(Library)] internal static extern int ts_promote(int left, int right);
    [DllImport(Library)] internal static extern int ts_switch(int which, int value);

    [DllImport(Library)]
    internal static extern int ts_backward(
        nint* tensors, int count, nint* grads, int gradCount, int retain, int create, nint* inputs, int inputCount);
    [DllImport(Library)]
    internal static extern int ts_grad(
        nint* outputs, int count, nint* inputs, int inputCount, nint* grads, int gradCount, int retain, int create, int allowUnused,
        nint* results);
    [DllImport(Library)]
    internal static extern int ts_function_new(
        nint* inputs, int count, nint context, delegate* unmanaged<nint, nint, nint*, int, nint*, int, nint> backward,
        delegate* unmanaged<nint, void> free, nint* node);
    [DllImport(Library)]
    internal static extern int ts_function_wrap(
        nint node, nint* inputs, int inputCount, nint* constant, int constantCount, nint* dirty, int dirtyCount, nint* outputs,
        int outputCount, nint* results);
    [DllImport(Library)] internal static extern int ts_function_save(nint node, nint* tensors, int count);
    [DllImport(Library)] internal static extern void ts_function_free(nint node);
    [DllImport(Library)] internal static extern int ts_function_saved(nint node, int k, nint* tensor);

    [DllImport(Library)] internal static extern int ts_tensor_save(nint tensor, byte* path);
    [DllImport(Library)] internal static extern int ts_tensor_load(byte* path, nint* tensor);

    [DllImport(Library)] internal static extern int ts_script_load(byte* path, nint* module);
    [DllImport(Library)] internal static extern int ts_script_load_bytes(byte* data, long length, nint* module);
    [DllImport(Library)] internal static extern int ts_script_compile(byte* source, nint* module);
    [DllImport(Library)] internal static extern void ts_script_free(nint module);
    [DllImport(Library)] internal static extern int ts_script_save(nint module, byte* path);
    [DllImport(Library)]
    internal static extern int ts_script_call(
        nint module, byte* method, NativeArg* args, int count, NativeArg** results, int* resultCount, int* structure);
    [DllImport(Library)] internal static extern int ts_script_training(nint module, int* value);
    [DllImport(Library)] internal static extern int ts_script_train(nint module, int value);
    [DllImport(Library)] internal static extern int ts_script_arity(nint module, int* inputs, int* outputs);
    [DllImport(Library)]
    internal static extern int ts_script_member(nint module, int kind, int recurse, int index, byte** name, nint* tensor);
    [DllImport(Library)] internal static extern int ts_script_set_attribute(nint module, byte* name, nint tensor);
    [DllImport(Library)] internal static extern int ts_script_move(nint module, int scalarType);
    [DllImport(Library)] internal static extern int ts_script_child(nint module, int index, byte** name, nint* child);

    /// <summary>What managed code threw inside a call of libtorch on this thread; becomes the inner exception.</summary>
    [ThreadStatic] internal static Exception? CallbackError;

    /// <summary>Turns the error code of an entry into the exception that TorchSharp throws.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Check(int code)
    {
        if (code != 0)
            Throw();
    }

    private static void Throw()
    {
        var inner = CallbackError;
        CallbackError = null;
        throw new ExternalException(Marshal.PtrToStringUTF8((nint)ts_last_error()), inner);
    }

    /// <summary>Finds the shim beside the assembly (project reference) or where a NuGet package keeps native libraries.</summary>
    static Native() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, (name, assembly, _) =>
    {
        if (name != Library)
            return 0;
        const string file = "lib" + Library + ".so", inPackage = "runtimes/linux-x64/native/" + file;
        string folder = Path.GetDirectoryName(assembly.Location) ?? AppContext.BaseDirectory;
        string[] places = [.. new[] { folder, AppContext.BaseDirectory }.SelectMany(f => new[] { file, inPackage, "../../" + inPackage },
            Path.Combine)];
        string path = places.FirstOrDefault(File.Exists)
            ?? throw new DllNotFoundException($"{file} is in none of: {string.Join(", ", places)}");
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException e)
        {
            throw new DllNotFoundException($"{path} does not load; is libtorch there (apt-get install libtorch-dev)? {e.Message}", e);
        }
    });
}

/// <summary>Metadata of a tensor, as the shim lays it out.</summary>
internal unsafe struct TensorInfo
{
    internal long Rank, Elements, StorageOffset, Version;
    internal long* Sizes;
    internal long* Strides;
    internal int ScalarType, DeviceType, DeviceIndex, Layout;
    internal int RequiresGrad, IsLeaf, IsInference, IsContiguous, IsLazy;
}
