using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>
/// Records what the layers of a network are given and return, by hooks that change no result, throw nothing into the network's code, and
/// keep the last pass only. Disposing removes the hooks and frees what was kept.
/// </summary>
public sealed class Capture : IDisposable
{
    private readonly HashSet<Layer> selected;
    private readonly ModuleHooks hooks;
    private readonly CaptureRecorder recorder;
    private readonly Dictionary<Layer, bool> usage = [];

    private Capture(nn.Module net, CaptureOptions options)
    {
        (Tree, Options) = (LayerTree.Of(net), options);
        selected = [.. options.Layers is null ? Tree.Layers : Tree.Select(options.Layers)];
        recorder = new CaptureRecorder(Tree.Root, options);
        hooks = ModuleHooks.Attach(Tree.Layers, layer => recorder.Observe(layer, selected.Contains(layer)));
    }

    /// <summary>The network's layers as they were when the hooks were put on.</summary>
    public LayerTree Tree { get; }

    /// <summary>The layers that are recorded when they are called, in tree order.</summary>
    public IReadOnlyList<Layer> Recorded => [.. Tree.Layers.Where(selected.Contains)];

    /// <summary>How the capture works.</summary>
    public CaptureOptions Options { get; }

    /// <summary>How many passes were seen.</summary>
    public int Passes => recorder.Passes;

    /// <summary>The recorded layers that were called in the last pass, in tree order.</summary>
    public IReadOnlyList<CapturedLayer> Layers => recorder.Last?.Layers() ?? [];

    /// <summary>The recorded layers that were not called in the last pass, each with the cause and the edit to make.</summary>
    public IReadOnlyList<MissedLayer> Missed => MissedLayers.Explain(Tree, selected, recorder.Last, usage);

    /// <summary>
    /// The innermost layer that was called in the last pass and did not return, because it threw; <see langword="null"/> if all returned.
    /// </summary>
    public Layer? FailedLayer => recorder.Last is { Open.Count: > 0 } pass ? pass.Open.Peek().Layer : null;

    /// <summary>
    /// What a hook could not do in the last pass, for example for want of memory; the network itself went on. <see langword="null"/> if
    /// nothing went wrong.
    /// </summary>
    public Exception? HookFault => recorder.Last?.HookFault;

    /// <summary>What the network threw when the capture ran it, or <see langword="null"/>.</summary>
    internal Exception? Fault { get; private set; }

    /// <summary>The one layer that <paramref name="selector"/> names, as it was called in the last pass.</summary>
    /// <exception cref="ArgumentException">
    /// No layer, or several, have that name, or it was not recorded; the message says which exist.
    /// </exception>
    /// <exception cref="InvalidOperationException">The layer was not called; the message says why and what to change.</exception>
    public CapturedLayer this[string selector]
    {
        get
        {
            var layer = Tree.SelectSingle(selector);
            if (Layers.FirstOrDefault(one => one.Layer == layer) is { } found)
            {
                return found;
            }
            throw selected.Contains(layer)
                ? new InvalidOperationException(MissedLayers.Explain(Tree, [layer], recorder.Last, usage).Select(missed => missed.Reason)
                    .FirstOrDefault()
                    ?? $"{layer.DisplayName} is a container that is never called itself; its layers are.")
                : new ArgumentException($"'{selector}' was not recorded: the capture was made for '{Options.Layers}'.", nameof(selector));
        }
    }

    /// <summary>
    /// Puts hooks on <paramref name="net"/> until the result is disposed. Every forward pass then replaces the record of the one before.
    /// </summary>
    public static Capture Attach(nn.Module net, CaptureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(net);
        return new Capture(net, options ?? new CaptureOptions());
    }

    /// <summary>
    /// Runs <paramref name="net"/> once on <paramref name="inputs"/> and records it. Leaves no trace on the network: hooks, modes,
    /// gradients, buffers and random state are as before.
    /// </summary>
    /// <exception cref="ArgumentException">The network does not take such inputs.</exception>
    /// <exception cref="ForwardException">The network threw; the message names the layer and the shapes.</exception>
    public static Capture Run(nn.Module net, IReadOnlyList<object?> inputs, CaptureOptions? options = null)
    {
        var capture = TryRun(net, inputs, options);
        if (capture.Fault is { } fault)
        {
            var failure = ForwardException.From(capture, fault);
            capture.Dispose();
            throw failure;
        }
        return capture;
    }

    /// <summary>
    /// As <see cref="Run"/>, but where the network throws, the result holds what was recorded until then and the exception.
    /// </summary>
    internal static Capture TryRun(nn.Module net, IReadOnlyList<object?> inputs, CaptureOptions? options = null)
    {
        var capture = Attach(net, options);
        try
        {
            capture.RunOnce(inputs);
            if (capture.Fault is null && capture.recorder.RememberOverwritten())
            {
                // Now the layers whose outputs an in-place function overwrote are known, and are copied in time.
                capture.RunOnce(inputs);
            }
        }
        catch
        {
            capture.Dispose();
            throw;
        }
        finally
        {
            capture.Detach();
        }
        if (capture.Fault is null)
        {
            UsageProof.Find(net, inputs, capture.Missed.Select(missed => missed.Layer), capture.usage);
        }
        return capture;
    }

    /// <summary>Removes the hooks; what was recorded stays until <see cref="Dispose"/>.</summary>
    public void Detach() => hooks.Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        Detach();
        recorder.Dispose();
    }

    private void RunOnce(IReadOnlyList<object?> inputs)
    {
        var net = Tree.Root.Module;
        using var state = NetState.Save(net);
        using var gradients = set_grad_enabled(Options.Graph);
        net.train(Options.Training);
        try
        {
            NetCall.Run(net, inputs);
        }
        catch (Exception e) when (Passes > 0)
        {
            Fault = e;
        }
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
