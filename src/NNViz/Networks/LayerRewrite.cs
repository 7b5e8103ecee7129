using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>One call of a layer of one tensor to one tensor.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Input">What it was given.</param>
/// <param name="Output">What it put out.</param>
internal sealed record LayerCall(Layer Layer, Tensor Input, Tensor Output);

/// <summary>
/// Shows the calls of layers as they happen and lets their outputs be replaced, until disposed. Unlike <see cref="Capture"/> it keeps nothing,
/// and what it throws stops the net. Calls that do not take and put out a tensor are passed over.
/// </summary>
internal sealed class LayerRewrite : IDisposable
{
    private readonly ModuleHooks hooks;

    private LayerRewrite(ModuleHooks hooks) => this.hooks = hooks;

    /// <summary>Hooks on <paramref name="layers"/>.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="seen">Called with every call; a tensor that it returns takes the place of the output.</param>
    public static LayerRewrite Attach(IEnumerable<Layer> layers, Func<LayerCall, Tensor?> seen) =>
        new(ModuleHooks.Attach(layers, layer => new Observer(layer, seen)));

    /// <summary>Removes the hooks.</summary>
    public void Dispose() => hooks.Dispose();

    private sealed class Observer(Layer layer, Func<LayerCall, Tensor?> seen) : IModuleObserver
    {
        public void Before(object?[] inputs)
        {
        }

        public object? After(object?[] inputs, object? result)
            => inputs is [Tensor input, ..] && result is Tensor output ? seen(new(layer, input, output)) ?? output : result;
    }
}
