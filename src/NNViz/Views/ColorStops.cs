using NNViz.Images;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>Colour maps as figures take them.</summary>
internal static class ColorStops
{
    private const int Count = 33; // every eighth colour of 256; between them the maps are straight to one byte or two

    /// <summary>The colours of a map, evenly spaced.</summary>
    public static IReadOnlyList<ColorStop> Of(Colormap map) =>
    [
        .. Enumerable.Range(0, Count).Select(i => i / (Count - 1.0)).Select(t => (t, Color: map.At(t))).Select(c =>
            new ColorStop(c.t, c.Color.R, c.Color.G, c.Color.B)),
    ];
}
