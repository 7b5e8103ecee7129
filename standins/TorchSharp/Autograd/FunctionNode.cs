using System.Runtime.InteropServices;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace TorchSharp;

/// <summary>One call of a managed function: lives as long as the native node that may run its backward pass.</summary>
internal sealed class FunctionCall(string name, bool[] isTensor, Func<AutogradContext, List<Tensor>, List<Tensor>> backward)
{
    public AutogradContext Context { get; } = new();

    /// <summary>Shape, type and device of each output, for gradients that are all zeros.</summary>
    public List<(long[] Shape, ScalarType Type, Device Device)> Outputs { get; set; } = [];

    /// <summary>The gradients of the tensor arguments.</summary>
    public List<Tensor?> Run(nint node, List<Tensor> grads)
    {
        if (Context.MaterializeGrads)
            for (int k = 0; k < grads.Count; k++)
                if (grads[k].IsInvalid)
                    grads[k] = zeros(Outputs[k].Shape, Outputs[k].Type, Outputs[k].Device);
        Context.RunningNode = node;
        try
        {
            return ForTensors(backward(Context, grads));
        }
        finally
        {
            Context.RunningNode = 0;
        }
    }

    private List<Tensor?> ForTensors(List<Tensor> results)
    {
        if (results.Count < isTensor.Length || results.Skip(isTensor.Length).Any(IsDefined))
            throw new InvalidOperationException(
                $"{name}.backward gave {results.Count} gradients for {isTensor.Length} arguments of forward");
        for (int k = 0; k < isTensor.Length; k++)
            if (!isTensor[k] && IsDefined(results[k]))
                throw new InvalidOperationException($"{name}.backward gave a gradient for argument {k}, which is no tensor; give null");
        return [.. results.Take(isTensor.Length).Where((_, k) => isTensor[k])];
    }

    private static bool IsDefined(Tensor? tensor) => tensor is { IsInvalid: false };
}

/// <summary>The native node of a call, while its forward pass is recorded.</summary>
internal sealed unsafe class FunctionNode : IDisposable
{
    private nint node;

    public FunctionNode(FunctionCall call, List<Tensor> inputs)
    {
        var context = GCHandle.Alloc(call);
        nint created;
        fixed (nint* handles = Handles(inputs))
            Native.Check(Native.ts_function_new(handles, inputs.Count, (nint)context, &RunBackward, &Free, &created));
        node = created;
    }

    /// <summary>Ties outputs to the node (null: to nothing), and saves what backward needs.</summary>
    public static List<Tensor> Wrap(FunctionNode? node, FunctionCall call, List<Tensor> inputs, List<Tensor> outputs)
    {
        nint[] results = new nint[outputs.Count], constant = Handles(call.Context.Constant), dirty = Handles(call.Context.Dirty);
        fixed (nint* i = Handles(inputs), c = constant, d = dirty, o = Handles(outputs), r = results)
            Native.Check(Native.ts_function_wrap(
                node?.node ?? 0, i, inputs.Count, c, constant.Length, d, dirty.Length, o, outputs.Count, r));
        List<Tensor> wrapped = [.. results.Select(handle => new Tensor(handle))];
        if (node is null)
            return wrapped;
        call.Outputs = [.. wrapped.Select(t => (t.shape, t.dtype, t.device))];
        call.Context.SavedCount = call.Context.ToSave.Count;
        fixed (nint* saved = call.Context.ToSave.Select(t => t?.handle ?? 0).ToArray())
            Native.Check(Native.ts_function_save(node.node, saved, call.Context.SavedCount));
        call.Context.save_for_backward([]);
        return wrapped;
    }

    public void Dispose()
    {
        Native.ts_function_free(node);
        node = 0;
    }

    [UnmanagedCallersOnly]
    private static nint RunBackward(nint context, nint node, nint* grads, int gradCount, nint* results, int resultCount)
    {
        try
        {
            using var scope = NewDisposeScope();
            var call = (FunctionCall)GCHandle.FromIntPtr(context).Target!;
            var found = call.Run(node, [.. new Span<nint>(grads, gradCount).ToArray().Select(handle => new Tensor(handle))]);
            for (int k = 0; k < resultCount; k++)
                results[k] = found[k] is { IsInvalid: false } gradient ? Native.ts_tensor_alias(gradient.Handle) : 0;
            return 0;
        }
        catch (Exception e)
        {
            Native.CallbackError = e;
            return Marshal.StringToCoTaskMemUTF8(e.Message);
        }
    }

    [UnmanagedCallersOnly]
    private static void Free(nint context)
    {
        var handle = GCHandle.FromIntPtr(context);
        ((FunctionCall)handle.Target!).Context.Dispose();
        handle.Free();
    }
}
