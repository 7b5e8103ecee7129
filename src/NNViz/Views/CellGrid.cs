using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Views;

/// <summary>A tensor as a bounded number of cells over named axes: what heatmaps are drawn of.</summary>
internal sealed record CellGrid
{
    private const int MostNamed = 2048; // slices, where some are left out: each of them then needs its index

    private CellGrid(double[] cells, IReadOnlyList<CellAxis> axes, int rows, int columns, SliceGrid source) =>
        (Cells, Axes, Rows, Columns, Source) = (cells, axes, rows, columns, source);

    /// <summary>Row-major over all axes.</summary>
    public double[] Cells { get; }

    /// <summary>All axes; where slices were left out, one axis stands for all but the last two.</summary>
    public IReadOnlyList<CellAxis> Axes { get; }

    /// <summary>Index of the axis drawn downwards.</summary>
    public int Rows { get; }

    /// <summary>Index of the axis drawn across.</summary>
    public int Columns { get; }

    /// <summary>The same cells slice by slice.</summary>
    public SliceGrid Source { get; }

    /// <summary>The axis drawn downwards.</summary>
    public CellAxis RowAxis => Axes[Rows];

    /// <summary>The axis drawn across.</summary>
    public CellAxis ColumnAxis => Axes[Columns];

    /// <summary>Slices of rows and columns.</summary>
    public int SliceCount => Source.Slices.Count;

    /// <summary>The cells of one slice, [rows, columns].</summary>
    public ReadOnlySpan<double> Slice(int index)
    {
        int size = Source.Rows * Source.Columns;
        return Source.Cells.AsSpan(index * size, size);
    }

    /// <summary>The tensor's index of a slice: over all axes but the two drawn.</summary>
    public long[] SliceIndex(int index) => RowMajor.Index(Source.Slices[index], [.. Source.Shape.Take(Source.Shape.Count - 2)]);

    /// <summary>Fits a tensor of at least two axes into cells.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="options">Which axes are drawn, and their names.</param>
    /// <param name="maxCells">The most cells.</param>
    /// <param name="centre">Where a cell stands for several entries it shows the one farthest from here.</param>
    public static CellGrid Of(Tensor tensor, HeatmapOptions options, int maxCells, double centre)
    {
        long[] shape = tensor.shape;
        (int rows, int columns) = DrawnAxes(shape, options);
        int[] leading = [.. Enumerable.Range(0, shape.Length).Where(axis => axis != rows && axis != columns)];
        using Tensor plain = tensor.detach(), ordered = plain.permute([.. leading.Append(rows).Append(columns).Select(axis => (long)axis)]);
        SliceGrid grid = SliceGrid.Of(ordered, maxCells, centre);
        if (grid.Slices.Count < grid.SourceSlices && grid.Slices.Count > MostNamed)
        {
            grid = SliceGrid.Of(ordered, MostNamed * grid.Rows * grid.Columns, centre);
        }

        string[] names = Names(tensor, options);
        CellAxis down = new CellAxis(names[rows], shape[rows], grid.RowBlock).Labelled(options.RowLabels);
        CellAxis across = new CellAxis(names[columns], shape[columns], grid.ColumnBlock).Labelled(options.ColumnLabels);
        if (grid.Slices.Count < grid.SourceSlices)
        {
            CellAxis slices = SliceAxis(grid, leading, shape, names);
            return new CellGrid(grid.Cells, [slices, down, across], 1, 2, grid);
        }

        CellAxis[] axes = [.. Enumerable.Range(0, shape.Length).Select(i => i == rows ? down : i == columns ? across : new CellAxis(names[i], shape[i]))];
        return new CellGrid(Reorder(grid.Cells, axes, [.. leading, rows, columns]), axes, rows, columns, grid);
    }

    /// <summary>Whether a shape has two axes of more than one entry, so that a heatmap shows more than a line does.</summary>
    public static bool IsMatrix(IEnumerable<long> shape) => shape.Count(size => size > 1) > 1;

    private static (int Rows, int Columns) DrawnAxes(long[] shape, HeatmapOptions options)
    {
        int Own(int? axis, string name) => axis is not { } a ? -1
            : a >= -shape.Length && a < shape.Length ? (a + shape.Length) % shape.Length
            : throw new ArgumentException($"{name} = {a}: the tensor {Words.Shape(shape)} has axes 0 to {shape.Length - 1} (or −{shape.Length} to −1).");
        (int rows, int columns) = (Own(options.Rows, "Rows"), Own(options.Columns, "Columns"));
        int Next(int taken) => Enumerable.Range(0, shape.Length).Where(axis => axis != taken).OrderBy(axis => shape[axis] > 1).ThenBy(axis => axis).Last();
        columns = columns < 0 ? Next(rows) : columns;
        rows = rows < 0 ? Next(columns) : rows;
        return rows != columns ? (rows, columns) : throw new ArgumentException($"Rows and Columns are both axis {rows}: draw two different axes.");
    }

    private static string[] Names(Tensor tensor, HeatmapOptions options)
    {
        if (options.AxisNames is { } names && names.Count != tensor.shape.Length)
        {
            throw new ArgumentException($"{names.Count} axis names were given for the shape {Words.Shape(tensor.shape)}. Give one for each axis.");
        }

        return [.. Enumerable.Range(0, tensor.shape.Length).Select(i => options.AxisNames?[i] ?? (tensor.has_names() ? tensor.names[i] : null) ?? $"axis {i}")];
    }

    // One axis in place of all that are not drawn: its words are their indices.
    private static CellAxis SliceAxis(SliceGrid grid, int[] leading, long[] shape, string[] names) =>
        new(string.Join(", ", leading.Select(i => names[i])), grid.SourceSlices)
        {
            Indices = grid.Slices,
            Labels = leading.Length == 1 ? null
                : [.. grid.Slices.Select(slice => string.Join(", ", RowMajor.Index(slice, [.. leading.Select(i => shape[i])])))],
        };

    // Cells come ordered by `order`; the axes want them ordered 0, 1, 2, …
    private static double[] Reorder(double[] cells, CellAxis[] axes, int[] order)
    {
        if (order.SequenceEqual(Enumerable.Range(0, order.Length)))
        {
            return cells;
        }

        var strides = new int[axes.Length];
        for (int i = order.Length - 1, stride = 1; i >= 0; stride *= axes[order[i]].Count, i--)
        {
            strides[order[i]] = stride;
        }

        var reordered = new double[cells.Length];
        for (int i = 0; i < reordered.Length; i++)
        {
            int source = 0;
            for (int axis = axes.Length - 1, rest = i; axis >= 0; rest /= axes[axis].Count, axis--)
            {
                source += rest % axes[axis].Count * strides[axis];
            }

            reordered[i] = cells[source];
        }

        return reordered;
    }
}
