using NNViz.Images;

namespace NNViz.Views;

/// <summary>How a tensor is drawn. All is optional.</summary>
public sealed record HeatmapOptions
{
    /// <summary>How the ends of the colour scale are chosen.</summary>
    public Normalize Normalize { get; init; }

    /// <summary>The ends of the colour scale themselves: to compare several tensors.</summary>
    public (double Low, double High)? Range { get; init; }

    /// <summary>The colours; null: blue, white, red for signed numbers, else viridis.</summary>
    public Colormap? Colormap { get; init; }

    /// <summary>What the axes are, one name each: "sample", "channel", "row", "column".</summary>
    public IReadOnlyList<string>? AxisNames { get; init; }

    /// <summary>The axis drawn downwards, from 0, or from the end if negative; null: the last but one that has more than one entry.</summary>
    public int? Rows { get; init; }

    /// <summary>The axis drawn across, from 0, or from the end if negative; null: the last that has more than one entry.</summary>
    public int? Columns { get; init; }

    /// <summary>A word for each row: tokens, classes.</summary>
    public IReadOnlyList<string>? RowLabels { get; init; }

    /// <summary>A word for each column: tokens, classes.</summary>
    public IReadOnlyList<string>? ColumnLabels { get; init; }

    /// <summary>The scale for these cells.</summary>
    internal ColorScale ScaleFor(ReadOnlySpan<double> cells) => Range is { } range
        ? new ColorScale(Colormap ?? (range.Low == -range.High ? Colormap.BlueRed : Colormap.Viridis), range.Low, range.High)
        : ColorScale.For(cells, Normalize, Colormap);
}
