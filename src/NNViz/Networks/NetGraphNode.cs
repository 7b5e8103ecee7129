namespace NNViz.Networks;

/// <summary>What a node of a network's graph stands for.</summary>
public enum NetGraphNodeKind
{
    /// <summary>A tensor that the network was given.</summary>
    Input,

    /// <summary>One call of a module.</summary>
    Call,

    /// <summary>What was computed between the calls of modules: <c>+</c>, <c>functional.relu</c>, <c>cat</c>, a layer called by <c>forward</c>.</summary>
    Operations,

    /// <summary>A tensor that the network returned.</summary>
    Output,
}

/// <summary>One node of a network's graph.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Name">The layer's dotted name; of what is no layer, what it is: <c>input</c>, <c>output.1</c>, <c>operations outside modules</c>.</param>
/// <param name="Type">The layer's type; empty for what is no layer.</param>
public sealed record NetGraphNode(NetGraphNodeKind Kind, string Name, string Type)
{
    /// <summary>The number of the call inside which this one happened, or −1.</summary>
    public int Parent { get; init; } = -1;

    /// <summary>Which call of its layer it is, from 1 on.</summary>
    public int Call { get; init; } = 1;

    /// <summary>How often the layer was called in all.</summary>
    public int Calls { get; init; } = 1;

    /// <summary>How many calls alike, one behind the other, stand together here: mostly 1, see <see cref="NetGraph.Folded"/>.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>The name of the last of several that stand together; otherwise equal to <see cref="Name"/>.</summary>
    public string LastName { get; init; } = Name;

    /// <summary>The settings of one of TorchSharp's own layers, defaults left out.</summary>
    public string Settings { get; init; } = "";

    /// <summary>The shapes of the tensors that went in.</summary>
    public IReadOnlyList<IReadOnlyList<long>> InputShapes { get; init; } = [];

    /// <summary>The shapes of the tensors that came out; empty where the call threw.</summary>
    public IReadOnlyList<IReadOnlyList<long>> OutputShapes { get; init; } = [];

    /// <summary>The layer's parameters, those of the layers below included; of a layer that is called again, at each call the same ones.</summary>
    public long Parameters { get; init; }

    /// <summary>Multiply-adds of this call with all calls inside it; <see langword="null"/> where a type is not known.</summary>
    public long? MultiplyAdds { get; init; }

    /// <summary>The time between call and return in a pass after a warm-up; <see langword="null"/> where it did not return.</summary>
    public TimeSpan? Elapsed { get; init; }

    /// <summary>What the call threw; <see langword="null"/> if it did not.</summary>
    public string? Problem { get; init; }
}

/// <summary>A tensor that went from one node to another.</summary>
/// <param name="From">The number of the node that made it: an input, a call without calls inside, or operations.</param>
/// <param name="To">The number of the node that used it.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="IsProven">
/// False where the way is likely but could not be followed: through whole numbers, or under <c>no_grad</c>, no gradient tells what a
/// tensor was made of.
/// </param>
public sealed record NetGraphEdge(int From, int To, IReadOnlyList<long> Shape, bool IsProven = true);
