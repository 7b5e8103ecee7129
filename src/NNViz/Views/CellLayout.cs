namespace NNViz.Views;

/// <summary>How large cells are drawn in static pictures.</summary>
internal static class CellLayout
{
    private const double MostWidth = 520, MostHeight = 400, LargestCell = 36, Thinnest = 60;

    /// <summary>Width and height in pixels of a matrix of cells: square cells, unless one side would be thinner than can be read.</summary>
    public static (double Width, double Height) Size(int rows, int columns)
    {
        double side = Math.Min(LargestCell, Math.Min(MostWidth / columns, MostHeight / rows));
        return (Math.Max(side * columns, Math.Min(Thinnest, LargestCell * columns)), Math.Max(side * rows, Math.Min(Thinnest, LargestCell * rows)));
    }
}
