using System.Diagnostics;
using NNViz.Networks;
using static TorchSharp.torch;

namespace NNViz.Training;

/// <summary>
/// Watches a network while it trains: every so many passes a few numbers of each layer, and no tensor. Passes in eval mode or without
/// gradients are left out. The hooks change no result and throw nothing into the network's code. Shows itself in the running cell.
/// </summary>
public sealed class NetWatch : Display.IGrowing, IDisposable
{
    /// <summary>The most layers that are watched; of more, evenly spaced ones.</summary>
    public const int MostLayers = 64;

    private const int TimedPasses = 101;

    private readonly Lock gate = new();
    private readonly LayerTree tree;
    private readonly ModuleHooks hooks;
    private readonly LiveUpdates live;
    private readonly Action<TrainingHistory> logged;
    private readonly Queue<double> stepTimes = [];
    private long hookTicks, hookTicksBefore, begun;
    private Layer? first, weights;
    private bool sampling, waitsForGradient, waitsForStep, rootIsCalled, changed;
    private double staleGradient;

    private NetWatch(LayerTree tree, IReadOnlyList<Layer> layers, int every, TimeProvider time)
    {
        (this.tree, Every) = (tree, every);
        live = new LiveUpdates(this, time, Console.Error.WriteLine);
        Layers = [.. layers.Select(layer => new WatchedLayer(layer))];
        var watched = layers.Zip(Layers).ToDictionary(pair => pair.First, pair => pair.Second);
        // Where units are counted, it matters which layer with weights came before.
        var countsUnits = layers.Any(layer => ActivationFunctions.IsGated(layer.Type));
        hooks = ModuleHooks.Attach(
            tree.Layers.Where(layer => layer.Parent is null || watched.ContainsKey(layer) || (countsUnits && UnitAxis.HasWeights(layer))),
            layer => new Observer(this, layer, watched.GetValueOrDefault(layer)));
        logged = OnLogged(new WeakReference<NetWatch>(this));
        TrainingHistory.Logged += logged;
    }

    /// <summary>Every how many training passes a sample is taken.</summary>
    public int Every { get; }

    /// <summary>The watched layers, in the order of the network.</summary>
    public IReadOnlyList<WatchedLayer> Layers { get; }

    /// <summary>Layers that hold no others and were left out because there are more than <see cref="MostLayers"/>.</summary>
    public int LayersLeftOut { get; private init; }

    /// <summary>Training passes seen.</summary>
    public long Passes { get; private set; }

    /// <summary>Samples taken.</summary>
    public long Samples { get; private set; }

    /// <summary>
    /// The watch's own time a pass, over the median time from one pass to the next without it: 0.02 is 2 %. NaN before the third pass.
    /// </summary>
    public double Overhead
    {
        get
        {
            lock (gate)
            {
                double[] sorted = [.. stepTimes.Order()];
                return sorted.Length < 2 ? double.NaN : hookTicks / (double)Passes / sorted[sorted.Length / 2];
            }
        }
    }

    /// <summary>What stopped the watch, or null. Training went on.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Whether samples were taken and no gradient was ever there to be read.</summary>
    public bool GradientsMissed => Samples > 1 && Layers.All(layer => layer.GradientNorm is null);

    /// <summary>A name that no other watch in this process has.</summary>
    public string Key { get; } = Guid.NewGuid().ToString("N");

    /// <summary>
    /// The history whose <see cref="TrainingHistory.Log(long, ValueTuple{string, double}[])"/> says that a step's gradients are there;
    /// null: any.
    /// </summary>
    internal TrainingHistory? History { get; private init; }

    /// <summary>Puts the hooks on <paramref name="net"/>.</summary>
    /// <param name="net">The network.</param>
    /// <param name="every">Every how many training passes a sample is taken, at least 1.</param>
    /// <param name="layers">Which layers; by default those that hold no others.</param>
    /// <param name="history">The history that the training loop logs to; any by default.</param>
    /// <param name="time">The clock of the live panel.</param>
    /// <exception cref="ArgumentException">No layer fits <paramref name="layers"/>, or <paramref name="every"/> is below 1.</exception>
    public static NetWatch On(nn.Module net, int every = 10, string? layers = null, TrainingHistory? history = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(net);
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        var tree = LayerTree.Of(net);
        var chosen = layers is null ? [.. tree.Layers.Where(layer => layer.Children.Count == 0)] : tree.Select(layers);
        int count = Math.Min(chosen.Count, MostLayers);
        Layer[] some = [.. Enumerable.Range(0, count).Select(i => chosen[(int)((long)i * chosen.Count / count)])];
        return new NetWatch(tree, some, every, time ?? TimeProvider.System) { LayersLeftOut = chosen.Count - count, History = history };
    }

    /// <summary>Takes the hooks off. What was measured stays.</summary>
    public void Dispose()
    {
        TrainingHistory.Logged -= logged;
        lock (gate)
        {
            hooks.Dispose();
        }
    }

    /// <summary>Reads the gradients of the sampled step, if they are there: after <c>loss.backward()</c>. The history's Log does it as well.</summary>
    public void ReadGradients() => Try(TakeGradients);

    private long SampledStep => (Passes - 1) / Every * Every;

    private static Action<TrainingHistory> OnLogged(WeakReference<NetWatch> weak) => history =>
    {
        if (weak.TryGetTarget(out var watch) && (watch.History ?? history) == history)
        {
            watch.ReadGradients();
        }
    };

    /// <summary>The first gradient that is there, as one number: what was there before the backward pass is not the step's own.</summary>
    private double FirstGradient() => Layers.Select(layer => layer.Gradient()).FirstOrDefault(norm => norm is not null) ?? 0;

    private void TakeGradients()
    {
        if (!rootIsCalled)
        {
            EndPass();
        }
        if (!waitsForGradient || sampling || FirstGradient() is var now && (now == 0 || now == staleGradient))
        {
            return;
        }
        waitsForGradient = false;
        foreach (var layer in Layers)
        {
            if (layer.Gradient() is { } norm)
            {
                layer.LogGradient(SampledStep, norm);
            }
        }
        changed = true;
    }

    private void BeginPass(bool isTraining)
    {
        EndPass();
        TakeGradients();
        if (!isTraining)
        {
            return;
        }
        waitsForGradient = false;
        NoteStepTime();
        if (waitsForStep)
        {
            waitsForStep = false;
            ForEachLayer(layer => layer.EndStep(SampledStep));
        }
        sampling = Passes++ % Every == 0;
        if (sampling)
        {
            Samples++;
            staleGradient = FirstGradient();
            (waitsForGradient, waitsForStep) = (true, true);
            ForEachLayer(layer => layer.Begin());
        }
    }

    private void EndPass()
    {
        if (sampling)
        {
            sampling = false;
            ForEachLayer(layer => layer.EndPass(SampledStep));
        }
    }

    private void NoteStepTime()
    {
        var now = Stopwatch.GetTimestamp();
        if (Passes > 0)
        {
            stepTimes.Enqueue(now - begun - (hookTicks - hookTicksBefore));
            if (stepTimes.Count > TimedPasses)
            {
                stepTimes.Dequeue();
            }
        }
        (begun, hookTicksBefore) = (now, hookTicks);
    }

    private void ForEachLayer(Action<WatchedLayer> action)
    {
        foreach (var layer in Layers)
        {
            action(layer);
        }
        changed = true;
    }

    /// <summary>Times what a hook does, and keeps what it throws to itself.</summary>
    private void Try(Action action)
    {
        if (Fault is not null)
        {
            return;
        }
        var started = Stopwatch.GetTimestamp();
        lock (gate)
        {
            try
            {
                using var untracked = no_grad();
                action();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                (Fault, sampling, changed) = (e, false, true);
            }
            hookTicks += Stopwatch.GetTimestamp() - started;
        }
        if (changed)
        {
            changed = false;
            live.Changed();
        }
    }

    /// <summary>The hooks of one layer.</summary>
    private sealed class Observer(NetWatch watch, Layer layer, WatchedLayer? watched) : IModuleObserver
    {
        private readonly bool hasWeights = UnitAxis.HasWeights(layer);

        public void Before(object?[] inputs)
        {
            watch.rootIsCalled |= layer.Parent is null;
            watch.first ??= layer;
            // A network that is run by forward() calls no hook of its own: then the layer that came first begins a pass.
            if (layer.Parent is null || (!watch.rootIsCalled && layer == watch.first))
            {
                var isTraining = watch.tree.Root.Module.training && is_grad_enabled();
                watch.weights = null;
                watch.Try(() => watch.BeginPass(isTraining));
            }
            watch.weights = hasWeights ? layer : watch.weights;
        }

        public object? After(object?[] inputs, object? result)
        {
            if (watch.sampling && (watched is not null || layer.Parent is null))
            {
                watch.Try(() =>
                {
                    watched?.Add(result, watch.weights);
                    if (layer.Parent is null)
                    {
                        watch.EndPass();
                    }
                });
            }
            return result;
        }
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
