using System.Globalization;
using System.Text.Json;

namespace NNViz.Plotly;

/// <summary>The area between two lines: from a lower to a higher quantile, from a ridge's foot to its crest. Where either is NaN, it has no point.</summary>
/// <param name="X">Horizontal positions.</param>
/// <param name="From">One edge, as many numbers.</param>
/// <param name="To">The other edge, as many numbers.</param>
public sealed record Band(Numbers X, Numbers From, Numbers To) : Trace
{
    /// <summary>CSS <c>#rrggbb</c>; null: the next of the figure's colours.</summary>
    public string? Color { get; init; }

    /// <summary>0 (not seen) to 1.</summary>
    public double Opacity { get; init; } = 0.3;

    /// <summary>Width in pixels of a line along <see cref="To"/>; 0: none.</summary>
    public double Crest { get; init; }

    internal override (Interval X, Interval Y) Extent(Panel panel) =>
        (Interval.Of(X, panel.X.Log), Interval.Of(From, panel.Y.Log).And(Interval.Of(To, panel.Y.Log)));

    internal override string? LegendColor(string color) => Color ?? color;

    internal override void WriteJson(Utf8JsonWriter json, TracePlace place)
    {
        int[] points = [.. Points()];
        float[] forth = Array.ConvertAll(points, i => (float)X[i]), there = Array.ConvertAll(points, i => (float)To[i]);
        float[] back = Array.ConvertAll(points, i => (float)From[i]);
        json.WriteString("type", "scatter");
        json.WriteString("mode", "lines");
        json.WriteNumbers("x", (float[])[.. forth, .. forth.Reverse()]);
        json.WriteNumbers("y", (float[])[.. there, .. back.Reverse()]);
        json.WriteString("fill", "toself");
        json.WriteString("fillcolor", Shade(Color ?? place.Color));
        json.WriteString("hoveron", "fills");
        json.WriteStartObject("line");
        json.WriteString("color", Color ?? place.Color);
        json.WriteNumber("width", Crest);
        json.WriteEndObject();
    }

    internal override void Draw(PlotArea plot, string color)
    {
        int[] points = [.. Points()];
        Spot[] there = Array.ConvertAll(points, i => plot.At(X[i], To[i])), back = Array.ConvertAll(points, i => plot.At(X[i], From[i]));
        plot.Canvas.Area([.. there, .. back.Reverse()], Color ?? color, Opacity);
        if (Crest > 0)
        {
            plot.Canvas.Line(there, new Pen(Color ?? color, Crest));
        }
    }

    private IEnumerable<int> Points() => Enumerable.Range(0, Math.Min(X.Count, Math.Min(From.Count, To.Count)))
        .Where(i => double.IsFinite(X[i]) && double.IsFinite(From[i]) && double.IsFinite(To[i]));

    private string Shade(string color)
    {
        int Part(int at) => int.Parse(color.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"rgba({Part(1)},{Part(3)},{Part(5)},{Opacity:0.###})");
    }
}
