using System.Runtime.CompilerServices;
using NNViz.Networks;
using NNViz.Training;
using static TorchSharp.torch;

namespace NNViz;

/// <summary>Hooks that stay on a network until they are taken off: what <c>#!nnviz hook</c>, <c>show</c> and <c>unhook</c> call.</summary>
public static class NetHooks
{
    private static readonly ConditionalWeakTable<nn.Module, Capture> Hooks = [];
    private static readonly ConditionalWeakTable<nn.Module, NetWatch> Watches = [];

    /// <summary>
    /// Keeps what the layers of <paramref name="net"/> answer on every forward pass from now on;
    /// only the last pass is kept. Replaces earlier hooks of this kind.
    /// </summary>
    /// <param name="net">The network; it is held weakly.</param>
    /// <param name="layers">Which layers: names, patterns (<c>conv*</c>) or types, comma-separated; all by default.</param>
    /// <param name="keep">The tensors, or only statistics of them.</param>
    /// <exception cref="ArgumentException">No layer fits <paramref name="layers"/>.</exception>
    public static Capture Hook(this nn.Module net, string? layers = null, Keep keep = Keep.Activations)
    {
        ArgumentNullException.ThrowIfNull(net);
        var capture = Capture.Attach(net, new CaptureOptions { Layers = layers, Keep = keep });
        net.Unhook();
        Hooks.Add(net, capture);
        return capture;
    }

    /// <summary>The hooks on <paramref name="net"/> and what they keep, or null.</summary>
    public static Capture? Hooked(this nn.Module net) => Hooks.TryGetValue(net, out var capture) ? capture : null;

    /// <summary>Takes the hooks off <paramref name="net"/> and frees what they kept.</summary>
    /// <returns>False when there were none.</returns>
    public static bool Unhook(this nn.Module net)
    {
        if (!Hooks.Remove(net, out var capture))
        {
            return false;
        }
        capture.Dispose();
        return true;
    }

    /// <summary>
    /// Watches the network while it trains: of every so many passes mean, standard deviation and dead units of each layer's output, the norm of its
    /// gradient and by how much the step changed it. Shown in the cell that trains. Replaces an earlier watch.
    /// </summary>
    /// <param name="net">The network; it is held weakly.</param>
    /// <param name="history">The history that the training loop logs to, by whose Log gradients are read; any by default.</param>
    /// <param name="every">Every how many training passes a sample is taken, at least 1.</param>
    /// <param name="layers">Which layers: names, patterns, types or indices, comma-separated; by default those that hold no others.</param>
    /// <exception cref="ArgumentException">No layer fits <paramref name="layers"/>, or <paramref name="every"/> is below 1.</exception>
    public static NetWatch Watch(this nn.Module net, TrainingHistory? history = null, int every = 10, string? layers = null)
    {
        var watch = NetWatch.On(net, every, layers, history);
        net.Unwatch();
        Watches.Add(net, watch);
        return watch;
    }

    /// <summary>The watch on <paramref name="net"/>, or null.</summary>
    public static NetWatch? Watched(this nn.Module net) => Watches.TryGetValue(net, out var watch) ? watch : null;

    /// <summary>Ends the watch on <paramref name="net"/>; what it measured stays in it.</summary>
    /// <returns>The watch, or null where there was none.</returns>
    public static NetWatch? Unwatch(this nn.Module net)
    {
        Watches.Remove(net, out var watch);
        watch?.Dispose();
        return watch;
    }
}
