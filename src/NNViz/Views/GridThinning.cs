using NNViz.Plotly;
using NNViz.Tensors;

namespace NNViz.Views;

/// <summary>A matrix in fewer cells that keeps what stands out.</summary>
internal static class GridThinning
{
    /// <summary>
    /// At most so many cells, all of nearly one size. A cell has, of the numbers that it stands for, the one farthest from the middle of
    /// the scale (0 where the scale has both signs), NaN where one is; the lowest and the highest number of all are among them.
    /// </summary>
    /// <param name="z">[rows, columns], row-major.</param>
    /// <param name="rows">At least 1.</param>
    /// <param name="columns">At least 1.</param>
    /// <param name="most">The most cells, at least 1.</param>
    public static (double[] Z, int Rows, int Columns) Farthest(Numbers z, int rows, int columns, int most)
    {
        int shorter = Math.Min(Math.Min(rows, columns), (int)Math.Sqrt(most));
        (int down, int across) = rows <= columns ? (shorter, Math.Min(columns, most / shorter)) : (Math.Min(rows, most / shorter), shorter);
        int[] cellOf = [.. Enumerable.Range(0, columns).Select(column => (int)((long)column * across / columns))];
        double[] lows = new double[down * across], highs = new double[down * across];
        Array.Fill(lows, double.PositiveInfinity);
        Array.Fill(highs, double.NegativeInfinity);
        for (int row = 0, i = 0; row < rows; row++)
        {
            int first = (int)((long)row * down / rows) * across;
            for (int column = 0; column < columns; column++, i++)
            {
                int cell = first + cellOf[column];
                lows[cell] = Math.Min(lows[cell], z[i]);
                highs[cell] = Math.Max(highs[cell], z[i]);
            }
        }

        Interval all = Interval.Of(z);
        double middle = all is { Low: < 0, High: > 0 } || all.IsEmpty ? 0 : (all.Low + all.High) / 2;
        return (Downsample.Farthest(lows, highs, middle), down, across);
    }

    /// <summary>The places of fewer cells over the same length.</summary>
    /// <param name="places">Where the cells were.</param>
    /// <param name="count">How many there are now.</param>
    public static double[] Places(Numbers places, int count)
    {
        double At(double index)
        {
            int below = (int)Math.Clamp(Math.Floor(index), 0, Math.Max(0, places.Count - 2)), above = Math.Min(below + 1, places.Count - 1);
            return places[below] + ((index - below) * (places[above] - places[below]));
        }

        return [.. Enumerable.Range(0, count).Select(i => At(((i + 0.5) * places.Count / count) - 0.5))];
    }

    /// <summary>What was done, in words.</summary>
    public static string Note((int Rows, int Columns) drawn, (int Rows, int Columns) all, string whole, bool wordless) =>
        $"Drawn are {Words.Count(drawn.Rows)} × {Words.Count(drawn.Columns)} "
            + $"of {Words.Count(all.Rows)} × {Words.Count(all.Columns)} cells{(wordless ? ", without their words" : "")}: "
            + $"each shows the number farthest from the middle of the scale among those that it stands for. The {whole} itself has all.";
}
