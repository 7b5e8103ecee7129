using System.Text.Json;

namespace NNViz.Plotly;

/// <summary>Lines of equal height through a grid of numbers, with colours between them unless <see cref="LinesOnly"/>.</summary>
public sealed record Contour : Grid
{
    private const int WantedLevels = 10, PixelsPerCell = 8, MostPixels = 240;

    /// <param name="z">[rows, columns], row-major.</param>
    /// <param name="rows">At least 2.</param>
    /// <param name="columns">At least 2.</param>
    /// <param name="stops">The colours.</param>
    /// <exception cref="ArgumentException">z does not have rows · columns numbers, or there is one row or column only.</exception>
    public Contour(Numbers z, int rows, int columns, IReadOnlyList<ColorStop> stops)
        : base(z, rows, columns, stops)
    {
        Check();
        if (rows < 2 || columns < 2)
        {
            throw new ArgumentException($"Lines of equal height need two rows and two columns at least, not {rows} × {columns}.");
        }
    }

    /// <summary>The step from one line to the next; null: a round number that gives about ten.</summary>
    public double? Step { get; init; }

    /// <summary>Nothing between the lines.</summary>
    public bool LinesOnly { get; init; }

    /// <summary>Colour of the lines, CSS <c>#rrggbb</c>.</summary>
    public string LineColor { get; init; } = Colors.Ink;

    internal override ColorBar? ColorBar => ShowScale && !LinesOnly ? Scale : null;

    internal override (Interval X, Interval Y) Extent(Panel panel) => (Interval.Of(Across), Interval.Of(Down));

    internal override void WriteJson(Utf8JsonWriter json, TracePlace place)
    {
        json.WriteString("type", "contour");
        json.WriteNumbers("z", Z, Rows, Columns);
        json.WriteNumbers("x", Across);
        json.WriteNumbers("y", Down);
        ColorBar scale = Scale;
        double step = StepOf(scale);
        json.WriteColorScale(scale, 'z');
        json.WriteColorBar(ColorBar, place);
        json.WriteBoolean("autocontour", false);
        json.WriteStartObject("contours");
        json.WriteString("coloring", LinesOnly ? "none" : "fill");
        json.WriteNumber("start", Math.Ceiling(scale.Low / step) * step);
        json.WriteNumber("end", scale.High);
        json.WriteNumber("size", step);
        json.WriteEndObject();
        json.WriteStartObject("line");
        json.WriteNumber("width", LinesOnly ? 1.5 : 0.5);
        json.WriteString("color", LineColor);
        json.WriteEndObject();
    }

    internal override void Draw(PlotArea plot, string color)
    {
        ColorBar scale = Scale;
        double step = StepOf(scale);
        if (!LinesOnly)
        {
            DrawBands(plot, scale, step);
        }

        var pen = new Pen(LineColor, LinesOnly ? 1.5 : 0.7);
        for (double n = Math.Ceiling(scale.Low / step); n * step < scale.High; n++)
        {
            plot.Canvas.Line([.. Crossings(plot, n * step)], pen);
        }
    }

    private double StepOf(ColorBar scale) => Step ?? Ticks.NiceStep(Math.Max(scale.High - scale.Low, 1e-300), WantedLevels);

    // The colours between two lines are one, as plotly.js has it: a fine picture of the grid, linear between its numbers.
    private void DrawBands(PlotArea plot, ColorBar scale, double step)
    {
        int width = Math.Min(MostPixels, (Columns - 1) * PixelsPerCell), height = Math.Min(MostPixels, (Rows - 1) * PixelsPerCell);
        var rgb = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++)
        {
            double z = Between((i % width + 0.5) / width * (Columns - 1), (i / width + 0.5) / height * (Rows - 1));
            double band = (Math.Floor(z / step) + 0.5) * step;
            ColorStop c = Colors.At(Stops, Position(scale, band));
            (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = (c.R, c.G, c.B);
        }

        (Interval x, Interval y) = (Interval.Of(Across), Interval.Of(Down));
        plot.Cells(rgb, width, height, plot.Between((x.Low, y.Low), (x.High, y.High)));
    }

    private double Between(double x, double y)
    {
        (int column, int row) = (Math.Min((int)x, Columns - 2), Math.Min((int)y, Rows - 2));
        (double u, double v) = (x - column, y - row);
        int i = (row * Columns) + column;
        return (((Z[i] * (1 - u)) + (Z[i + 1] * u)) * (1 - v)) + (((Z[i + Columns] * (1 - u)) + (Z[i + Columns + 1] * u)) * v);
    }

    // Marching squares: where the level crosses the edges of a cell; four crossings (a saddle) are joined in pairs as they come.
    private IEnumerable<Spot> Crossings(PlotArea plot, double level)
    {
        for (int row = 0; row < Rows - 1; row++)
        {
            for (int column = 0; column < Columns - 1; column++)
            {
                (int, int)[] corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)];
                List<Spot> hits = [];
                for (int k = 0; k < 4; k++)
                {
                    if (Crossing(plot, level, corners[k], corners[(k + 1) % 4]) is { } hit)
                    {
                        hits.Add(hit);
                    }
                }

                for (int k = 0; k + 1 < hits.Count; k += 2)
                {
                    yield return hits[k];
                    yield return hits[k + 1];
                    yield return Spot.None;
                }
            }
        }
    }

    private Spot? Crossing(PlotArea plot, double level, (int Row, int Column) a, (int Row, int Column) b)
    {
        double from = Z[(a.Row * Columns) + a.Column] - level, to = Z[(b.Row * Columns) + b.Column] - level;
        if (!(from < 0 && to >= 0) && !(from >= 0 && to < 0))
        {
            return null;
        }

        double t = from / (from - to);
        return plot.At(
            Across[a.Column] + (t * (Across[b.Column] - Across[a.Column])),
            Down[a.Row] + (t * (Down[b.Row] - Down[a.Row])));
    }
}
