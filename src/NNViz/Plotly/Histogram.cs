using System.Text.Json;

namespace NNViz.Plotly;

/// <summary>Counts between edges: the counting is done, nothing is left to the page.</summary>
/// <param name="Edges">Ascending, one more than counts.</param>
/// <param name="Counts">How many values lie in [edge i, edge i + 1).</param>
public sealed record Histogram(Numbers Edges, Numbers Counts) : Trace
{
    /// <summary>What hovering says where the trace has no template: the two edges and the count.</summary>
    internal const string Hover = "%{x:.4g} to %{customdata:.4g}: %{y}";

    /// <summary>CSS <c>#rrggbb</c>; null: the next of the figure's colours.</summary>
    public string? Color { get; init; }

    /// <summary>0 (not seen) to 1: histograms one over another.</summary>
    public double Opacity { get; init; } = 1;

    internal override (Interval X, Interval Y) Extent(Panel panel)
    {
        Interval counts = Interval.Of(Counts, panel.Y.Log);
        return (Interval.Of(Edges, panel.X.Log), panel.Y.Log ? counts : counts.And(0));
    }

    internal override string? LegendColor(string color) => Color ?? color;

    internal override void WriteJson(Utf8JsonWriter json, TracePlace place)
    {
        json.WriteString("type", "bar");
        json.WriteNumbers("x", Between((low, high) => low));
        json.WriteNumbers("width", Between((low, high) => high - low));
        json.WriteNumber("offset", 0);
        json.WriteNumbers("y", Counts);
        json.WriteNumbers("customdata", Between((low, high) => high));
        if (HoverTemplate is null)
        {
            json.WriteString("hovertemplate", Hover);
        }

        json.WriteNumber("opacity", Opacity);
        json.WriteStartObject("marker");
        json.WriteString("color", Color ?? place.Color);
        json.WriteStartObject("line");
        json.WriteNumber("width", 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // One outline: neighbouring bars would show thin gaps.
    internal override void Draw(PlotArea plot, string color)
    {
        var outline = new List<Spot>();
        for (int i = 0; i < Counts.Count; i++)
        {
            Box bar = plot.Between((Edges[i], 0), (Edges[i + 1], Counts[i]));
            outline.AddRange([new(bar.X, bar.Bottom), new(bar.X, bar.Y), new(bar.Right, bar.Y), new(bar.Right, bar.Bottom)]);
        }

        plot.Canvas.Area(outline, Color ?? color, Opacity);
    }

    private double[] Between(Func<double, double, double> of) =>
        [.. Enumerable.Range(0, Counts.Count).Select(i => of(Edges[i], Edges[i + 1]))];
}
