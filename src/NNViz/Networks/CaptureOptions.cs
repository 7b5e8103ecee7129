namespace NNViz.Networks;

/// <summary>What a capture keeps of each call.</summary>
public enum Keep
{
    /// <summary>
    /// The tensors themselves (shared with the network, not copied, unless an in-place operation is about to overwrite them).
    /// </summary>
    Activations,

    /// <summary>Only counts, range, mean and standard deviation of the outputs; no tensor stays.</summary>
    Statistics,

    /// <summary>Only shapes, types and times.</summary>
    Shapes,
}

/// <summary>How a capture works.</summary>
public sealed record CaptureOptions
{
    /// <summary>The layers to record, as <see cref="LayerTree.Select"/> reads them; <see langword="null"/> (the default) for all.</summary>
    public string? Layers { get; init; }

    /// <summary>What to keep; the tensors by default.</summary>
    public Keep Keep { get; init; } = Keep.Activations;

    /// <summary>
    /// Whether kept tensors stay part of the autograd graph, so that gradients with respect to them can be taken. False by default: the
    /// graph can be freed.
    /// </summary>
    public bool Graph { get; init; }

    /// <summary>
    /// Whether a network that the capture itself runs is put in training mode (dropout on, batch statistics) for the run; eval mode by
    /// default.
    /// </summary>
    public bool Training { get; init; }

    /// <summary>How many calls of one layer in one pass are kept; further ones are counted only. 256 by default.</summary>
    public int MaxCalls { get; init; } = 256;
}
