using NNViz.Plotly;
using NNViz.Tensors;

namespace NNViz.Views;

/// <summary>A figure of so many numbers that its output would be too long, drawn with fewer.</summary>
internal static class FigureBudget
{
    private const int MostNumberBytes = 225_000; // 300,000 as base64

    /// <summary>Cells and points of all traces together: four bytes a number in the payload, and as many in the static picture.</summary>
    private const int MostDrawn = 16_000;

    /// <summary>The figure as it is, or with fewer cells and points, and what was left out in words.</summary>
    public static (Figure Figure, IReadOnlyList<string> Notes) Fit(Figure figure)
    {
        if (figure.Traces.Sum(BytesOf) <= MostNumberBytes)
        {
            return (figure, []);
        }

        int[] shares = CellBudget.Share([.. figure.Traces.Select(CountOf)], MostDrawn);
        var notes = new List<string>();
        Trace[] traces = [.. figure.Traces.Select((trace, i) => Thinned(trace, shares[i], notes))];
        return (new Figure(figure.Layout, traces) { Width = figure.Width, Height = figure.Height, Alt = figure.Alt }, [.. notes.Distinct()]);
    }

    private static long BytesOf(Trace trace) => trace switch
    {
        Grid grid => grid.Z.Bytes.Length,
        Line line => line.X.Bytes.Length + line.Y.Bytes.Length,
        Scatter dots => dots.X.Bytes.Length + dots.Y.Bytes.Length + (dots.Values?.Bytes.Length ?? 0L),
        _ => 0,
    };

    private static long CountOf(Trace trace) => trace switch
    {
        Grid grid => grid.Z.Count,
        Line line => line.X.Count,
        Scatter dots => dots.X.Count,
        _ => 0,
    };

    private static Trace Thinned(Trace trace, int most, List<string> notes)
    {
        switch (trace)
        {
            case Grid grid when grid.Z.Count > most:
                (double[] z, int rows, int columns) = GridThinning.Farthest(grid.Z, grid.Rows, grid.Columns, most);
                notes.Add(GridThinning.Note((rows, columns), (grid.Rows, grid.Columns), "figure", grid is Heatmap { Texts: not null }));
                Grid thin = grid with
                {
                    Z = Array.ConvertAll(z, v => (float)v),
                    Rows = rows,
                    Columns = columns,
                    X = GridThinning.Places(grid.Across, columns),
                    Y = GridThinning.Places(grid.Down, rows),
                };
                return thin is Heatmap map ? map with { Texts = null } : thin;
            case Line line when line.X.Count > most:
                int[] kept = Kept(line.Y, most, notes);
                return line with { X = Places(line.X, kept), Y = Some(line.Y, kept) };
            case Scatter dots when dots.X.Count > most:
                int[] some = Kept(dots.Y, most, notes);
                return dots with
                {
                    X = Places(dots.X, some),
                    Y = Some(dots.Y, some),
                    Values = dots.Values is { } values ? Some(values, some) : null,
                    Texts = dots.Texts is { } texts ? Array.ConvertAll(some, i => texts[i]) : null,
                    Labels = dots.Labels is { } labels ? Array.ConvertAll(some, i => labels[i]) : null,
                };
            default:
                return trace;
        }
    }

    private static int[] Kept(Numbers y, int most, List<string> notes)
    {
        int[] kept = Thinning.Extremes(y.ToDoubles(), Math.Max(1, most * 5 / 8)); // a point is two or three numbers, and its words
        notes.Add($"Drawn are {Words.Count(kept.Length)} of {Words.Count(y.Count)} points: "
            + "of each stretch the lowest and the highest. The figure itself has all.");
        return kept;
    }

    // To seven digits where that is far less than a pixel: not for seconds since 1970.
    private static Numbers Places(Numbers values, int[] kept)
    {
        double[] places = Array.ConvertAll(kept, i => values[i]);
        double finest = Interval.Of(places).Length / 100_000;
        return Array.TrueForAll(places, v => !double.IsFinite(v) || Math.Abs((float)v - v) <= finest) ? Some(values, kept) : places;
    }

    // To seven digits.
    private static Numbers Some(Numbers values, int[] kept) => Array.ConvertAll(kept, i => (float)values[i]);
}
