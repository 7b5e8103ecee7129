namespace NNViz.Plotly;

/// <summary>Draws a figure's static picture as SVG: what a page shows before scripts run, or where they never do.</summary>
public static class FigureSvg
{
    /// <summary>The picture as an <c>svg</c> element that needs nothing from outside; it can be read on white and on black.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="pictureUri">
    /// Makes a data address of a picture's RGB bytes, its width and height; heatmaps, contours and images ask for it.
    /// </param>
    public static string Write(Figure figure, Func<byte[], int, int, string> pictureUri)
    {
        using var canvas = new SvgCanvas(figure.Width, figure.Height, figure.Alt, pictureUri);
        FigureDrawing.Draw(figure, canvas);
        return canvas.ToString();
    }
}
