namespace NNViz.Images;

/// <summary>Lays pictures out on a grid.</summary>
public static class Tiles
{
    /// <summary>The number of columns with which tiles of this size come nearest to a picture of the given aspect.</summary>
    /// <param name="count">Tiles, at least one.</param>
    /// <param name="width">A tile's width.</param>
    /// <param name="height">A tile's height.</param>
    /// <param name="aspect">Wanted width over height of the whole.</param>
    public static int Columns(int count, int width, int height, double aspect = 1.6)
    {
        double columns = Math.Sqrt(count * aspect * height / width);
        return Math.Clamp((int)Math.Round(columns), 1, Math.Max(1, count));
    }

    /// <summary>
    /// The tiles row by row from the top left, in cells as large as the largest tile, with <paramref name="gap"/> pixels of
    /// <paramref name="background"/> between them.
    /// </summary>
    /// <exception cref="ArgumentException">There are no tiles.</exception>
    public static Raster Grid(IReadOnlyList<Raster> tiles, int columns, int gap = 1, Rgb background = default)
    {
        if (tiles.Count == 0)
        {
            throw new ArgumentException("A grid needs at least one tile.", nameof(tiles));
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        int width = tiles.Max(t => t.Width) + gap, height = tiles.Max(t => t.Height) + gap;
        int rows = (tiles.Count + columns - 1) / columns;
        Raster grid = Raster.Filled((Math.Min(columns, tiles.Count) * width) - gap, (rows * height) - gap, background);
        for (int i = 0; i < tiles.Count; i++)
        {
            grid.Blit(tiles[i], i % columns * width, i / columns * height);
        }

        return grid;
    }
}
