using NNViz.Images;

namespace NNViz.Views;

/// <summary>The order of a gallery's tiles.</summary>
public enum TileOrder
{
    /// <summary>As they come.</summary>
    Index,

    /// <summary>The largest Euclidean norm first: the tiles in which most happens.</summary>
    Norm,

    /// <summary>The largest mean first.</summary>
    Mean,

    /// <summary>The largest value first.</summary>
    Max,
}

/// <summary>How the slices of a tensor become a gallery. All is optional.</summary>
public sealed record GalleryOptions
{
    /// <summary>
    /// How the ends of the colour scale are chosen: one scale for all tiles, or, with <see cref="Normalize.MinMax"/>, one for each.
    /// </summary>
    public Normalize Normalize { get; init; }

    /// <summary>The ends of the colour scale themselves: to compare several galleries.</summary>
    public (double Low, double High)? Range { get; init; }

    /// <summary>The colours; null: blue, white, red for signed numbers, else viridis.</summary>
    public Colormap? Colormap { get; init; }

    /// <summary>The order of the tiles.</summary>
    public TileOrder Order { get; init; }

    /// <summary>What a tile is, in the singular: "channel", "filter", "head".</summary>
    public string Noun { get; init; } = "channel";

    /// <summary>A name for each tile; null: its index.</summary>
    public IReadOnlyList<string>? Titles { get; init; }
}
