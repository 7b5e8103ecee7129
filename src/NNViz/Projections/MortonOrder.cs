namespace NNViz.Projections;

/// <summary>
/// Points of the plane in the order of a walk through the quarters of squares (Morton 1966): the bits of both places, taken in turn, are a point's code,
/// and the points of any square of the grid stand together.
/// </summary>
internal sealed class MortonOrder(double[] x, double[] y)
{
    private const int Cells = 1 << 16, Digit = 11;

    private uint[] _codes = new uint[x.Length], _codesBefore = new uint[x.Length];
    private int[] _points = [.. Enumerable.Range(0, x.Length)], _pointsBefore = new int[x.Length];

    /// <summary>The points' numbers in order.</summary>
    public int[] Points => _points;

    /// <summary>Sorts the points as they lie now, by the last order where codes are equal, and fills in their places in order.</summary>
    /// <returns>The side of the square that holds all.</returns>
    public double Sort(double[] sortedX, double[] sortedY)
    {
        (double left, double right, double bottom, double top) = (x[0], x[0], y[0], y[0]);
        for (int i = 1; i < x.Length; i++)
        {
            (left, right, bottom, top) = (Math.Min(left, x[i]), Math.Max(right, x[i]), Math.Min(bottom, y[i]), Math.Max(top, y[i]));
        }

        double width = Math.Max(Math.Max(right - left, top - bottom), 1e-300), scale = Cells / width;
        for (int i = 0; i < _points.Length; i++)
        {
            int point = _points[i];
            _codes[i] = Spread((x[point] - left) * scale) | (Spread((y[point] - bottom) * scale) << 1);
        }

        for (int shift = 0; shift < 32; shift += Digit)
        {
            SortBy(shift);
        }

        for (int i = 0; i < _points.Length; i++)
        {
            (sortedX[i], sortedY[i]) = (x[_points[i]], y[_points[i]]);
        }

        return width;
    }

    /// <summary>Where the points of a quarter end, of those from..to that share the square above.</summary>
    /// <param name="quarter">0 to 3.</param>
    /// <param name="level">How many bits of each place lie below the quarter's.</param>
    /// <param name="from">The first point.</param>
    /// <param name="to">The one after the last.</param>
    public int EndOf(int quarter, int level, int from, int to)
    {
        while (from < to)
        {
            int middle = (from + to) >>> 1;
            bool isBehind = ((_codes[middle] >> (2 * level)) & 3) > quarter;
            (from, to) = isBehind ? (from, middle) : (middle + 1, to);
        }

        return from;
    }

    // One pass of a radix sort; equal digits stay in order.
    private void SortBy(int shift)
    {
        const int Mask = (1 << Digit) - 1;
        Span<int> starts = stackalloc int[Mask + 2];
        starts.Clear();
        foreach (uint code in _codes)
        {
            starts[(int)((code >> shift) & Mask) + 1]++;
        }

        for (int i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        for (int i = 0; i < _codes.Length; i++)
        {
            int place = starts[(int)((_codes[i] >> shift) & Mask)]++;
            (_codesBefore[place], _pointsBefore[place]) = (_codes[i], _points[i]);
        }

        (_codes, _codesBefore) = (_codesBefore, _codes);
        (_points, _pointsBefore) = (_pointsBefore, _points);
    }

    // The bits of a cell's number with a gap after each.
    private static uint Spread(double place)
    {
        uint bits = (uint)Math.Clamp((long)place, 0, Cells - 1);
        bits = (bits | (bits << 8)) & 0x00FF00FF;
        bits = (bits | (bits << 4)) & 0x0F0F0F0F;
        bits = (bits | (bits << 2)) & 0x33333333;
        return (bits | (bits << 1)) & 0x55555555;
    }
}
