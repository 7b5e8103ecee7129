using NNViz.Html;
using NNViz.Images;
using NNViz.Networks;
using NNViz.Tensors;

namespace NNViz.Views;

/// <summary>One parameter in words and pictures.</summary>
internal sealed class WeightPicture
{
    private const int MosaicWidth = 400, MosaicPixels = 1 << 15, LargestCell = 10;

    private readonly WeightSummary weight;

    public WeightPicture(WeightSummary weight)
    {
        this.weight = weight;
        var grid = weight.Grid;
        var scale = ColorScale.For(grid.Cells);
        var shape = weight.Shape;
        Part = new GridPart
        {
            Cells = grid.Cells,
            Rows = new CellAxis(shape.Count == 2 ? "output" : "row", shape.Count > 1 ? shape[^2] : 1, grid.RowBlock),
            Columns = new CellAxis(shape.Count == 2
                ? "input"
                : shape.Count < 2
                ? "unit"
                : "column", shape.Count > 0
                ? shape[^1]
                : 1, grid.ColumnBlock),
            Scale = scale,
            Noun = "kernel",
            Titles = [.. grid.Slices.Select(slice => string.Join(",", RowMajor.Index(slice, shape.SkipLast(2).ToArray())))],
            Alt = $"{weight.Name} {Words.Shape(shape)}, colours from {Words.Number(scale.Low)} to {Words.Number(scale.High)}",
        };
    }

    /// <summary>The parameter as a widget takes it.</summary>
    public GridPart Part { get; }

    /// <summary>The parameter in one line: <c>weight [32, 1, 3, 3] Float32 · −0.33 … 0.33 · mean 0.002 ± 0.19</c>.</summary>
    public string Facts
    {
        get
        {
            var (stats, moments) = (weight.Stats, weight.Stats.Moments);
            var varies = moments.Finite > 1 && stats.Min != stats.Max;
            string?[] parts =
            [
                $"{weight.Name} {Words.Shape(weight.Shape)} {DTypes.Name(weight.DType)}",
                moments.Finite == 0
                    ? null
                    : varies
                    ? $"{Words.Number(stats.Min)} … {Words.Number(stats.Max)}"
                    : $"all {Words.Number(stats.Min)}",
                varies ? $"mean {Words.Number(stats.Mean)} ± {Words.Number(stats.Std)}" : null,
                moments.Zeros > 0 ? $"{Words.Percent((double)moments.Zeros / stats.Count)} zeros" : null,
                weight.IsTrainable ? null : "frozen",
                moments.NonFinite > 0 ? $"⚠ {Words.Count(moments.NonFinite)} not finite" : null,
            ];
            return string.Join(" · ", parts.Where(part => part is not null));
        }
    }

    /// <summary>What the cells leave out, in words; null if nothing.</summary>
    public string? Note => weight.Grid.Note;

    /// <summary>The distribution; null where all elements are equal.</summary>
    public Picture? Histogram => MiniHistogram.Picture(weight.Stats.Histogram);

    /// <summary>The tiles close together, without words: a small file. Null for a single element.</summary>
    public Picture? Mosaic()
    {
        var (rows, columns) = (Part.Rows.Count, Part.Columns.Count);
        if (weight.Grid.Cells.Length < 2)
        {
            return null;
        }
        var count = Math.Clamp(MosaicPixels / (rows * columns), 1, Part.Titles.Count);
        var across = Across(count, Tiles.Columns(count, columns, rows, aspect: 2.4));
        var factor = Math.Clamp(MosaicWidth / (across * (columns + 1)), 1, LargestCell);
        var tiles = Enumerable.Range(0, count).Select(i => SlicePictures.Paint(Part.Tile(i), rows, columns, Part.Scale).Scale(factor))
            .ToList();
        var sheet = Tiles.Grid(tiles, across, gap: 2, new Rgb(127, 127, 127));
        var shown = count < weight.Grid.SourceSlices ? $"; {Words.Count(count)} of {Words.Count(weight.Grid.SourceSlices)} kernels" : "";
        return Html.Picture.Png(Png.Encode(sheet), sheet.Width, sheet.Height, Part.Alt + shown);
    }

    /// <summary>A number of columns near the wanted one that leaves no empty places in the last row, if there is one.</summary>
    private static int Across(int count, int wanted) =>
        Enumerable.Range(1, count).Where(columns => count % columns == 0 && columns <= 2 * wanted && wanted <= 2 * columns).Append(wanted)
            .MinBy(columns => Math.Abs(columns - wanted) + (count % columns == 0 ? 0 : count));
}
