using NNViz.Html;
using NNViz.Images;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>The static picture of attributions over images: a row for each sample, the input first, then each map laid over it.</summary>
internal static class AttributionPicture
{
    private const int Room = 720, BarRoom = 90, Gap = 8, LabelHeight = 16, MostTile = 150, Enlarged = 128;
    private const int MostSamples = 4;

    /// <summary>How much of a map covers the input.</summary>
    public const double Opacity = 0.6;

    /// <param name="maps">The maps.</param>
    /// <param name="pictures">The inputs.</param>
    /// <param name="columns">The maps to draw, each with its name and whether it is laid over the input; <see langword="null"/> as problem where it shows something.</param>
    /// <param name="alt">The picture in words.</param>
    public static Picture Of(AttributionMaps maps, InputPictures pictures, IReadOnlyList<Column> columns, string alt)
    {
        var samples = Math.Min(maps.Samples, MostSamples);
        var side = Math.Min(MostTile, (Room - BarRoom) / (columns.Count + 1) - Gap);
        var height = (double)side * maps.Height / maps.Width;
        var (width, total) = ((columns.Count + 1) * (side + Gap) + BarRoom, (int)Math.Ceiling(samples * (height + Gap) + LabelHeight + 4));
        using var canvas = new SvgCanvas(width, Math.Max(total, 100), alt, (rgb, w, h) => Png.DataUri(Raster.FromPixels(w, h, rgb)));
        for (var c = 0; c <= columns.Count; c++)
        {
            canvas.Text(new Spot(c * (side + Gap), 11), c == 0 ? "input" : columns[c - 1].Title, new TextStyle(Size: 10));
        }
        for (var sample = 0; sample < samples; sample++)
        {
            var top = LabelHeight + sample * (height + Gap);
            Draw(canvas, pictures.Pictures[sample], new Box(0, top, side, height));
            for (var c = 0; c < columns.Count; c++)
            {
                var box = new Box((c + 1) * (side + Gap), top, side, height);
                if (columns[c].Blank(sample))
                {
                    canvas.Line([.. box.Corners, box.Corners[0]], new Pen("#888888", Dashed: true));
                    canvas.Text(new Spot(box.X + (side / 2.0), top + (height / 2)), "no map", new TextStyle(TextAnchor.Middle, 10));
                }
                else
                {
                    Draw(canvas, Painted(maps, pictures.Pictures[sample], columns[c], sample), box);
                }
            }
        }
        var bar = new ColorBar("", maps.Scale.Low, maps.Scale.High, ColorStops.Of(maps.Scale.Map));
        bar.Draw(canvas, new Box(width - BarRoom + 4, LabelHeight, 10, Math.Max(80, Math.Min(total - LabelHeight - Gap, MostTile))));
        return Picture.Svg(canvas.ToString()!, width, Math.Max(total, 100), alt);
    }

    /// <summary>Draws a picture into a box.</summary>
    public static void Draw(SvgCanvas canvas, Raster raster, Box box) => canvas.Pixels(raster.Pixels.ToArray(), raster.Width, raster.Height, box);

    private static Raster Painted(AttributionMaps maps, Raster input, Column column, int sample)
    {
        var map = SlicePictures.Paint(maps[column.Item, sample, 0], maps.Rows, maps.Columns, maps.ScaleFor(column.Item));
        return column.OverInput ? Blend(input, map) : map;
    }

    /// <summary>The map over the input, at the finer of both resolutions.</summary>
    public static Raster Blend(Raster input, Raster map)
    {
        var (width, height) = (Math.Min(Enlarged, Math.Max(input.Width, map.Width)), Math.Min(Enlarged, Math.Max(input.Height, map.Height)));
        var blend = new Raster(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (below, above) = (input[x * input.Width / width, y * input.Height / height], map[x * map.Width / width, y * map.Height / height]);
                byte Mix(byte b, byte a) => (byte)Math.Round((1 - Opacity) * b + Opacity * a);
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
