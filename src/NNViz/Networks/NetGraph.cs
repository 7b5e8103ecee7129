using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>
/// The calls that one forward pass makes, and the tensors that go from call to call. A call is known by the very tensor that it returns;
/// for a tensor that no call returned, gradients tell what it was made of, and it stands behind a node "operations outside modules".
/// A snapshot: it holds no tensor of the network.
/// </summary>
public sealed record NetGraph
{
    /// <summary>The network's type.</summary>
    public required string Type { get; init; }

    /// <summary>
    /// The nodes in the order in which they began, each before those inside it;
    /// the network's own call is not among them unless it is all there is.
    /// </summary>
    public required IReadOnlyList<NetGraphNode> Nodes { get; init; }

    /// <summary>The tensors between them, each pair of nodes once; the ends are nodes without others inside.</summary>
    public required IReadOnlyList<NetGraphEdge> Edges { get; init; }

    /// <summary>The number of the network's parameters; a tensor that two layers share counts once.</summary>
    public required long Parameters { get; init; }

    /// <summary>What the network threw, with the layer and both shapes; the graph then ends there. <see langword="null"/> if it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>The layers that did not run through call(), each with the cause and the edit to make.</summary>
    public IReadOnlyList<MissedLayer> Missed { get; init; } = [];

    /// <summary>The layer calls, in the order in which they began.</summary>
    public IEnumerable<NetGraphNode> Calls => Nodes.Where(node => node.Kind == NetGraphNodeKind.Call);

    /// <summary>
    /// Runs <paramref name="net"/> in eval mode, once to follow its tensors and once to be timed. Leaves no trace on it.
    /// </summary>
    /// <param name="net">The network.</param>
    /// <param name="inputs">
    /// What <c>net.call</c> takes. A small batch tells as much as a large one: the tensors of the whole pass are kept while it is followed.
    /// </param>
    /// <exception cref="ArgumentException">There are no inputs, or the network does not take them.</exception>
    public static NetGraph Of(nn.Module net, params IReadOnlyList<object?> inputs)
    {
        ArgumentNullException.ThrowIfNull(net);
        if (inputs.Count == 0)
        {
            throw new ArgumentException(
                "A graph shows what happens to an input: give one, net.Graph(x). "
                + "Without an input, net.Summary() lists the layers.", nameof(inputs));
        }
        using var trace = GraphTrace.Run(net, inputs);
        using var timed = Capture.TryRun(net, inputs, new CaptureOptions { Keep = Keep.Shapes, MaxCalls = int.MaxValue });
        return new GraphBuilder(trace, timed).Build();
    }

    /// <summary>
    /// The graph with calls that are alike and follow each other joined into one node with <see cref="NetGraphNode.Repeat"/>: same type,
    /// settings, shapes and inside, each fed by the one before and by nothing else.
    /// </summary>
    public NetGraph Folded() => GraphFold.Of(this);

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
