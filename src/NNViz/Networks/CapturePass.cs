using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>A call that has begun and not returned.</summary>
/// <param name="Layer">The layer that was called.</param>
/// <param name="Record">Its record, if the layer is recorded.</param>
/// <param name="Started">The timestamp of the call.</param>
/// <param name="HookTime">What the pass had spent in hooks by then.</param>
internal sealed record OpenCall(Layer Layer, CapturedCall? Record, long Started, TimeSpan HookTime);

/// <summary>The record of one forward pass. Written by the thread that runs the pass; freed by whichever begins the next.</summary>
internal sealed class CapturePass : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<Layer, CapturedLayer> recorded = [];
    private readonly HashSet<Layer> entered = [];
    private Layer? weights;

    /// <summary>The first layer that was called; the root, unless the network was run by <c>forward</c>.</summary>
    public Layer? First { get; private set; }

    /// <summary>The calls that have begun and not returned; those that are left when the pass is over threw.</summary>
    public Stack<OpenCall> Open { get; } = new();

    /// <summary>The time spent in hooks so far.</summary>
    public TimeSpan HookTime { get; set; }

    /// <summary>Whether the network itself has returned; what its layers do after that belongs to another pass.</summary>
    public bool IsOver { get; set; }

    /// <summary>Whether a newer pass has replaced this one.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>What went wrong inside a hook; the network went on.</summary>
    public Exception? HookFault { get; set; }

    /// <summary>How many calls have begun.</summary>
    public int Calls { get; private set; }

    /// <summary>Notes that a call of the layer began; gives its place in the order.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="hasWeights">Whether it holds weights itself.</param>
    public int Enter(Layer layer, bool hasWeights)
    {
        lock (gate)
        {
            First ??= layer;
            entered.Add(layer);
            weights = hasWeights ? layer : weights;
            return Calls++;
        }
    }

    /// <summary>Whether the layer was called.</summary>
    public bool Fired(Layer layer)
    {
        lock (gate)
        {
            return entered.Contains(layer);
        }
    }

    /// <summary>Whether another call of the layer is to be kept.</summary>
    public bool HasRoomFor(Layer layer, int maxCalls)
    {
        lock (gate)
        {
            return !IsDisposed && (!recorded.TryGetValue(layer, out var known) || known.Calls.Count < maxCalls);
        }
    }

    /// <summary>Adds a call of the layer; one without a record is only counted.</summary>
    public void Add(Layer layer, CapturedCall? call)
    {
        lock (gate)
        {
            if (!recorded.TryGetValue(layer, out var known))
            {
                recorded.Add(layer, known = new CapturedLayer(layer));
            }
            known.Add(call);
            FreeIfReplaced(call?.Inputs);
        }
    }

    /// <summary>Completes the record of a call.</summary>
    public void Complete(CapturedCall call, IReadOnlyList<CapturedTensor> outputs, TimeSpan elapsed)
    {
        lock (gate)
        {
            (call.Outputs, call.Elapsed, call.Weights, call.Returned) = (outputs, elapsed, weights, true);
            FreeIfReplaced(outputs);
        }
    }

    /// <summary>Copies what shares memory with a tensor that is about to be overwritten.</summary>
    public void Protect(Tensor input)
    {
        lock (gate)
        {
            foreach (var tensor in Tensors())
            {
                tensor.ProtectFrom(input);
            }
        }
    }

    /// <summary>The layers of which something was overwritten in place.</summary>
    public IReadOnlyList<Layer> Overwritten()
    {
        lock (gate)
        {
            return [.. recorded.Values.Where(layer =>
                layer.Calls.Any(call => call.Inputs.Concat(call.Outputs).Any(tensor => tensor.IsOverwritten)))
                    .Select(layer => layer.Layer)];
        }
    }

    /// <summary>The layers that were recorded, in tree order.</summary>
    public IReadOnlyList<CapturedLayer> Layers()
    {
        lock (gate)
        {
            return [.. recorded.Values.OrderBy(layer => layer.Layer.Index)];
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            IsDisposed = true;
            foreach (var tensor in Tensors())
            {
                tensor.Dispose();
            }
        }
    }

    private IEnumerable<CapturedTensor> Tensors() => recorded.Values.SelectMany(layer => layer.Calls)
        .SelectMany(call => call.Inputs.Concat(call.Outputs));

    /// <summary>A pass of another thread may have replaced this one, which still runs.</summary>
    private void FreeIfReplaced(IReadOnlyList<CapturedTensor>? tensors)
    {
        foreach (var tensor in IsDisposed && tensors is not null ? tensors : [])
        {
            tensor.Dispose();
        }
    }
}
