namespace NNViz.Networks;

/// <summary>A layer that was to be recorded and was not called.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Reason">The cause and the edit to make, in a sentence.</param>
public sealed record MissedLayer(Layer Layer, string Reason);

/// <summary>Why layers were not called.</summary>
internal static class MissedLayers
{
    /// <summary>
    /// Layers with overloads of <c>call</c> that go straight to native code, past every hook (read in TorchSharp's source).
    /// </summary>
    private static readonly Dictionary<string, string> NativeOverloads = new()
    {
        ["TransformerEncoderLayer"] = "call(src, src_mask, …)",
        ["Transformer"] = "call(src, tgt, src_mask, …)",
        ["TransformerEncoder"] = "call(src, src_mask, …)",
        ["LSTM"] = "call(PackedSequence, …)",
        ["GRU"] = "call(PackedSequence, …)",
        ["RNN"] = "call(PackedSequence, …)",
    };

    /// <summary>
    /// The layers of <paramref name="wanted"/> that did not fire in <paramref name="pass"/>, outermost first: where a module did not, its
    /// layers are not listed as well.
    /// </summary>
    /// <param name="tree">The network.</param>
    /// <param name="wanted">The layers that were to be recorded.</param>
    /// <param name="pass">The pass, or <see langword="null"/> if there was none.</param>
    /// <param name="usage">For layers of which it is proven: whether the output depends on their parameters.</param>
    public static IReadOnlyList<MissedLayer> Explain(LayerTree tree, IReadOnlyCollection<Layer> wanted, CapturePass? pass,
        IReadOnlyDictionary<Layer, bool> usage)
    {
        var silent = tree.Layers.Where(layer => !IsContainer(layer) && pass?.Fired(layer) != true).ToHashSet();
        return [.. tree.Layers
            .Where(layer => silent.Contains(layer) && wanted.Contains(layer)
                && !Above(layer).Any(above => silent.Contains(above) && wanted.Contains(above) && !AnyBelowFired(above, pass)))
            .Select(layer => new MissedLayer(layer, Reason(layer, pass, usage)))];
    }

    private static string Reason(Layer layer, CapturePass? pass, IReadOnlyDictionary<Layer, bool> usage)
    {
        var (name, caller) = (layer.DisplayName, Caller(layer));
        if (!ModuleHooks.CanHook(layer.Module))
        {
            return $"{name} cannot be seen: {layer.Type} derives from nn.Module without input and output types. "
                + "Derive it from nn.Module<Tensor, Tensor>.";
        }
        if (pass is null)
        {
            return $"{name} has not run since the hooks were put on. "
                + "Run the network with net.call(x); net.forward(x) fires no hook of the network itself.";
        }
        if (layer.Parent is null)
        {
            return $"{name} itself never ran through call(): the network was run by net.forward(x); write net.call(x).";
        }
        if (pass.Open.Count > 0)
        {
            return $"{name} was not reached: {pass.Open.Peek().Layer.DisplayName} threw before.";
        }
        var direct = $"{Expression(layer)}.forward(x); write {Expression(layer)}.call(x)";
        if (usage.TryGetValue(layer, out var used))
        {
            return used
                ? $"{name} never ran through call(): its parent ({caller}) calls {direct}.{Native(layer)}"
                : $"{name} was not used: the output does not depend on its parameters, so {caller} took another way in this pass.";
        }
        return $"{name} never ran through call(): either its parent ({caller}) calls {direct}, or this pass did not use it.{Native(layer)}";
    }

    private static string Native(Layer layer) => NativeOverloads.TryGetValue(layer.Type, out var overload)
        ? $" Also, {layer.Type}.{overload} goes straight to native code and fires no hook."
        : "";

    /// <summary>
    /// The name by which the parent's code most likely calls it: a field's name is its child name; a container's element is shown with the
    /// container's.
    /// </summary>
    private static string Expression(Layer layer) => char.IsDigit(layer.ChildName[0]) && layer.Parent is { Parent: not null } parent
        ? $"{parent.ChildName}[{layer.ChildName}]"
        : layer.ChildName;

    private static string Caller(Layer layer) => Above(layer).FirstOrDefault(above => !IsContainer(above))?.DisplayName ?? "the network";

    private static IEnumerable<Layer> Above(Layer layer)
    {
        for (var above = layer.Parent; above is not null; above = above.Parent)
        {
            yield return above;
        }
    }

    private static bool AnyBelowFired(Layer layer, CapturePass? pass) =>
        pass is not null && layer.Children.Any(child => pass.Fired(child) || AnyBelowFired(child, pass));

    /// <summary>A module that only holds others (ModuleList, ModuleDict) and is never called itself.</summary>
    private static bool IsContainer(Layer layer) => !ModuleHooks.CanHook(layer.Module) && layer.Children.Count > 0;
}
