namespace NNViz.Images;

// PNG's row filters 0..4: a byte is stored as its difference from a guess by its neighbours.
internal static class PngFilter
{
    private const int PixelBytes = 3;

    private static readonly Func<int, int, int, int>[] Guesses =
    [
        (left, up, corner) => 0,
        (left, up, corner) => left,
        (left, up, corner) => up,
        (left, up, corner) => (left + up) / 2,
        Paeth,
    ];

    /// <summary>Each row: the number of its filter (of the five that with the smallest differences), then its bytes filtered.</summary>
    public static byte[] Rows(Raster raster)
    {
        int width = PixelBytes * raster.Width;
        var rows = new byte[(width + 1) * raster.Height];
        ReadOnlySpan<byte> above = new byte[width];
        var candidates = Guesses.Select(_ => new byte[width]).ToArray();
        for (int y = 0; y < raster.Height; y++)
        {
            ReadOnlySpan<byte> row = raster.Row(y);
            int best = 0;
            long least = long.MaxValue;
            for (int filter = 0; filter < Guesses.Length; filter++)
            {
                long size = Filter(row, above, Guesses[filter], candidates[filter]);
                (best, least) = size < least ? (filter, size) : (best, least);
            }

            rows[y * (width + 1)] = (byte)best;
            candidates[best].CopyTo(rows, (y * (width + 1)) + 1);
            above = row;
        }

        return rows;
    }

    // Fills `filtered` and returns the sum of its bytes' sizes, taken as signed.
    private static long Filter(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Func<int, int, int, int> guess, byte[] filtered)
    {
        long size = 0;
        for (int i = 0; i < row.Length; i++)
        {
            bool first = i < PixelBytes;
            byte difference = (byte)(row[i] - guess(first ? 0 : row[i - PixelBytes], above[i], first ? 0 : above[i - PixelBytes]));
            filtered[i] = difference;
            size += Math.Abs((sbyte)difference == sbyte.MinValue ? 128 : (int)(sbyte)difference);
        }

        return size;
    }

    private static int Paeth(int left, int up, int corner)
    {
        int estimate = left + up - corner;
        int toLeft = Math.Abs(estimate - left), toUp = Math.Abs(estimate - up), toCorner = Math.Abs(estimate - corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}
