namespace NNViz.Plotly;

/// <summary>Lays a figure out on a canvas: title, legend, and the rooms of its panels.</summary>
internal static class FigureDrawing
{
    private const double LineHeight = 18, Swatch = 14;

    /// <summary>Draws everything.</summary>
    public static void Draw(Figure figure, ICanvas canvas)
    {
        double top = 4;
        if (figure.Layout.Title is { } title)
        {
            canvas.Text(new Spot(8, top + 14), title, new TextStyle(Size: 14, Bold: true));
            top += 24;
        }

        top = figure.ShowsLegend ? DrawLegend(figure, canvas, top) : top;
        int columns = Math.Min(figure.Layout.Columns, figure.Layout.Panels.Count);
        int rows = (figure.Layout.Panels.Count + columns - 1) / columns;
        (double width, double height) = ((double)figure.Width / columns, (figure.Height - top) / rows);
        for (int i = 0; i < figure.Layout.Panels.Count; i++)
        {
            var room = new Box(i % columns * width, top + (i / columns * height), width, height);
            new PanelDrawing(figure, i, canvas).Draw(room);
        }
    }

    /// <summary>About how wide a text is in a sans-serif font.</summary>
    public static double TextWidth(string text, double size = 11) => text.Length * size * 0.6;

    // Swatch and name for each trace, as many in a row as fit; returns where the next thing begins.
    private static double DrawLegend(Figure figure, ICanvas canvas, double top)
    {
        double x = 10;
        foreach ((int index, Trace trace) in figure.Traces.Index())
        {
            if (trace.Name is null || !trace.ShowLegend || trace.LegendColor(Colors.Of(index)) is not { } color)
            {
                continue;
            }

            double width = Swatch + 6 + TextWidth(trace.Name) + 16;
            if (x > 10 && x + width > figure.Width)
            {
                (x, top) = (10, top + LineHeight);
            }

            double middle = top + (LineHeight / 2);
            if (trace is Line { Dashed: var dashed })
            {
                canvas.Line([new(x, middle), new(x + Swatch, middle)], new Pen(color, 2.5, dashed));
            }
            else
            {
                canvas.Area(new Box(x + 2, middle - 5, 10, 10).Corners, color);
            }

            canvas.Text(new Spot(x + Swatch + 6, middle + 4), trace.Name, new TextStyle());
            x += width;
        }

        return top + LineHeight + 4;
    }
}
