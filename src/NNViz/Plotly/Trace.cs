using System.Text.Json;

namespace NNViz.Plotly;

/// <summary>
/// Something drawn in a panel. Each kind is one file: its data, plotly.js's form of it, and how it is drawn in a static picture.
/// </summary>
public abstract record Trace
{
    /// <summary>Said in the legend and on hovering.</summary>
    public string? Name { get; init; }

    /// <summary>Index of the panel.</summary>
    public int Panel { get; init; }

    /// <summary>plotly.js's hover template; null: plotly.js's own words.</summary>
    public string? HoverTemplate { get; init; }

    /// <summary>Whether the legend names it.</summary>
    public bool ShowLegend { get; init; } = true;

    /// <summary>The numbers that its panel's axes must hold.</summary>
    internal abstract (Interval X, Interval Y) Extent(Panel panel);

    /// <summary>Writes plotly.js's properties, <c>type</c> first; name, axes and hover template are written for all alike.</summary>
    internal abstract void WriteJson(Utf8JsonWriter json, TracePlace place);

    /// <summary>Draws the static picture.</summary>
    /// <param name="plot">Where.</param>
    /// <param name="color">The colour of the trace where it does not choose one itself.</param>
    internal abstract void Draw(PlotArea plot, string color);

    /// <summary>The scale beside the panel; null: none.</summary>
    internal virtual ColorBar? ColorBar => null;

    /// <summary>The colour that stands for the trace in the legend; null: it is not in the legend.</summary>
    internal virtual string? LegendColor(string color) => color;
}

/// <summary>What plotly.js is told of a trace that the trace does not know itself.</summary>
/// <param name="Color">Its colour where it does not choose one.</param>
/// <param name="BarX">Where its colour bar stands: the right edge of its panel, in parts of the figure.</param>
/// <param name="BarY">The middle of its panel.</param>
/// <param name="BarLength">The height of its panel.</param>
internal sealed record TracePlace(string Color, double BarX, double BarY, double BarLength);
