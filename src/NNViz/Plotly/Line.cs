using System.Text.Json;

namespace NNViz.Plotly;

/// <summary>A line through points; a NaN leaves a gap.</summary>
/// <param name="X">Horizontal positions.</param>
/// <param name="Y">Vertical positions, as many.</param>
public sealed record Line(Numbers X, Numbers Y) : Trace
{
    /// <summary>CSS <c>#rrggbb</c>; null: the next of the figure's colours.</summary>
    public string? Color { get; init; }

    /// <summary>In pixels.</summary>
    public double Width { get; init; } = 2;

    /// <summary>Dashed: validation beside training.</summary>
    public bool Dashed { get; init; }

    /// <summary>0 (not seen) to 1: the raw line behind a smoothed one.</summary>
    public double Opacity { get; init; } = 1;

    /// <summary>Filled down to zero.</summary>
    public bool Filled { get; init; }

    internal override (Interval X, Interval Y) Extent(Panel panel)
    {
        Interval y = Interval.Of(Y, panel.Y.Log);
        return (Interval.Of(X, panel.X.Log), Filled && !panel.Y.Log ? y.And(0) : y);
    }

    internal override string? LegendColor(string color) => Color ?? color;

    internal override void WriteJson(Utf8JsonWriter json, TracePlace place)
    {
        json.WriteString("type", "scatter");
        json.WriteString("mode", "lines");
        json.WriteNumbers("x", X);
        json.WriteNumbers("y", Y);
        json.WriteNumber("opacity", Opacity);
        json.WriteStartObject("line");
        json.WriteString("color", Color ?? place.Color);
        json.WriteNumber("width", Width);
        json.WriteString("dash", Dashed ? "dash" : "solid");
        json.WriteEndObject();
        if (Filled)
        {
            json.WriteString("fill", "tozeroy");
        }
    }

    internal override void Draw(PlotArea plot, string color)
    {
        double ground = double.IsNaN(plot.Y.At(0)) ? plot.Box.Bottom : plot.Y.At(0);
        var line = new List<Spot>();
        foreach (List<Spot> piece in Pieces(plot))
        {
            List<Spot> thin = Thin(piece);
            if (Filled)
            {
                plot.Canvas.Area([new(thin[0].X, ground), .. thin, new(thin[^1].X, ground)], Color ?? color, 0.3 * Opacity);
            }

            line.AddRange([.. thin, Spot.None]);
        }

        plot.Canvas.Line(line, new Pen(Color ?? color, Width, Dashed, Opacity));
    }

    // The line without its gaps.
    private IEnumerable<List<Spot>> Pieces(PlotArea plot)
    {
        var piece = new List<Spot>();
        for (int i = 0; i < Math.Min(X.Count, Y.Count); i++)
        {
            Spot spot = plot.At(X[i], Y[i]);
            if (spot.IsSome)
            {
                piece.Add(spot);
            }
            else if (piece.Count > 0)
            {
                yield return piece;
                piece = [];
            }
        }

        if (piece.Count > 0)
        {
            yield return piece;
        }
    }

    // Of the points that share a pixel's column the picture needs the first, the lowest, the highest and the last.
    private static List<Spot> Thin(List<Spot> spots)
    {
        var thin = new List<Spot>();
        for (int start = 0, end; start < spots.Count; start = end)
        {
            end = start + 1;
            (int low, int high) = (start, start);
            while (end < spots.Count && Math.Floor(spots[end].X) == Math.Floor(spots[start].X))
            {
                low = spots[end].Y < spots[low].Y ? end : low;
                high = spots[end].Y > spots[high].Y ? end : high;
                end++;
            }

            foreach (int keep in new SortedSet<int> { start, low, high, end - 1 })
            {
                thin.Add(spots[keep]);
            }
        }

        return thin;
    }
}
