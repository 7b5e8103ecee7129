using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>
/// Measures the memory that the outputs of layers occupy together in one pass that keeps them all, as training does: the places in memory
/// are looked at, so that a view, and what works in place, count once.
/// </summary>
internal sealed class OutputMemory : IDisposable
{
    private readonly ModuleHooks hooks;
    private readonly List<Tensor> kept = [];
    private readonly List<(long From, long To)> places = [];
    private readonly Layer root;
    private bool isOver;
    private bool isComplete = true;

    private OutputMemory(LayerTree tree)
    {
        root = tree.Root;
        hooks = ModuleHooks.Attach(tree.Layers.Where(layer => layer == root || layer.Children.Count == 0), layer => new Observer(this, layer));
    }

    /// <summary>Hooks on the network until disposed; the first pass is measured.</summary>
    public static OutputMemory Attach(LayerTree tree) => new(tree);

    /// <summary>The bytes; null where the pass did not end, or an output lies on another device or in pieces.</summary>
    public long? Bytes
    {
        get
        {
            var (sum, end) = (0L, 0L);
            foreach (var (from, to) in places.Order())
            {
                sum += Math.Max(0, to - Math.Max(from, end));
                end = Math.Max(end, to);
            }
            return isOver && isComplete ? sum : null;
        }
    }

    public void Dispose()
    {
        hooks.Dispose();
        kept.ForEach(tensor => tensor.Dispose());
    }

    private void See(Layer layer, object? result)
    {
        foreach (var (_, output) in isOver || layer.Children.Count > 0 ? [] : NetCall.TensorsIn(result, ""))
        {
            if (output.device.type != DeviceType.CPU || output.is_sparse || !output.is_contiguous() || output.numel() * output.ElementSize > int.MaxValue)
            {
                isComplete = false;
                continue;
            }
            // Kept, so that its memory is not given to the next.
            kept.Add(output.detach().DetachFromDisposeScope());
            places.Add(PlaceOf(kept[^1]));
        }
        isOver |= layer == root;
    }

    private static (long From, long To) PlaceOf(Tensor tensor)
    {
        if (tensor.numel() == 0)
        {
            return (0, 0);
        }
        ReadOnlySpan<byte> bytes = tensor.bytes;
        // libtorch's own memory, which nothing moves: its address stays what it is.
        var from = (long)Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref MemoryMarshal.GetReference(bytes));
        return (from, from + bytes.Length);
    }

    private sealed class Observer(OutputMemory memory, Layer layer) : IModuleObserver
    {
        public void Before(object?[] inputs)
        {
        }

        public object? After(object?[] inputs, object? result)
        {
            try
            {
                memory.See(layer, result);
            }
            catch (Exception)
            {
                // What cannot be measured is not said; the network goes on.
                memory.isComplete = false;
            }
            return result;
        }
    }
}
