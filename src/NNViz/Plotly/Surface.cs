using System.Text.Json;

namespace NNViz.Plotly;

/// <summary>A grid of numbers as heights over a plane; its panel is three-dimensional (<see cref="Panel.Z"/>).</summary>
public sealed record Surface : Grid
{
    private const int MostFacets = 24; // along a side of the static picture

    // The static picture is seen from the front left and from above, without perspective.
    private const double Azimuth = -55 * Math.PI / 180, Elevation = 28 * Math.PI / 180;

    /// <param name="z">[rows, columns], row-major.</param>
    /// <param name="rows">At least 2.</param>
    /// <param name="columns">At least 2.</param>
    /// <param name="stops">The colours.</param>
    /// <exception cref="ArgumentException">z does not have rows · columns numbers, or there is one row or column only.</exception>
    public Surface(Numbers z, int rows, int columns, IReadOnlyList<ColorStop> stops)
        : base(z, rows, columns, stops)
    {
        Check();
        if (rows < 2 || columns < 2)
        {
            throw new ArgumentException($"A surface needs two rows and two columns at least, not {rows} × {columns}.");
        }
    }

    internal override (Interval X, Interval Y) Extent(Panel panel) => (Interval.Of(Across), Interval.Of(Down));

    internal override void WriteJson(Utf8JsonWriter json, TracePlace place)
    {
        json.WriteString("type", "surface");
        json.WriteNumbers("z", Z, Rows, Columns);
        json.WriteNumbers("x", Across);
        json.WriteNumbers("y", Down);
        json.WriteColorScale(Scale, 'c');
        json.WriteColorBar(ColorBar, place);
    }

    internal override void Draw(PlotArea plot, string color)
    {
        ColorBar scale = Scale;
        Spot At(double u, double v, double z) => Project(plot.Box, u, v, Math.Clamp(Position(scale, z), 0, 1));
        DrawFloor(plot, scale);
        int across = Math.Min(MostFacets, Columns - 1), down = Math.Min(MostFacets, Rows - 1);
        var facets = from i in Enumerable.Range(0, down)
                     from j in Enumerable.Range(0, across)
                     let c = new[] { (i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j) }
                     orderby Depth((j + 0.5) / across, (i + 0.5) / down) descending
                     select c;
        foreach ((int i, int j)[] corners in facets)
        {
            (int Row, int Column)[] at = [.. corners.Select(c => (c.i * (Rows - 1) / down, c.j * (Columns - 1) / across))];
            double[] heights = [.. at.Select(c => Z[(c.Row * Columns) + c.Column])];
            if (heights.All(double.IsFinite))
            {
                Spot[] spots = [.. at.Select((c, k) => At(c.Column / (Columns - 1.0), c.Row / (Rows - 1.0), heights[k]))];
                string shade = Colors.At(Stops, Position(scale, heights.Average())).Css;
                plot.Canvas.Area(spots, shade, seamless: true);
            }
        }
    }

    private void DrawFloor(PlotArea plot, ColorBar scale)
    {
        Spot At(double u, double v, double height = 0) => Project(plot.Box, u, v, height);
        var pen = new Pen(Colors.Ink, 1, Opacity: 0.6);
        plot.Canvas.Line([At(0, 0), At(1, 0), At(1, 1), At(0, 1), At(0, 0)], pen);
        plot.Canvas.Line([At(0, 1), At(0, 1, 1)], pen);
        var small = new TextStyle(TextAnchor.Middle, 10);
        (Interval x, Interval y) = (Interval.Of(Across), Interval.Of(Down));
        string Words(double v, double span) => Ticks.Words(v, Math.Max(span / 10, 1e-12));
        (Spot At, string Text)[] ends =
        [
            (At(0, -0.09), Words(Across[0], x.Length)), (At(1, -0.09), Words(Across[Columns - 1], x.Length)),
            (At(-0.09, 0), Words(Down[0], y.Length)), (At(-0.09, 1), Words(Down[Rows - 1], y.Length)),
            (At(0, 1.06, 0.06), Words(scale.Low, scale.High - scale.Low)), (At(0, 1.06, 1), Words(scale.High, scale.High - scale.Low)),
            (At(0.5, -0.24), plot.X.Axis.Title), (At(-0.28, 0.5), plot.Y.Axis.Title),
        ];
        foreach ((Spot spot, string text) in ends)
        {
            plot.Canvas.Text(spot with { Y = spot.Y + 4 }, text, small);
        }
    }

    private static double Depth(double u, double v) => (-(u - 0.5) * Math.Sin(Azimuth)) + ((v - 0.5) * Math.Cos(Azimuth));

    private static Spot Project(Box box, double u, double v, double height)
    {
        double across = ((u - 0.5) * Math.Cos(Azimuth)) + ((v - 0.5) * Math.Sin(Azimuth));
        double up = (Depth(u, v) * Math.Sin(Elevation)) + ((height - 0.5) * 0.7 * Math.Cos(Elevation));
        double size = Math.Min(box.Width / 1.7, box.Height / 1.55);
        return new Spot(box.X + (box.Width / 2) + (across * size), box.Y + (box.Height * 0.47) - (up * size));
    }
}
