namespace NNViz.Networks;

/// <summary>A call that has begun and not returned.</summary>
/// <param name="Layer">The layer that was called.</param>
/// <param name="Record">Its record, if the layer is recorded.</param>
/// <param name="Started">The timestamp of the call.</param>
/// <param name="HookTime">What the pass had spent in hooks by then.</param>
internal sealed record OpenCall(Layer Layer, CapturedCall? Record, long Started, TimeSpan HookTime);

/// <summary>The record of one forward pass. Written by the thread that runs the pass.</summary>
internal sealed class CapturePass : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<Layer, CapturedLayer> recorded = [];
    private readonly HashSet<Layer> entered = [];

    /// <summary>The first layer that was called; the root, unless the network was run by <c>forward</c>.</summary>
    public Layer? First { get; private set; }

    /// <summary>The calls that have begun and not returned; those that are left when the pass is over threw.</summary>
    public Stack<OpenCall> Open { get; } = new();

    /// <summary>The time spent in hooks so far.</summary>
    public TimeSpan HookTime { get; set; }

    /// <summary>Whether a newer pass has replaced this one.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>What went wrong inside a hook; the network went on.</summary>
    public Exception? HookFault { get; set; }

    /// <summary>How many calls have begun.</summary>
    public int Calls { get; private set; }

    /// <summary>Notes that a call of the layer began; gives its place in the order.</summary>
    public int Enter(Layer layer)
    {
        lock (gate)
        {
            First ??= layer;
            entered.Add(layer);
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

    /// <summary>Every tensor in the record.</summary>
    public IReadOnlyList<CapturedTensor> Tensors()
    {
        lock (gate)
        {
            return [.. recorded.Values.SelectMany(layer => layer.Calls).SelectMany(call => call.Inputs.Concat(call.Outputs))];
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            IsDisposed = true;
        }
        foreach (var tensor in Tensors())
        {
            tensor.Dispose();
        }
    }
}
