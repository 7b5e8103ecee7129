using System.Text.Json;

namespace NNViz.Plotly;

/// <summary>Points.</summary>
/// <param name="X">Horizontal positions.</param>
/// <param name="Y">Vertical positions, as many.</param>
public sealed record Scatter(Numbers X, Numbers Y) : Trace
{
    private const int Shades = 16;

    /// <summary>CSS <c>#rrggbb</c>; null: the next of the figure's colours.</summary>
    public string? Color { get; init; }

    /// <summary>Diameter in pixels.</summary>
    public double Size { get; init; } = 6;

    /// <summary>0 (not seen) to 1.</summary>
    public double Opacity { get; init; } = 1;

    /// <summary>Rings and not discs: points that are marked.</summary>
    public bool Rings { get; init; }

    /// <summary>What hovering says, a text for each point.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>Words beside the points, one for each.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Whether <see cref="Labels"/> stand to the left of the points and not to the right.</summary>
    public bool LabelsLeft { get; init; }

    /// <summary>A number for each point, shown as its colour on <see cref="Stops"/>.</summary>
    public Numbers? Values { get; init; }

    /// <summary>The colours of <see cref="Values"/>, from the smallest to the largest.</summary>
    public IReadOnlyList<ColorStop> Stops { get; init; } = [];

    /// <summary>What <see cref="Values"/> are.</summary>
    public string ValuesTitle { get; init; } = "value";

    internal override (Interval X, Interval Y) Extent(Panel panel) => (Interval.Of(X, panel.X.Log), Interval.Of(Y, panel.Y.Log));

    internal override ColorBar? ColorBar =>
        Values is { } values && Interval.Of(values) is { IsEmpty: false } range ? new(ValuesTitle, range.Low, range.High, Stops) : null;

    internal override string? LegendColor(string color) => Values is null ? Color ?? color : null;

    internal override void WriteJson(Utf8JsonWriter json, TracePlace place)
    {
        json.WriteString("type", "scatter");
        json.WriteString("mode", Labels is null ? "markers" : "markers+text");
        json.WriteNumbers("x", X);
        json.WriteNumbers("y", Y);
        json.WriteNumber("opacity", Opacity);
        WriteTexts(json);

        json.WriteStartObject("marker");
        json.WriteNumber("size", Size);
        json.WriteString("symbol", Rings ? "circle-open" : "circle");
        if (Rings)
        {
            json.WriteStartObject("line");
            json.WriteNumber("width", 2);
            json.WriteEndObject();
        }

        if (ColorBar is { } bar)
        {
            json.WriteNumbers("color", Values!);
            json.WriteColorScale(bar, 'c');
            json.WriteColorBar(ColorBar, place);
        }
        else
        {
            json.WriteString("color", Color ?? place.Color);
        }

        json.WriteEndObject();
    }

    private void WriteTexts(Utf8JsonWriter json)
    {
        if (Texts is not null)
        {
            json.WriteWords(Labels is null ? "text" : "hovertext", Texts);
        }

        if (Labels is not null)
        {
            json.WriteWords("text", Labels);
            json.WriteString("textposition", LabelsLeft ? "middle left" : "middle right");
        }
    }

    internal override void Draw(PlotArea plot, string color)
    {
        ColorBar? bar = ColorBar;
        var groups = Enumerable.Range(0, Math.Min(X.Count, Y.Count))
            .Select(i => (Spot: plot.At(X[i], Y[i]), Color: ColorOf(i, bar) ?? Color ?? color))
            .Where(p => p.Spot.IsSome)
            .GroupBy(p => p.Color, p => p.Spot);
        foreach (var group in groups)
        {
            plot.Canvas.Dots([.. group], Size, new Pen(group.Key, 1.5, Opacity: Opacity), Rings);
        }

        for (int i = 0; i < (Labels?.Count ?? 0); i++)
        {
            Spot spot = plot.At(X[i], Y[i]);
            double side = (LabelsLeft ? -1 : 1) * ((Size / 2) + 3);
            var style = new TextStyle(LabelsLeft ? TextAnchor.End : TextAnchor.Start);
            plot.Canvas.Text(new Spot(spot.X + side, spot.Y + 4), Labels![i], style);
        }
    }

    // Continuous colours in a few shades, so that a picture of many points stays small.
    private string? ColorOf(int i, ColorBar? bar)
    {
        if (bar is null)
        {
            return null;
        }

        double t = bar.High > bar.Low ? (Values![i] - bar.Low) / (bar.High - bar.Low) : 0.5;
        return double.IsFinite(t) ? Colors.At(Stops, Math.Round(t * Shades) / Shades).Css : Colors.Ink;
    }
}
