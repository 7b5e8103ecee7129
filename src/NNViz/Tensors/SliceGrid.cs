using static TorchSharp.torch;

namespace NNViz.Tensors;

/// <summary>
/// A tensor as a bounded number of cells: slices over its last two axes (rows, columns), each cell one element, or, where they do not all
/// fit, the lowest and highest of a block. Reduced where the tensor lies; only the cells come to the host. Of a complex tensor, the
/// magnitudes.
/// </summary>
public sealed record SliceGrid
{
    /// <summary>The tensor's shape.</summary>
    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>
    /// The slices that are there, as row-major positions over all axes but the last two; increasing. One, 0, for a tensor of at most two
    /// axes.
    /// </summary>
    public required IReadOnlyList<long> Slices { get; init; }

    /// <summary>How many slices the tensor has.</summary>
    public required long SourceSlices { get; init; }

    /// <summary>Rows of cells in a slice; 1 for a tensor of fewer than two axes.</summary>
    public required int Rows { get; init; }

    /// <summary>Columns of cells in a slice; 1 for a scalar.</summary>
    public required int Columns { get; init; }

    /// <summary>Rows of elements that a cell spans; the last row of cells may span fewer.</summary>
    public required int RowBlock { get; init; }

    /// <summary>Columns of elements that a cell spans; the last column of cells may span fewer.</summary>
    public required int ColumnBlock { get; init; }

    /// <summary>The lowest element of each cell, [slices, rows, columns]; NaN where one of them is.</summary>
    public required HostTensor Low { get; init; }

    /// <summary>
    /// The highest element of each cell, [slices, rows, columns]; NaN where one of them is. The same object as <see cref="Low"/> where a
    /// cell is one element.
    /// </summary>
    public required HostTensor High { get; init; }

    /// <summary>
    /// What every cell shows when it must show one value: the element farthest from <see cref="Centre"/>, NaN before all others.
    /// </summary>
    public required double[] Cells { get; init; }

    /// <summary>The value from which "farthest" is meant.</summary>
    public required double Centre { get; init; }

    /// <summary>Whether every element of the tensor is a cell of its own.</summary>
    public bool IsExact => RowBlock == 1 && ColumnBlock == 1 && Slices.Count == SourceSlices;

    /// <summary>What was left out and what was kept, in words; <see langword="null"/> where nothing was left out.</summary>
    public string? Note
    {
        get
        {
            var parts = new List<string>();
            if (RowBlock > 1 || ColumnBlock > 1)
            {
                parts.Add($"a cell stands for {RowBlock}×{ColumnBlock} elements and shows the one farthest from {Words.Number(Centre, 3)} (NaN first)");
            }
            if (Slices.Count < SourceSlices)
            {
                parts.Add($"{Words.Count(Slices.Count)} of {Words.Count(SourceSlices)} slices, those with the lowest, the highest and non-finite elements "
                    + "among them");
            }
            return parts.Count == 0 ? null : string.Join("; ", parts);
        }
    }

    /// <summary>Fits <paramref name="tensor"/> into cells.</summary>
    /// <param name="tensor">Any tensor with values, of any rank, dtype, layout and device.</param>
    /// <param name="maxCells">The most cells in all.</param>
    /// <param name="centre">The value from which the element shown for a block is farthest, for example 0 or the mean.</param>
    /// <exception cref="InvalidOperationException">The tensor was disposed, or has no values (meta).</exception>
    public static SliceGrid Of(Tensor tensor, int maxCells, double centre = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCells, 1);
        return Of(tensor, centre, (slices, rows, columns) => GridPlan.For(slices, rows, columns, maxCells));
    }

    /// <summary>
    /// Fits every slice of <paramref name="tensor"/> into at most <paramref name="maxCells"/> square cells each, so that pictures keep
    /// their proportions.
    /// </summary>
    internal static SliceGrid OfEverySlice(Tensor tensor, int maxCells, double centre) =>
        Of(tensor, centre, (slices, rows, columns) => GridPlan.Square((int)slices, rows, columns, maxCells));

    private static SliceGrid Of(Tensor tensor, double centre, Func<long, long, long, GridPlan> planFor)
    {
        using var plain = PlainTensor.Of(tensor);
        using var scope = NewDisposeScope();
        var shape = plain.shape;
        var (rows, columns) = (shape.Length > 1 ? shape[^2] : 1, shape.Length > 0 ? shape[^1] : 1);
        var slices = shape.Length > 2 ? shape[..^2].Aggregate(1L, (product, length) => product * length) : 1;
        var plan = planFor(slices, rows, columns);
        var source = Downsample.Orderable(plain).reshape(slices, rows, columns);
        var chosen = Downsample.ChooseSlices(source, plan.Slices);
        var part = chosen.Length == slices ? source : source.index_select(0, from_array(chosen, source.device));
        var (low, high) = Downsample.Extremes(part, plan);
        return new SliceGrid
        {
            Shape = shape,
            Slices = chosen,
            SourceSlices = slices,
            Rows = (int)low.Shape[1],
            Columns = (int)low.Shape[2],
            RowBlock = plan.RowBlock,
            ColumnBlock = plan.ColumnBlock,
            Low = low,
            High = high,
            Cells = Downsample.Farthest(low, high, centre),
            Centre = centre,
        };
    }
}
