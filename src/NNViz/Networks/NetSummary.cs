using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>
/// A network as a tree of layers with types, settings and parameters and, where it was run on an input, with shapes, multiply-adds, memory
/// and times. A snapshot: it holds numbers and cells to draw, no tensor of the network.
/// </summary>
public sealed class NetSummary
{
    private NetSummary(nn.Module net, Capture? capture, IReadOnlyList<object?> inputs)
    {
        var tree = capture?.Tree ?? LayerTree.Of(net);
        Root = new SummaryBuilder(tree, capture).Row(tree.Root);
        Type = tree.Root.Type;
        ParameterBytes = net.parameters().Sum(parameter => parameter.numel() * parameter.ElementSize);
        BufferBytes = net.buffers().Sum(buffer => buffer.numel() * buffer.ElementSize);
        IsTraining = net.training;
        Missed = capture?.Missed ?? [];
        Inputs = [.. inputs.SelectMany((input, i) => NetCall.TensorsIn(input, $"input {i}"))
            .Select(input => (IReadOnlyList<long>)input.Value.shape)];
        WasRun = capture is not null;
        if (capture is { Fault: { } fault })
        {
            Failure = ForwardException.Describe(capture.FailedLayer ?? tree.Root, capture, fault);
        }
    }

    /// <summary>The network's type.</summary>
    public string Type { get; }

    /// <summary>The network itself, with its layers below.</summary>
    public SummaryRow Root { get; }

    /// <summary>The number of parameters; a tensor that two layers share counts once.</summary>
    public long Parameters => Root.Parameters;

    /// <summary>How many of them are trained.</summary>
    public long Trainable => Root.Trainable;

    /// <summary>The bytes of the parameters.</summary>
    public long ParameterBytes { get; }

    /// <summary>The bytes of the buffers (running means and the like).</summary>
    public long BufferBytes { get; }

    /// <summary>
    /// The bytes of memory that the outputs of the layers without layers below them occupied together, in a pass that kept them all as
    /// training does: measured by their places in memory, where a view, and what works in place, take none of their own.
    /// <see cref="SummaryRow.ActivationBytes"/> of the root is the estimate by shapes. Null where the network was not run to its end, or
    /// an output lies on another device or not in one piece.
    /// </summary>
    public long? MeasuredOutputBytes { get; private init; }

    /// <summary>Whether the network stands in training mode. It was run in eval mode in any case.</summary>
    public bool IsTraining { get; }

    /// <summary>Whether the network was run.</summary>
    public bool WasRun { get; }

    /// <summary>The shapes of the input tensors; empty where the network was not run.</summary>
    public IReadOnlyList<IReadOnlyList<long>> Inputs { get; }

    /// <summary>
    /// What the network threw, with the layer and both shapes; <see langword="null"/> if it did not. The rows then hold everything up to
    /// there.
    /// </summary>
    public string? Failure { get; }

    /// <summary>The layers that did not run through call(), each with the cause and the edit to make.</summary>
    public IReadOnlyList<MissedLayer> Missed { get; }

    /// <summary>What the count of multiply-adds leaves out, in words.</summary>
    public static string Excluded => MultiplyAdds.Excluded;

    /// <summary>
    /// Sums up <paramref name="net"/>; with <paramref name="inputs"/> it is run in eval mode: once to warm up and once to be measured.
    /// Leaves no trace on it.
    /// </summary>
    /// <exception cref="ArgumentException">The network does not take such inputs.</exception>
    public static NetSummary Of(nn.Module net, params IReadOnlyList<object?> inputs)
    {
        ArgumentNullException.ThrowIfNull(net);
        if (inputs.Count == 0)
        {
            return new NetSummary(net, null, []);
        }
        var options = new CaptureOptions { Keep = Keep.Shapes };
        long? measured;
        using (var memory = OutputMemory.Attach(LayerTree.Of(net)))
        using (var warmUp = Capture.TryRun(net, inputs, options))
        {
            if (warmUp.Fault is not null)
            {
                return new NetSummary(net, warmUp, inputs);
            }
            measured = memory.Bytes;
        }
        using var capture = Capture.TryRun(net, inputs, options);
        return new NetSummary(net, capture, inputs) { MeasuredOutputBytes = measured };
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
