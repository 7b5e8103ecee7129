using System.Globalization;
using NNViz.Images;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>Draws a figure in pixels: for files that must not be SVG.</summary>
internal sealed class PixelCanvas : ICanvas
{
    private const int Smoothing = 3; // painted so many times as large, then shrunk
    private const double Dash = 5, Gap = 4;

    // Sizes of letters as parts of a font's size, near those of common sans-serif fonts.
    private const double CapHeight = 0.72, Pen = 0.085, BoldPen = 0.13;

    private readonly Raster _raster;
    private readonly Painter _painter;
    private readonly double _scale;

    /// <param name="width">In CSS pixels.</param>
    /// <param name="height">In CSS pixels.</param>
    /// <param name="scale">Pixels for a CSS pixel.</param>
    /// <param name="background">The paper.</param>
    public PixelCanvas(int width, int height, int scale, Rgb background)
    {
        _scale = scale * Smoothing;
        _raster = Raster.Filled(width * scale * Smoothing, height * scale * Smoothing, background);
        _painter = new Painter(_raster);
    }

    /// <summary>The picture so far.</summary>
    public Raster ToRaster() => _raster.Shrink(Smoothing);

    public void Line(IReadOnlyList<Spot> spots, Plotly.Pen pen)
    {
        IEnumerable<List<(double, double)>> lines = Pieces(spots);
        _painter.Stroke(pen.Dashed ? lines.SelectMany(Dashes) : lines, pen.Width * _scale, ColorOf(pen.Color), pen.Opacity);
    }

    public void Area(IReadOnlyList<Spot> spots, string color, double opacity = 1, bool seamless = false)
    {
        (double X, double Y)[] outline = [.. spots.Where(s => s.IsSome).Select(At)];
        _painter.Fill([outline], ColorOf(color), opacity);
        if (seamless)
        {
            _painter.Stroke([[.. outline, outline[0]]], 0.6 * _scale, ColorOf(color), opacity);
        }
    }

    public void Dots(IReadOnlyList<Spot> spots, double diameter, Plotly.Pen pen, bool rings = false)
    {
        foreach (Spot spot in spots)
        {
            (double, double)[] circle = Painter.Circle(At(spot), diameter / 2 * _scale);
            if (rings)
            {
                _painter.Stroke([[.. circle, circle[0]]], pen.Width * _scale, ColorOf(pen.Color), pen.Opacity);
            }
            else
            {
                _painter.Fill([circle], ColorOf(pen.Color), pen.Opacity);
            }
        }
    }

    public void Text(Spot at, string text, TextStyle style)
    {
        (List<(double X, double Y)[]> strokes, double width) = StrokeFont.Write(text);
        double unit = style.Size * CapHeight / StrokeFont.CapHeight;
        double start = style.Anchor switch { TextAnchor.Start => 0, TextAnchor.Middle => -width / 2, _ => -width };
        Spot Place((double X, double Y) p)
        {
            (double along, double up) = ((start + p.X) * unit, p.Y * unit);
            return style.Upwards ? new Spot(at.X - up, at.Y - along) : new Spot(at.X + along, at.Y - up);
        }

        double pen = style.Size * (style.Bold ? BoldPen : Pen);
        _painter.Stroke(strokes.Select(stroke => Array.ConvertAll(stroke, p => At(Place(p)))), pen * _scale, ColorOf(style.Color));
    }

    public void Pixels(byte[] rgb, int width, int height, Box box)
    {
        Raster picture = Raster.FromPixels(width, height, rgb);
        (int left, int top) = ((int)Math.Round(box.X * _scale), (int)Math.Round(box.Y * _scale));
        (int right, int bottom) = ((int)Math.Round(box.Right * _scale), (int)Math.Round(box.Bottom * _scale));
        var clip = _painter.Clip;
        for (int y = Math.Max(top, clip.Top); y < Math.Min(bottom, clip.Bottom); y++)
        {
            for (int x = Math.Max(left, clip.Left); x < Math.Min(right, clip.Right); x++)
            {
                _raster[x, y] = picture[(int)((long)(x - left) * width / (right - left)), (int)((long)(y - top) * height / (bottom - top))];
            }
        }
    }

    public void Clipped(Box box, Action draw)
    {
        var outer = _painter.Clip;
        int Inside(double edge, int low, int high) => Math.Clamp((int)Math.Round(edge * _scale), low, high);
        _painter.Clip = (
            Inside(box.X, outer.Left, outer.Right), Inside(box.Y, outer.Top, outer.Bottom),
            Inside(box.Right, outer.Left, outer.Right), Inside(box.Bottom, outer.Top, outer.Bottom));
        draw();
        _painter.Clip = outer;
    }

    private (double X, double Y) At(Spot spot) => (spot.X * _scale, spot.Y * _scale);

    private List<List<(double X, double Y)>> Pieces(IReadOnlyList<Spot> spots)
    {
        List<List<(double X, double Y)>> pieces = [[]];
        foreach (Spot spot in spots)
        {
            if (spot.IsSome)
            {
                pieces[^1].Add(At(spot));
            }
            else if (pieces[^1].Count > 0)
            {
                pieces.Add([]);
            }
        }

        return pieces;
    }

    // The parts of a line that a dashed pen draws.
    private IEnumerable<List<(double X, double Y)>> Dashes(List<(double X, double Y)> line)
    {
        (double dash, double period) = (Dash * _scale, (Dash + Gap) * _scale);
        double walked = 0;
        List<(double X, double Y)> current = [];
        for (int i = 1; i < line.Count; i++)
        {
            ((double x0, double y0), (double x1, double y1)) = (line[i - 1], line[i]);
            double length = Math.Sqrt(((x1 - x0) * (x1 - x0)) + ((y1 - y0) * (y1 - y0)));
            for (double at = 0; at < length;)
            {
                double phase = (walked + at) % period;
                double next = Math.Min(length, at + (phase < dash ? dash : period) - phase + 1e-9);
                if (phase < dash)
                {
                    current.Add((x0 + ((x1 - x0) * at / length), y0 + ((y1 - y0) * at / length)));
                    current.Add((x0 + ((x1 - x0) * next / length), y0 + ((y1 - y0) * next / length)));
                }
                else if (current.Count > 0)
                {
                    yield return current;
                    current = [];
                }

                at = next;
            }

            walked += length;
        }

        yield return current;
    }

    private static Rgb ColorOf(string css)
    {
        int rgb = int.Parse(css.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new Rgb((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
    }
}
