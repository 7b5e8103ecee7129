using System.Runtime.CompilerServices;
using NNViz.Networks;
using static TorchSharp.torch;

namespace NNViz;

/// <summary>Hooks that stay on a network until they are taken off: what <c>#!nnviz hook</c>, <c>show</c> and <c>unhook</c> call.</summary>
public static class NetHooks
{
    private static readonly ConditionalWeakTable<nn.Module, Capture> Hooks = [];

    /// <summary>Keeps what the layers of <paramref name="net"/> answer on every forward pass from now on; only the last pass is kept. Replaces earlier hooks of this kind.</summary>
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
}
