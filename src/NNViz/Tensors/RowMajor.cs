namespace NNViz.Tensors;

/// <summary>Positions in row-major order.</summary>
internal static class RowMajor
{
    /// <summary>The index over all axes of a position.</summary>
    public static long[] Index(long position, IReadOnlyList<long> shape)
    {
        var index = new long[shape.Count];
        for (int axis = index.Length - 1; axis >= 0; axis--)
        {
            (position, index[axis]) = (position / shape[axis], position % shape[axis]);
        }

        return index;
    }
}
