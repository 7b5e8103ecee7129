namespace NNViz.Views;

/// <summary>The lines along which numbers over a grid change their sign (marching squares), as few points as straight lines need.</summary>
internal static class ZeroLines
{
    private const double Bend = 0.02; // of a cell: less is no bend

    /// <summary>Lines in cells: column and row of the numbers' places, from 0. What is not finite has no line.</summary>
    /// <param name="values">[rows, columns], row-major.</param>
    /// <param name="columns">Columns.</param>
    public static List<List<(double X, double Y)>> Of(IReadOnlyList<double> values, int columns)
    {
        // Every crossing lies on an edge of the grid, known by its number; a cell joins the crossings of its edges in pairs.
        var at = new Dictionary<int, (double X, double Y)>();
        var joined = new Dictionary<int, List<int>>();
        int rows = values.Count / columns;
        for (int cell = 0; cell < (rows - 1) * columns; cell++)
        {
            if (cell % columns == columns - 1)
            {
                continue;
            }

            // Below, right, above, left: an edge is twice the number of its first corner, and one more where it is upright.
            int[] hits = [.. new[] { 2 * cell, (2 * (cell + 1)) + 1, 2 * (cell + columns), (2 * cell) + 1 }.Where(edge => Cross(values, columns, edge, at))];
            for (int k = 0; k + 1 < hits.Length; k += 2)
            {
                Join(joined, hits[k], hits[k + 1]);
                Join(joined, hits[k + 1], hits[k]);
            }
        }

        return [.. Chains(joined).Select(chain => Straightened([.. chain.Select(edge => at[edge])]))];
    }

    private static bool Cross(IReadOnlyList<double> values, int columns, int edge, Dictionary<int, (double X, double Y)> at)
    {
        int from = edge / 2, to = edge % 2 == 0 ? from + 1 : from + columns;
        (double a, double b) = (values[from], values[to]);
        if (!double.IsFinite(a) || !double.IsFinite(b) || a < 0 == b < 0)
        {
            return false;
        }

        double t = a / (a - b);
        at[edge] = edge % 2 == 0 ? ((from % columns) + t, from / columns) : (from % columns, (from / columns) + t);
        return true;
    }

    private static void Join(Dictionary<int, List<int>> joined, int edge, int other)
    {
        if (!joined.TryGetValue(edge, out List<int>? others))
        {
            joined.Add(edge, others = []);
        }

        others.Add(other);
    }

    // Open lines first, from their ends; what is left is closed.
    private static IEnumerable<List<int>> Chains(Dictionary<int, List<int>> joined)
    {
        var seen = new HashSet<int>();
        foreach (int start in joined.Keys.OrderBy(edge => joined[edge].Count).ThenBy(edge => edge).ToList())
        {
            if (!seen.Add(start))
            {
                continue;
            }

            var chain = new List<int> { start };
            for (int at = joined[start].FindIndex(edge => !seen.Contains(edge)); at >= 0; at = joined[chain[^1]].FindIndex(edge => !seen.Contains(edge)))
            {
                chain.Add(joined[chain[^1]][at]);
                seen.Add(chain[^1]);
            }

            if (joined[start].Count > 1 && chain.Count > 2)
            {
                chain.Add(start);
            }

            yield return chain;
        }
    }

    // Ramer, Douglas and Peucker: a point goes where the line without it passes by closely.
    private static List<(double X, double Y)> Straightened(List<(double X, double Y)> line)
    {
        var kept = new bool[line.Count];
        (kept[0], kept[^1]) = (true, true);
        var open = new Stack<(int From, int To)>([(0, line.Count - 1)]);
        while (open.TryPop(out (int From, int To) part))
        {
            int farthest = -1;
            double most = Bend;
            for (int i = part.From + 1; i < part.To; i++)
            {
                double distance = Distance(line[i], line[part.From], line[part.To]);
                (most, farthest) = distance > most ? (distance, i) : (most, farthest);
            }

            if (farthest >= 0)
            {
                kept[farthest] = true;
                open.Push((part.From, farthest));
                open.Push((farthest, part.To));
            }
        }

        return [.. line.Where((_, i) => kept[i])];
    }

    private static double Distance((double X, double Y) p, (double X, double Y) a, (double X, double Y) b)
    {
        (double dx, double dy) = (b.X - a.X, b.Y - a.Y);
        double length = Math.Sqrt((dx * dx) + (dy * dy));
        return length < 1e-12
            ? Math.Sqrt(((p.X - a.X) * (p.X - a.X)) + ((p.Y - a.Y) * (p.Y - a.Y)))
            : Math.Abs((dx * (p.Y - a.Y)) - (dy * (p.X - a.X))) / length;
    }
}
