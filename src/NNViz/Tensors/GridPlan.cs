namespace NNViz.Tensors;

/// <summary>
/// How a tensor is fitted into a number of cells: which part of its slices is drawn, and how many elements a cell stands for.
/// </summary>
/// <param name="Slices">Slices drawn.</param>
/// <param name="RowBlock">Rows that one cell spans.</param>
/// <param name="ColumnBlock">Columns that one cell spans.</param>
internal readonly record struct GridPlan(int Slices, int RowBlock, int ColumnBlock)
{
    /// <summary>Slices are made coarser rather than fewer down to this many slices …</summary>
    private const int EnoughSlices = 64;

    /// <summary>… and fewer rather than coarser below this many cells a slice.</summary>
    private const int EnoughCells = 1024;

    /// <summary>
    /// Every element of every slice where they fit; else the blocks grow on the longer side first, and then slices are left out.
    /// </summary>
    public static GridPlan For(long slices, long rows, long columns, int maxCells)
    {
        var perSlice = Math.Min(maxCells, Math.Max(maxCells / Math.Clamp(slices, 1, EnoughSlices), Math.Min(rows * columns, EnoughCells)));
        var (rowBlock, columnBlock) = (1, 1);
        while (Blocks(rows, rowBlock) * Blocks(columns, columnBlock) > perSlice)
        {
            if (Blocks(rows, rowBlock) >= Blocks(columns, columnBlock))
            {
                rowBlock++;
            }
            else
            {
                columnBlock++;
            }
        }
        var cells = Math.Max(1, Blocks(rows, rowBlock) * Blocks(columns, columnBlock));
        return new GridPlan((int)Math.Min(slices, Math.Max(1, maxCells / cells)), rowBlock, columnBlock);
    }

    /// <summary>Every slice, in the smallest square blocks that leave at most so many cells a slice.</summary>
    public static GridPlan Square(int slices, long rows, long columns, int maxCells)
    {
        var block = 1;
        while (Blocks(rows, block) * Blocks(columns, block) > maxCells)
        {
            block++;
        }
        return new GridPlan(slices, (int)Math.Max(1, Math.Min(block, rows)), (int)Math.Max(1, Math.Min(block, columns)));
    }

    /// <summary>How many blocks of that size cover a length; the last one may be smaller.</summary>
    public static long Blocks(long length, int block) => (length + block - 1) / block;
}
