using System.Text.Json;

namespace NNViz.Plotly;

/// <summary>Bars from zero. Several traces of bars at the same places stand side by side.</summary>
/// <param name="Places">Where the bars stand: 0, 1, 2, … for an axis with words.</param>
/// <param name="Sizes">How long each is.</param>
public sealed record Bar(Numbers Places, Numbers Sizes) : Trace
{
    /// <summary>The part of the room between two places that a bar fills.</summary>
    internal const double Filled = 0.8;

    /// <summary>Bars from 0 on an axis with words.</summary>
    public Bar(Numbers sizes)
        : this(Numbers.Range(sizes.Count), sizes)
    {
    }

    /// <summary>CSS <c>#rrggbb</c>; null: the next of the figure's colours.</summary>
    public string? Color { get; init; }

    /// <summary>The bars lie; their places are on the vertical axis. Best for long words.</summary>
    public bool Horizontal { get; init; }

    internal override (Interval X, Interval Y) Extent(Panel panel)
    {
        Axis axis = Horizontal ? panel.X : panel.Y;
        Interval sizes = Interval.Of(Sizes, axis.Log);
        sizes = axis.Log ? sizes : sizes.And(0);
        Interval places = Interval.Of(Places);
        places = new Interval(places.Low - 0.5, places.High + 0.5);
        return Horizontal ? (sizes, places) : (places, sizes);
    }

    internal override string? LegendColor(string color) => Color ?? color;

    internal override void WriteJson(Utf8JsonWriter json, TracePlace place)
    {
        json.WriteString("type", "bar");
        json.WriteString("orientation", Horizontal ? "h" : "v");
        json.WriteNumbers(Horizontal ? "y" : "x", Places);
        json.WriteNumbers(Horizontal ? "x" : "y", Sizes);
        json.WriteStartObject("marker");
        json.WriteString("color", Color ?? place.Color);
        json.WriteEndObject();
    }

    internal override void Draw(PlotArea plot, string color)
    {
        (int index, int count) = plot.Bars;
        double width = Filled / count, offset = (index * width) - (Filled / 2);
        for (int i = 0; i < Math.Min(Places.Count, Sizes.Count); i++)
        {
            (double from, double to) = (Places[i] + offset, Places[i] + offset + width);
            Box bar = Horizontal ? plot.Between((0, from), (Sizes[i], to)) : plot.Between((from, 0), (to, Sizes[i]));
            if (double.IsFinite(Sizes[i]))
            {
                plot.Canvas.Area(bar.Corners, Color ?? color);
            }
        }
    }
}
