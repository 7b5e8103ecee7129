namespace NNViz.Plotly;

/// <summary>The inside of a panel in a static picture.</summary>
/// <param name="Canvas">What to draw on.</param>
/// <param name="Box">Where the panel lies.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
internal sealed record PlotArea(ICanvas Canvas, Box Box, AxisMap X, AxisMap Y)
{
    /// <summary>Which of how many bar traces is drawn: they share the room at each place.</summary>
    public (int Index, int Count) Bars { get; init; } = (0, 1);

    /// <summary>The spot of two numbers.</summary>
    public Spot At(double x, double y) => new(X.At(x), Y.At(y));

    /// <summary>The rectangle between two corners given in numbers; an edge at zero lies at the border of a logarithmic axis.</summary>
    public Box Between((double X, double Y) a, (double X, double Y) b)
    {
        (double left, double right) = Ordered(Edge(X, a.X, Box.X), Edge(X, b.X, Box.X));
        (double top, double bottom) = Ordered(Edge(Y, a.Y, Box.Bottom), Edge(Y, b.Y, Box.Bottom));
        return new Box(left, top, right - left, bottom - top);
    }

    /// <summary>Draws rows of colours, row 0 at the lower y, over the rectangle between two corners.</summary>
    public void Cells(byte[] rgb, int columns, int rows, Box box)
    {
        var turned = new byte[rgb.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                int y = Y.Descends ? rows - 1 - row : row, x = X.Descends ? columns - 1 - column : column;
                rgb.AsSpan(3 * ((row * columns) + column), 3).CopyTo(turned.AsSpan(3 * ((y * columns) + x)));
            }
        }

        Canvas.Pixels(turned, columns, rows, box);
    }

    private static double Edge(AxisMap axis, double value, double border) => double.IsNaN(axis.At(value)) ? border : axis.At(value);

    private static (double, double) Ordered(double a, double b) => a < b ? (a, b) : (b, a);
}
