using NNViz.Images;

namespace NNViz.Views;

/// <summary>A map over a picture, as the widget "overlay" draws it.</summary>
internal sealed record OverlayPart
{
    /// <summary>What lies below.</summary>
    public required Raster Picture { get; init; }

    /// <summary>The picture's number among those that the scrubber around it shares out, or <see langword="null"/> where the picture is written here.</summary>
    public int? Shared { get; init; }

    /// <summary>The size at which it is shown, in CSS pixels.</summary>
    public required (int Width, int Height) Place { get; init; }

    /// <summary>The picture in words.</summary>
    public required string Alt { get; init; }

    /// <summary>[rows, columns], stretched over the picture.</summary>
    public required double[] Cells { get; init; }

    /// <summary>Rows of cells.</summary>
    public required int Rows { get; init; }

    /// <summary>Columns of cells.</summary>
    public required int Columns { get; init; }

    /// <summary>The colours of the cells.</summary>
    public required ColorScale Scale { get; init; }
}
