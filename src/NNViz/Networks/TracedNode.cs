namespace NNViz.Networks;

/// <summary>A call that was followed, an input, an output, or operations between calls.</summary>
internal sealed class TracedNode(NetGraphNodeKind kind, Layer? layer, string name, TracedNode? parent)
{
    /// <summary>What it stands for.</summary>
    public NetGraphNodeKind Kind => kind;

    /// <summary>The layer that was called, or null.</summary>
    public Layer? Layer => layer;

    /// <summary>What it is called.</summary>
    public string Name => name;

    /// <summary>The call inside which it happened, or null.</summary>
    public TracedNode? Parent => parent;

    /// <summary>Which call of the layer, from 1 on.</summary>
    public int Call { get; init; } = 1;

    /// <summary>Whether calls happened inside.</summary>
    public bool IsContainer { get; set; }

    /// <summary>Whether the call returned; true of what is no call.</summary>
    public bool Returned { get; set; }

    /// <summary>Whether what it made are whole numbers, which no gradient follows.</summary>
    public bool MakesWholeNumbers { get; set; }

    /// <summary>The shapes of the tensors that went in.</summary>
    public List<long[]> InputShapes { get; } = [];

    /// <summary>The shapes of the tensors that came out.</summary>
    public List<long[]> OutputShapes { get; } = [];

    /// <summary>What went in, until the call returns and it is known whether it is innermost.</summary>
    public List<(TracedNode From, long[] Shape)> Sources { get; } = [];
}

/// <summary>A tensor that went from one to another.</summary>
/// <param name="From">What made it.</param>
/// <param name="To">What used it.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="IsProven">Whether the way was followed and not only guessed.</param>
internal sealed record TracedEdge(TracedNode From, TracedNode To, long[] Shape, bool IsProven);
