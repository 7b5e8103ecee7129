namespace NNViz.Views.Graphs;

/// <summary>A node of a graph that is shown: a module, or what stands for one.</summary>
/// <param name="Label">Its name.</param>
internal sealed record GraphNode(string Label)
{
    /// <summary>What it is: <c>Conv2d</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>The number of the container that holds it, or −1.</summary>
    public int Parent { get; init; } = -1;

    /// <summary>Lines to read when it is chosen: settings, shapes, parameters.</summary>
    public IReadOnlyList<string> Facts { get; init; } = [];

    /// <summary>Drawn dashed: no module, but operations outside modules.</summary>
    public bool Dashed { get; init; }
}

/// <summary>What flows from one innermost node to another.</summary>
/// <param name="From">The number of the node that it leaves.</param>
/// <param name="To">The number of the node that it enters; a smaller one than <paramref name="From"/> where a module is used again.</param>
/// <param name="Label">What flows, for example its shape.</param>
/// <param name="Likely">Drawn dashed: likely so, but not proven.</param>
internal sealed record GraphEdge(int From, int To, string Label = "", bool Likely = false);

/// <summary>A number for each node, by which nodes can be coloured.</summary>
/// <param name="Name">What it is: <c>parameters</c>.</param>
/// <param name="Unit">Its unit, or empty.</param>
/// <param name="Values">One a node; <see langword="null"/> where there is none.</param>
internal sealed record GraphMeasure(string Name, string Unit, IReadOnlyList<double?> Values);

/// <summary>A graph of nested nodes.</summary>
internal sealed record GraphSpec
{
    /// <summary>A graph.</summary>
    /// <param name="nodes">In the order in which they run; a container comes before what it holds.</param>
    /// <param name="edges">Between innermost nodes.</param>
    /// <param name="measures">Numbers to colour the nodes by.</param>
    /// <exception cref="ArgumentException">A container, an edge's end or a measure's value belongs to no node.</exception>
    public GraphSpec(IReadOnlyList<GraphNode> nodes, IReadOnlyList<GraphEdge> edges, params IReadOnlyList<GraphMeasure> measures)
    {
        foreach (var (index, node) in nodes.Index())
        {
            if (node.Parent < -1 || node.Parent >= index)
            {
                throw new ArgumentException(
                    $"Node {index} ('{node.Label}') lies in node {node.Parent}, which does not come before it.", nameof(nodes));
            }
        }
        foreach (var edge in edges)
        {
            if (Math.Min(edge.From, edge.To) < 0 || Math.Max(edge.From, edge.To) >= nodes.Count)
            {
                throw new ArgumentException(
                    $"The edge {edge.From} → {edge.To} has an end outside the {nodes.Count} nodes.", nameof(edges));
            }
        }
        foreach (var measure in measures.Where(measure => measure.Values.Count != nodes.Count))
        {
            throw new ArgumentException(
                $"The measure '{measure.Name}' has {measure.Values.Count} values for {nodes.Count} nodes.", nameof(measures));
        }
        (Nodes, Edges, Measures) = (nodes, edges, measures);
    }

    /// <summary>The nodes, in the order in which they run.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>The edges.</summary>
    public IReadOnlyList<GraphEdge> Edges { get; }

    /// <summary>Numbers to colour the nodes by.</summary>
    public IReadOnlyList<GraphMeasure> Measures { get; }

    /// <summary>The graph in words.</summary>
    public string Alt { get; init; } = "Network graph.";
}
