using NNViz.Html;
using NNViz.Images;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>The static picture of attributions over images: for each sample the input first, then each map, five in a line.</summary>
internal static class AttributionPicture
{
    private const int Room = 720, BarRoom = 90, Gap = 8, LabelHeight = 16, MostTile = 150, Enlarged = 128, LeastHeight = 100;
    private const int Across = 5, MostLines = 4, MostPixels = 20_000;

    /// <summary>How much of the input the strongest values of a map hide.</summary>
    public const double Opacity = 0.6;

    /// <param name="maps">The maps.</param>
    /// <param name="pictures">The inputs.</param>
    /// <param name="columns">
    /// The maps to draw, each with its name and whether it is laid over the input;
    /// <see langword="null"/> as problem where it shows something.
    /// </param>
    /// <param name="alt">The picture in words.</param>
    public static Picture Of(AttributionMaps maps, InputPictures pictures, IReadOnlyList<Column> columns, string alt)
    {
        var across = Math.Min(columns.Count + 1, Across);
        var lines = (columns.Count + across) / across;
        var samples = Math.Clamp(MostLines / lines, 1, maps.Samples);
        var limit = Math.Min(Enlarged, (int)Math.Sqrt(MostPixels / (samples * (columns.Count + 1))));
        var side = Math.Min(MostTile, (Room - BarRoom) / across - Gap);
        var height = (double)side * maps.Height / maps.Width;
        var (width, total) = (across * (side + Gap) + BarRoom, Math.Max(LeastHeight, (int)Math.Ceiling(samples * lines * (height + Gap + LabelHeight) + 4)));
        using var canvas = new SvgCanvas(width, total, alt, (rgb, w, h) => Png.DataUri(Raster.FromPixels(w, h, rgb)));
        for (var tile = 0; tile < samples * (columns.Count + 1); tile++)
        {
            var (sample, column) = (tile / (columns.Count + 1), tile % (columns.Count + 1));
            var box = new Box(column % across * (side + Gap), (sample * lines + column / across) * (height + Gap + LabelHeight) + LabelHeight, side, height);
            canvas.Text(new Spot(box.X, box.Y - 5),
                column > 0 ? columns[column - 1].Title : samples > 1 ? $"sample {sample}" : "input",
                new TextStyle(Size: 10));
            if (column == 0)
            {
                Draw(canvas, Fit(pictures.Pictures[sample], limit), box);
            }
            else if (columns[column - 1].Blank(sample))
            {
                canvas.Line([.. box.Corners, box.Corners[0]], new Pen("#888888", Dashed: true));
                canvas.Text(new Spot(box.X + (side / 2.0), box.Y + (height / 2)), "no map", new TextStyle(TextAnchor.Middle, 10));
            }
            else
            {
                Draw(canvas, Painted(maps, pictures.Pictures[sample], (columns[column - 1], sample), limit), box);
            }
        }
        var scale = columns.All(column => column.Item == columns[0].Item) ? maps.ScaleFor(columns[0].Item) : maps.Scale;
        var bar = new ColorBar("", scale.Low, scale.High, ColorStops.Of(scale.Map));
        bar.Draw(canvas, new Box(width - BarRoom + 4, LabelHeight, 10, Math.Max(80, Math.Min(total - LabelHeight - Gap, MostTile))));
        return Picture.Svg(canvas.ToString()!, width, total, alt);
    }

    /// <summary>Draws a picture into a box.</summary>
    public static void Draw(SvgCanvas canvas, Raster raster, Box box) => canvas.Pixels(raster.Pixels.ToArray(), raster.Width, raster.Height, box);

    private static Raster Painted(AttributionMaps maps, Raster input, (Column Column, int Sample) at, int limit)
    {
        var (cells, scale) = (maps[at.Column.Item, at.Sample, 0], maps.ScaleFor(at.Column.Item));
        return at.Column.OverInput
            ? Blend(input, cells, (maps.Rows, maps.Columns), scale, limit)
            : Fit(SlicePictures.Paint(cells, maps.Rows, maps.Columns, scale), limit);
    }

    /// <summary>The picture with at most <paramref name="limit"/> pixels along each side: the nearest of each place.</summary>
    private static Raster Fit(Raster picture, int limit)
    {
        var (width, height) = (Math.Min(limit, picture.Width), Math.Min(limit, picture.Height));
        var fitted = new Raster(width, height);
        for (var i = 0; i < width * height; i++)
        {
            fitted[i % width, i / width] = picture[i % width * picture.Width / width, i / width * picture.Height / height];
        }
        return fitted;
    }

    /// <summary>
    /// The map over the input, at the finer of both resolutions: 0 hides nothing of the input,
    /// the ends of the scale hide it by <see cref="Opacity"/>. As the widget.
    /// </summary>
    public static Raster Blend(Raster input, double[] cells, (int Rows, int Columns) size, ColorScale scale, int limit = Enlarged)
    {
        var map = SlicePictures.Paint(cells, size.Rows, size.Columns, scale);
        var most = Math.Max(Math.Abs(scale.Low), Math.Abs(scale.High));
        var cover = Array.ConvertAll(cells, value => Opacity * (double.IsFinite(value) && most > 0 ? Math.Sqrt(Math.Min(1, Math.Abs(value) / most)) : 1));
        var (width, height) = (Math.Min(limit, Math.Max(input.Width, map.Width)), Math.Min(limit, Math.Max(input.Height, map.Height)));
        var blend = new Raster(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (row, column) = (y * size.Rows / height, x * size.Columns / width);
                var (below, above, share) = (input[x * input.Width / width, y * input.Height / height], map[column, row], cover[row * size.Columns + column]);
                byte Mix(byte b, byte a) => (byte)Math.Round((1 - share) * b + share * a);
                blend[x, y] = new Rgb(Mix(below.R, above.R), Mix(below.G, above.G), Mix(below.B, above.B));
            }
        }
        return blend;
    }

    /// <summary>One column of the picture.</summary>
    /// <param name="Title">Above it.</param>
    /// <param name="Item">Which attribution.</param>
    /// <param name="OverInput">Whether the map is laid over the input.</param>
    /// <param name="Blank">Whether a sample has no map to draw.</param>
    public sealed record Column(string Title, int Item, bool OverInput, Func<int, bool> Blank);
}
