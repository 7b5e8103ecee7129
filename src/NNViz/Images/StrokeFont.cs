using System.Globalization;
using System.Text;

namespace NNViz.Images;

/// <summary>
/// Letters drawn with one pen stroke or several, made for this library: pictures in pixels need no font of the machine, and look the same
/// on all. The table has a line for each character: the character, its width, and its strokes, in units of a seventh of a capital's height
/// from the base line upwards; a stroke that begins with ~ is a smooth curve (quadratic B-spline) along its points.
/// </summary>
internal static class StrokeFont
{
    /// <summary>Height of a capital in units.</summary>
    public const double CapHeight = 7;

    private const double Spacing = 1.8, SpaceWidth = 3, CurveSteps = 6;

    private static readonly Dictionary<Rune, Glyph> Glyphs = Read();

    // A character that the table does not have is a box.
    private static readonly Glyph Unknown = new(3.6, [[(0, 0), (0, 7), (3.6, 7), (3.6, 0), (0, 0)]]);

    /// <summary>The strokes of a text, from x = 0 on the base line y = 0 upwards, and its width.</summary>
    public static (List<(double X, double Y)[]> Strokes, double Width) Write(string text)
    {
        var strokes = new List<(double X, double Y)[]>();
        double x = 0;
        foreach (Rune rune in text.Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark)
            {
                continue; // é is drawn as e
            }

            if (Rune.IsWhiteSpace(rune))
            {
                x += SpaceWidth;
                continue;
            }

            Glyph glyph = Glyphs.GetValueOrDefault(rune, Unknown);
            double left = x;
            strokes.AddRange(glyph.Strokes.Select(stroke => Array.ConvertAll(stroke, p => (p.X + left, p.Y))));
            x += glyph.Width + Spacing;
        }

        return (strokes, Math.Max(0, x - Spacing));
    }

    private static Dictionary<Rune, Glyph> Read()
    {
        using Stream stream = typeof(StrokeFont).Assembly.GetManifestResourceStream("NNViz.Images.StrokeFont.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToDictionary(line => line.EnumerateRunes().First(), GlyphOf);
    }

    private static Glyph GlyphOf(string line)
    {
        string[] parts = line.Split(' ', 3);
        return new Glyph(Number(parts[1]), Array.ConvertAll(parts[2].Split('|'), StrokeOf));
    }

    private static (double X, double Y)[] StrokeOf(string stroke)
    {
        bool curve = stroke[0] == '~';
        (double X, double Y)[] points = Array.ConvertAll(stroke.TrimStart('~').Split(' '), p => (Number(p.Split(',')[0]), Number(p.Split(',')[1])));
        return curve ? Curve(points) : points;
    }

    // Pieces of parabola: they run from the middle between two points to the middle of the next two; the ends are the first and the last point.
    private static (double X, double Y)[] Curve((double X, double Y)[] points)
    {
        List<(double X, double Y)> curve = [points[0]];
        for (int i = 1; i < points.Length - 1; i++)
        {
            (double X, double Y) from = i == 1 ? points[0] : Middle(points[i - 1], points[i]);
            (double X, double Y) to = i == points.Length - 2 ? points[^1] : Middle(points[i], points[i + 1]);
            for (int step = 1; step <= CurveSteps; step++)
            {
                double t = step / CurveSteps, a = (1 - t) * (1 - t), b = 2 * t * (1 - t), c = t * t;
                curve.Add(((a * from.X) + (b * points[i].X) + (c * to.X), (a * from.Y) + (b * points[i].Y) + (c * to.Y)));
            }
        }

        return [.. curve];
    }

    private static (double X, double Y) Middle((double X, double Y) a, (double X, double Y) b) => ((a.X + b.X) / 2, (a.Y + b.Y) / 2);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private sealed record Glyph(double Width, (double X, double Y)[][] Strokes);
}
