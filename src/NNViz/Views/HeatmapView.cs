using System.Text.Json;
using NNViz.Html;
using NNViz.Images;
using NNViz.Plotly;
using TorchSharp;

namespace NNViz.Views;

/// <summary>
/// A tensor of two or more axes as a heatmap: two axes drawn, a slider for each other one, the value and index under the pointer. The static
/// picture shows the matrix with its axes, or the first slices side by side.
/// </summary>
public sealed class HeatmapView : View
{
    /// <summary>The most cells: as pairs of bytes in base64, with the picture, they stay below 300 kB.</summary>
    internal const int MostCells = 1 << 16;

    private const int MostPictured = 1 << 14;

    private readonly CellGrid _grid;
    private readonly string _what;

    internal HeatmapView(CellGrid grid, ColorScale scale, string what)
    {
        (_grid, Scale, _what) = (grid, scale, what);
        Clipped = grid.Cells.Count(scale.Clips);
    }

    /// <summary>The colours of the cells.</summary>
    public ColorScale Scale { get; }

    /// <summary>How many cells lie beyond the scale; they have a colour of their own.</summary>
    public int Clipped { get; }

    /// <summary>What was left out and what the colours do not show, in words; null: nothing.</summary>
    public string? Note
    {
        get
        {
            string? clipped = Clipped == 0 ? null
                : $"{Words.Count(Clipped, "cell")} of {Words.Count(_grid.Cells.Length)} beyond the scale: above in orange, below in azure";
            double step = CellPayload.StepOf(_grid.Cells);
            string? rounded = step > 0 ? $"values under the pointer are rounded to steps of {Words.Number(step, 2)}" : null;
            string note = string.Join("; ", new[] { _grid.Source.Note, clipped, rounded }.Where(part => part is not null));
            return note.Length == 0 ? null : char.ToUpperInvariant(note[0]) + note[1..] + ".";
        }
    }

    /// <summary>The view of <paramref name="tensor"/>, which has two axes at least.</summary>
    /// <param name="tensor">Any tensor with values; of a complex one, the magnitudes are shown.</param>
    /// <param name="options">Axes, labels, colours.</param>
    /// <exception cref="ArgumentException">The tensor has fewer than two axes, or the options do not fit it.</exception>
    public static HeatmapView From(torch.Tensor tensor, HeatmapOptions? options = null)
    {
        options ??= new HeatmapOptions();
        if (tensor.dim() < 2)
        {
            throw new ArgumentException($"A heatmap needs two axes; the tensor has the shape {Words.Shape(tensor.shape)}. Show it as it is, or reshape it.");
        }

        return From(tensor, options, CentreOf(Tensors.TensorStats.MomentsOf(tensor)));
    }

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        html.Widget("tensor", StaticPicture(), WritePayload);
        if (Note is { } note)
        {
            html.Note(note);
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(string.Join(". ", new[] { Alt, Note }.Where(t => t is not null)));

    /// <summary>The view where the tensor's range is known.</summary>
    internal static HeatmapView From(torch.Tensor tensor, HeatmapOptions options, double centre, int maxCells = MostCells)
    {
        CellGrid grid = CellGrid.Of(tensor, options, maxCells, centre);
        return new HeatmapView(grid, options.ScaleFor(grid.Cells), $"{Words.Shape(tensor.shape)} tensor");
    }

    /// <summary>From where "farthest" is meant: from zero, or from the mean of numbers that are all of one sign and not near it.</summary>
    internal static double CentreOf(Tensors.Moments moments) => moments.Min > 0 || moments.Max < 0 ? moments.Mean : 0;

    /// <summary>Writes the payload of the widget "tensor".</summary>
    internal void WritePayload(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("axes");
        foreach (CellAxis axis in _grid.Axes)
        {
            axis.Write(json);
        }

        json.WriteEndArray();
        json.WriteCells(_grid.Cells, [.. _grid.Axes.Select(a => a.Count)]);
        json.WriteScale("scale", Scale, CellPayload.StepOf(_grid.Cells));
        json.WriteNumber("rows", _grid.Rows);
        json.WriteNumber("columns", _grid.Columns);
        json.WriteString("block", $"the value farthest from {Words.Number(_grid.Source.Centre, 3)}");
        json.WriteString("alt", Alt + ".");
        json.WriteEndObject();
    }

    /// <summary>The static picture.</summary>
    internal Picture StaticPicture() => _grid.SliceCount == 1 ? FigureView.Picture(MatrixFigure()) : SliceTiles();

    private string Alt => $"Heatmap of a {_what}, colours from {Words.Number(Scale.Low)} to {Words.Number(Scale.High)}";

    private Figure MatrixFigure()
    {
        (double[] cells, int rows, int columns, int block) = Coarser();
        byte[] rgb = SlicePictures.Paint(cells, rows, columns, Scale).Pixels.ToArray();
        // The picture itself has no colour bar: a trace that is not seen brings it.
        var bar = new Scatter(new double[] { 0, 0 }, new double[] { 0, 0 })
        {
            Values = new double[] { Scale.Low, Scale.High },
            Stops = ColorStops.Of(Scale.Map),
            Opacity = 0,
        };
        (double width, double height) = CellLayout.Size(_grid.RowAxis.Count, _grid.ColumnAxis.Count);
        var panel = new Panel(AxisOf(_grid.ColumnAxis), AxisOf(_grid.RowAxis) with { Reversed = true });
        return new Figure(new FigureLayout(panel),
            new Image(rgb, columns, rows) { StepX = _grid.ColumnAxis.Step * block, StepY = _grid.RowAxis.Step * block },
            bar)
        {
            Width = (int)width + 160,
            Height = (int)height + 56,
            Alt = block > 1 ? $"{Alt}; here {block}×{block} cells are one, the farthest from {Words.Number(_grid.Source.Centre, 3)}" : Alt,
        };
    }

    // The picture needs no more cells than are told apart in it: half of the file would be its own copy of what the widget holds.
    private (double[] Cells, int Rows, int Columns, int Block) Coarser()
    {
        (int rows, int columns) = (_grid.RowAxis.Count, _grid.ColumnAxis.Count);
        ReadOnlySpan<double> all = _grid.Slice(0);
        int block = (int)Math.Ceiling(Math.Sqrt((double)all.Length / MostPictured));
        if (block < 2 || Math.Min(rows, columns) < 2 * block)
        {
            return (all.ToArray(), rows, columns, 1);
        }

        (int fewerRows, int fewerColumns) = ((rows + block - 1) / block, (columns + block - 1) / block);
        var cells = new double[fewerRows * fewerColumns];
        Array.Fill(cells, _grid.Source.Centre);
        for (int i = 0; i < all.Length; i++)
        {
            ref double cell = ref cells[(i / columns / block * fewerColumns) + (i % columns / block)];
            bool isFarther = Math.Abs(all[i] - _grid.Source.Centre) > Math.Abs(cell - _grid.Source.Centre);
            cell = double.IsNaN(cell) || !(isFarther || double.IsNaN(all[i])) ? cell : all[i];
        }

        return (cells, fewerRows, fewerColumns, block);
    }

    private Picture SliceTiles()
    {
        (int Count, int Rows, int Columns) tiles = (_grid.SliceCount, _grid.Source.Rows, _grid.Source.Columns);
        return SlicePictures.Of(tiles, i => _grid.Slice(i).ToArray(), i => Words.Shape(_grid.SliceIndex(i)), _ => Scale, Alt);
    }

    private static Axis AxisOf(CellAxis axis) => new(axis.Name)
    {
        Range = (-0.5, axis.Size - 0.5),
        Integers = true,
        Labels = axis.Step == 1 ? axis.Labels : null,
    };
}
