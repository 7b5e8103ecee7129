namespace NNViz.Images;

/// <summary>
/// Paints shapes onto a raster without smoothing: a pixel belongs to a shape if its centre does. For smooth edges paint on a raster several
/// times as large and <see cref="Raster.Shrink"/> it.
/// </summary>
internal sealed class Painter(Raster raster)
{
    private const int JointSides = 12;

    /// <summary>Nothing is painted outside: left, top, right, bottom in pixels.</summary>
    public (int Left, int Top, int Right, int Bottom) Clip { get; set; } = (0, 0, raster.Width, raster.Height);

    /// <summary>Fills what the outlines go round, in either direction; where they overlap it is filled once.</summary>
    public void Fill(IEnumerable<IReadOnlyList<(double X, double Y)>> outlines, Rgb color, double opacity = 1)
    {
        // For each row, where outlines cross the middle of it, and whether downwards or upwards.
        var rows = new List<(double X, int Turn)>?[Math.Max(0, Clip.Bottom - Clip.Top)];
        foreach (IReadOnlyList<(double X, double Y)> outline in outlines)
        {
            for (int i = 0; i < outline.Count; i++)
            {
                AddEdge(rows, outline[i], outline[(i + 1) % outline.Count]);
            }
        }

        for (int row = 0; row < rows.Length; row++)
        {
            FillRow(Clip.Top + row, rows[row], color, opacity);
        }
    }

    /// <summary>Lines of a width in pixels, their ends and joints round.</summary>
    public void Stroke(IEnumerable<IReadOnlyList<(double X, double Y)>> lines, double width, Rgb color, double opacity = 1) =>
        Fill(lines.SelectMany(line => Outlines(line, width / 2)), color, opacity);

    /// <summary>A polygon as round as can be seen.</summary>
    public static (double X, double Y)[] Circle((double X, double Y) centre, double radius, int sides = 4 * JointSides) =>
    [
        .. Enumerable.Range(0, sides).Select(i => Math.Tau * i / sides).Select(a => (centre.X + (radius * Math.Cos(a)), centre.Y + (radius * Math.Sin(a)))),
    ];

    // A rectangle for each piece and a disc at each point, all turning the same way, so that they add up to one shape.
    private static IEnumerable<(double X, double Y)[]> Outlines(IReadOnlyList<(double X, double Y)> line, double half)
    {
        for (int i = 0; i < line.Count; i++)
        {
            yield return Circle(line[i], half, JointSides);
            if (i > 0 && line[i] != line[i - 1])
            {
                ((double x0, double y0), (double x1, double y1)) = (line[i - 1], line[i]);
                double length = Math.Sqrt(((x1 - x0) * (x1 - x0)) + ((y1 - y0) * (y1 - y0)));
                (double dx, double dy) = ((y1 - y0) / length * half, -(x1 - x0) / length * half);
                yield return [(x0 + dx, y0 + dy), (x1 + dx, y1 + dy), (x1 - dx, y1 - dy), (x0 - dx, y0 - dy)];
            }
        }
    }

    private void AddEdge(List<(double X, int Turn)>?[] rows, (double X, double Y) a, (double X, double Y) b)
    {
        int turn = a.Y < b.Y ? 1 : -1;
        ((double X, double Y) top, (double X, double Y) bottom) = turn > 0 ? (a, b) : (b, a);
        int first = (int)Math.Ceiling(Math.Max(top.Y, Clip.Top) - 0.5), last = (int)Math.Ceiling(Math.Min(bottom.Y, Clip.Bottom) - 0.5) - 1;
        for (int y = first; y <= last; y++)
        {
            double t = (y + 0.5 - top.Y) / (bottom.Y - top.Y);
            (rows[y - Clip.Top] ??= []).Add((top.X + (t * (bottom.X - top.X)), turn));
        }
    }

    private void FillRow(int y, List<(double X, int Turn)>? crossings, Rgb color, double opacity)
    {
        if (crossings is null)
        {
            return;
        }

        crossings.Sort();
        int winding = 0;
        for (int i = 0; i + 1 < crossings.Count; i++)
        {
            winding += crossings[i].Turn;
            if (winding != 0)
            {
                int from = (int)Math.Ceiling(Math.Max(crossings[i].X, Clip.Left) - 0.5);
                int to = (int)Math.Ceiling(Math.Min(crossings[i + 1].X, Clip.Right) - 0.5);
                for (int x = from; x < to; x++)
                {
                    raster[x, y] = opacity < 1 ? Rgb.Mix(raster[x, y], color, opacity) : color;
                }
            }
        }
    }
}
