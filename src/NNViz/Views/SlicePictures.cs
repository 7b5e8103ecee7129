using NNViz.Html;
using NNViz.Images;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>The static picture of many small heatmaps on one scale: slices of a tensor, feature maps, kernels.</summary>
internal static class SlicePictures
{
    private const int MostTiles = 32, MostPixels = 1 << 15, MostSide = 200, Room = 640;
    private const double SmallestSide = 64, Gap = 8, LabelHeight = 14, BarRoom = 70, SmallestHeight = 90;
    private const int Shades = 248; // with the colours of what a scale cannot show at most 256: a palette, a byte a pixel

    /// <summary>As many tiles as fit, row by row, each with its name above, and the colour bar.</summary>
    /// <param name="tiles">How many there are, their rows and columns of cells.</param>
    /// <param name="cells">The cells of one tile, [rows, columns].</param>
    /// <param name="title">The name of one tile.</param>
    /// <param name="scale">The colours of one tile; where they differ from tile to tile there is no colour bar.</param>
    /// <param name="alt">The picture in words.</param>
    public static Picture Of((int Count, int Rows, int Columns) tiles, Func<int, double[]> cells,
        Func<int, string> title, Func<int, ColorScale> scale, string alt)
    {
        int count = Math.Clamp(MostPixels / (tiles.Rows * tiles.Columns), 1, Math.Min(MostTiles, tiles.Count));
        double cell = Math.Min(SmallestSide / Math.Min(tiles.Rows, tiles.Columns), (double)MostSide / Math.Max(tiles.Rows, tiles.Columns));
        (double width, double height) = (tiles.Columns * cell, tiles.Rows * cell);
        int across = Math.Clamp((int)((Room - BarRoom) / (width + Gap)), 1, count), down = (count + across - 1) / across;
        double sheetWidth = across * (width + Gap), sheetHeight = Math.Max(SmallestHeight, down * (height + LabelHeight + Gap));
        string words = count < tiles.Count ? $"{alt}; the first {count} of {Words.Count(tiles.Count)}" : alt;
        (int w, int h) = ((int)(sheetWidth + BarRoom), (int)Math.Ceiling(sheetHeight + 4));
        using var canvas = new SvgCanvas(w, h, words, (rgb, columns, rows) => Png.DataUri(Raster.FromPixels(columns, rows, rgb)));
        for (int i = 0; i < count; i++)
        {
            var box = new Box(i % across * (width + Gap), (i / across * (height + LabelHeight + Gap)) + LabelHeight, width, height);
            canvas.Text(new Spot(box.X, box.Y - 3), title(i), new TextStyle(Size: 10));
            canvas.Pixels(Paint(cells(i), tiles.Rows, tiles.Columns, scale(i)).Pixels.ToArray(), tiles.Columns, tiles.Rows, box);
        }

        if (Enumerable.Range(0, count).All(i => scale(i) == scale(0)))
        {
            var bar = new ColorBar("", scale(0).Low, scale(0).High, ColorStops.Of(scale(0).Map));
            bar.Draw(canvas, new Box(sheetWidth + 6, LabelHeight, 10, sheetHeight - LabelHeight - Gap));
        }

        return Picture.Svg(canvas.ToString(), w, h, words);
    }

    /// <summary>A pixel for each cell.</summary>
    public static Raster Paint(ReadOnlySpan<double> cells, int rows, int columns, ColorScale scale)
    {
        Rgb[] shades = [.. Enumerable.Range(0, Shades).Select(i => scale.Map.At((i + 0.5) / Shades))];
        var raster = new Raster(columns, rows);
        for (int i = 0; i < cells.Length; i++)
        {
            double value = cells[i];
            bool onScale = value >= scale.Low && value <= scale.High;
            raster[i % columns, i / columns] = onScale ? shades[Math.Min(Shades - 1, (int)(scale.Position(value) * Shades))] : scale.Of(value);
        }

        return raster;
    }
}
