namespace NNViz.Datasets;

/// <summary>
/// Digits that the library draws itself, for when MNIST cannot be had: pen strokes under a random slant, size, place and width.
/// Easier than handwriting; good enough to follow a tutorial with.
/// </summary>
internal static class DrawnDigits
{
    private const int Side = 28;
    private const double Quarter = Math.PI / 2;

    // The strokes of each digit in a unit square, y downwards: straight lines and arcs of ellipses, sampled into points.
    private static readonly (double X, double Y)[][][] Strokes =
    [
        [Arc(.5, .5, .3, .45, 0, 4)],
        [Line((.35, .2), (.55, .05), (.55, .95))],
        [[.. Arc(.5, .3, .3, .25, -2, .6), .. Line((.2, .95), (.8, .95))]],
        [Arc(.45, .28, .3, .23, -1.8, 1), Arc(.45, .73, .33, .22, -1, 1.8)],
        [Line((.6, .05), (.2, .65), (.85, .65)), Line((.62, .4), (.62, .95))],
        [[.. Line((.75, .05), (.3, .05), (.27, .45)), .. Arc(.47, .68, .3, .27, -1.3, 1.8)]],
        [[.. Line((.65, .05), (.4, .3)), .. Arc(.5, .7, .27, .25, -2.4, 1.6)]],
        [Line((.2, .07), (.8, .07), (.42, .95))],
        [Arc(.5, .28, .23, .22, 0, 4), Arc(.5, .73, .29, .23, 0, 4)],
        [Arc(.5, .3, .25, .25, 0, 4), Line((.75, .3), (.66, .95))],
    ];

    /// <summary>Draws <paramref name="count"/> digits, of classes 0…9 in turn: values 0…1, row by row, and their labels.</summary>
    public static (float[] Pixels, long[] Labels) Draw(int count, int seed)
    {
        var random = new Random(seed);
        var pixels = new float[count * Side * Side];
        var labels = new long[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = i % Strokes.Length;
            Draw(Strokes[labels[i]], random, pixels.AsSpan(i * Side * Side, Side * Side));
        }
        return (pixels, labels);
    }

    private static void Draw((double X, double Y)[][] strokes, Random random, Span<float> image)
    {
        double Spread(double width) => (random.NextDouble() - .5) * width;
        var (angle, slant, width, height) = (Spread(.4), Spread(.5), 14 + Spread(5), 19 + Spread(4));
        var (x0, y0, pen) = (14 + Spread(4), 14 + Spread(3), 1.1 + Spread(.7));
        var (cos, sin) = (Math.Cos(angle), Math.Sin(angle));
        (double X, double Y) Place((double X, double Y) p)
        {
            var (x, y) = ((p.X - .5 - slant * (p.Y - .5)) * width, (p.Y - .5) * height);
            return (x0 + cos * x - sin * y, y0 + sin * x + cos * y);
        }
        foreach (var stroke in strokes)
        {
            for (var i = 1; i < stroke.Length; i++)
            {
                Ink(Place(stroke[i - 1]), Place(stroke[i]), pen, image);
            }
        }
    }

    // Darkens the pixels near a line: full within the pen's half width, fading over one pixel.
    private static void Ink((double X, double Y) a, (double X, double Y) b, double pen, Span<float> image)
    {
        var (dx, dy) = (b.X - a.X, b.Y - a.Y);
        var length = Math.Max(dx * dx + dy * dy, 1e-9);
        var reach = pen + 1;
        for (var y = Math.Max(0, (int)(Math.Min(a.Y, b.Y) - reach)); y <= Math.Min(Side - 1, (int)(Math.Max(a.Y, b.Y) + reach)); y++)
        {
            for (var x = Math.Max(0, (int)(Math.Min(a.X, b.X) - reach)); x <= Math.Min(Side - 1, (int)(Math.Max(a.X, b.X) + reach)); x++)
            {
                var t = Math.Clamp(((x - a.X) * dx + (y - a.Y) * dy) / length, 0, 1);
                var distance = Math.Sqrt(Math.Pow(x - a.X - t * dx, 2) + Math.Pow(y - a.Y - t * dy, 2));
                ref var pixel = ref image[y * Side + x];
                pixel = Math.Max(pixel, (float)Math.Clamp(reach - distance, 0, 1));
            }
        }
    }

    private static (double X, double Y)[] Line(params (double X, double Y)[] points) => points;

    // An arc about (x, y) with radii (rx, ry), from one angle to another in quarter turns, clockwise from the right.
    private static (double X, double Y)[] Arc(double x, double y, double rx, double ry, double from, double to)
    {
        const int Steps = 16;
        return [.. Enumerable.Range(0, Steps + 1).Select(i => (from + (to - from) * i / Steps) * Quarter)
            .Select(angle => (x + rx * Math.Cos(angle), y + ry * Math.Sin(angle)))];
    }
}
