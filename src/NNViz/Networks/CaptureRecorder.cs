using System.Diagnostics;
using System.Reflection;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>Writes the record of each forward pass from inside the hooks; the newest record replaces the one before.</summary>
internal sealed class CaptureRecorder(Layer root, CaptureOptions options) : IDisposable
{
    /// <summary>Statistics are taken of what layers return; what they are given is mostly what another has returned.</summary>
    private readonly CaptureOptions inputOptions = options.Keep == Keep.Statistics ? options with { Keep = Keep.Shapes } : options;

    private readonly HashSet<Layer> copied = [];
    private readonly ThreadLocal<CapturePass?> running = new();
    private readonly Lock gate = new();

    /// <summary>The record of the newest pass.</summary>
    public CapturePass? Last { get; private set; }

    /// <summary>How many passes were seen.</summary>
    public int Passes { get; private set; }

    /// <summary>The hooks of one layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="isSelected">Whether its calls are recorded; others only mark where passes begin and which layers were called.</param>
    public IModuleObserver Observe(Layer layer, bool isSelected) => new Observer(this, layer, isSelected);

    /// <summary>Whether something was overwritten in the last pass; its layers' tensors are copied from now on.</summary>
    public bool RememberOverwritten()
    {
        lock (gate)
        {
            var overwritten = Last?.Overwritten() ?? [];
            copied.UnionWith(overwritten);
            return overwritten.Count > 0;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            Last?.Dispose();
            Last = null;
        }
    }

    private CapturePass PassOf(Layer layer)
    {
        if (running.Value is { IsOver: false } pass && layer != root && (pass.First == root || pass.First != layer))
        {
            return pass;
        }
        // The root begins a pass; where the network is run by forward(), which fires no hook, the layer that came first begins the next
        // one.
        lock (gate)
        {
            RememberOverwritten();
            Last?.Dispose();
            Passes++;
            return running.Value = Last = new CapturePass();
        }
    }

    private bool IsCopied(Layer layer)
    {
        lock (gate)
        {
            return copied.Contains(layer);
        }
    }

    private void Before(Observer observer, object?[] inputs)
    {
        var started = Stopwatch.GetTimestamp();
        var (layer, inPlace) = (observer.Layer, observer.WorksInPlace);
        var pass = PassOf(layer);
        var order = pass.Enter(layer, observer.HasWeights);
        foreach (var (_, input) in inPlace ? inputs.SelectMany(value => NetCall.TensorsIn(value, "")) : [])
        {
            pass.Protect(input);
        }
        CapturedCall? record = null;
        if (observer.IsSelected)
        {
            record = pass.HasRoomFor(layer, options.MaxCalls)
                ? new CapturedCall(order, Hold(inputs, ["input"], inputOptions, inPlace || IsCopied(layer)))
                : null;
            pass.Add(layer, record);
        }
        pass.HookTime += Stopwatch.GetElapsedTime(started);
        pass.Open.Push(new OpenCall(layer, record, Stopwatch.GetTimestamp(), pass.HookTime));
    }

    private object? After(Observer observer, object? result)
    {
        var returned = Stopwatch.GetTimestamp();
        var layer = observer.Layer;
        if (running.Value is not { } pass || !pass.Open.Any(open => open.Layer == layer))
        {
            return result;
        }
        OpenCall call;
        do
        {
            // Calls above this one threw, and the layer caught it.
            call = pass.Open.Pop();
        }
        while (call.Layer != layer);
        pass.IsOver = layer == root;
        if (call.Record is { } record)
        {
            var elapsed = Stopwatch.GetElapsedTime(call.Started, returned) - (pass.HookTime - call.HookTime);
            pass.Complete(record, Hold([result], OutputNames(layer.Type), options, IsCopied(layer)), elapsed);
            if (options.Graph && result is Tensor tensor)
            {
                // The network goes on with a copy, so that what is kept stays as it is in the graph even if the next layer works in place.
                result = tensor.clone();
            }
        }
        pass.HookTime += Stopwatch.GetElapsedTime(returned);
        return result;
    }

    private static List<CapturedTensor> Hold(object?[] values, string[] names, CaptureOptions options, bool copy)
    {
        var tensors = values.SelectMany((value, i) => NetCall.TensorsIn(value, values.Length == 1 ? names[0] : $"{names[0]}.{i}")).ToList();
        var haveOwnNames = names.Length > 1 && tensors.Count <= names.Length;
        return [.. tensors.Select((tensor, i) => new CapturedTensor(haveOwnNames ? names[i] : tensor.Name, tensor.Value, options, copy))];
    }

    /// <summary>What the results of layers with several outputs are called.</summary>
    private static string[] OutputNames(string type) => type switch
    {
        "LSTM" => ["output", "h", "c"],
        "GRU" or "RNN" => ["output", "h"],
        "LSTMCell" => ["h", "c"],
        "MultiheadAttention" => ["output", "weights"],
        _ => ["output"],
    };

    /// <summary>The hooks of one layer. Nothing that goes wrong in them reaches the network.</summary>
    private sealed class Observer(CaptureRecorder recorder, Layer layer, bool isSelected) : IModuleObserver
    {
        private readonly PropertyInfo? inPlace = layer.Module.GetType().GetProperty("inplace", typeof(bool));

        public Layer Layer => layer;

        public bool IsSelected => isSelected;

        /// <summary>As it was when the hooks were put on; reading it at each call would cost more than the hook.</summary>
        public bool HasWeights { get; } = UnitAxis.HasWeights(layer);

        public bool WorksInPlace => inPlace?.GetValue(layer.Module) is true;

        public void Before(object?[] inputs)
        {
            try
            {
                recorder.Before(this, inputs);
            }
            catch (Exception e)
            {
                Note(e);
            }
        }

        public object? After(object?[] inputs, object? result)
        {
            try
            {
                return recorder.After(this, result);
            }
            catch (Exception e)
            {
                Note(e);
                return result;
            }
        }

        private void Note(Exception fault)
        {
            if (recorder.Last is { } pass)
            {
                pass.HookFault ??= fault;
            }
        }
    }
}
