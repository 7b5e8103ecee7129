using System.Text.Json;
using NNViz.Html;
using NNViz.Images;
using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Views;

/// <summary>Small heatmaps of one size, the slices of a tensor over its last two axes, as the widget "gallery" takes them.</summary>
internal sealed class TileSet
{
    private const int MostCells = 1 << 17, MostTiles = 1024;

    private readonly GalleryOptions _options;
    private readonly double[] _cells;
    private readonly int _block;
    private readonly int[] _order;
    private readonly string[] _titles;
    private readonly Moments[] _moments;
    private readonly ColorScale[] _scales;

    private TileSet(GalleryOptions options, Tensor slices, int[] order, string[] titles, Moments[] moments)
    {
        (_options, _order, _titles, _moments) = (options, order, titles, moments);
        (long rows, long columns) = (slices.shape[1], slices.shape[2]);
        while (GridPlan.Blocks(rows, ++_block) * GridPlan.Blocks(columns, _block) * order.Length > MostCells)
        {
        }

        (HostTensor low, HostTensor high) = Downsample.Extremes(slices, new GridPlan(order.Length, _block, _block));
        (Rows, Columns) = ((int)low.Shape[1], (int)low.Shape[2]);
        _cells = Downsample.Farthest(low, high, centre: 0);
        var choice = new HeatmapOptions { Normalize = options.Normalize, Range = options.Range, Colormap = options.Colormap };
        bool each = options is { Normalize: Normalize.MinMax, Range: null };
        _scales = each ? [.. Enumerable.Range(0, Count).Select(i => choice.ScaleFor(Tile(i)))] : [choice.ScaleFor(_cells)];
    }

    /// <summary>Tiles shown.</summary>
    public int Count => _order.Length;

    /// <summary>Rows of cells of a tile.</summary>
    public int Rows { get; }

    /// <summary>Columns of cells of a tile.</summary>
    public int Columns { get; }

    /// <summary>The gallery in words.</summary>
    public string Alt => $"Gallery of {Words.Count(Count, _options.Noun)}, colours from "
        + (_scales.Length > 1 ? "each one's smallest to its largest value" : $"{Words.Number(_scales[0].Low)} to {Words.Number(_scales[0].High)}");

    /// <summary>What was left out and what the colours do not show, in words; null: nothing.</summary>
    public string? Note
    {
        get
        {
            (string noun, double step) = (_options.Noun, CellPayload.StepOf(_cells));
            int clipped = _scales.Length > 1 ? 0 : _cells.Count(_scales[0].Clips), quiet = _moments.Count(m => m.Min == m.Max);
            string?[] parts =
            [
                Count < _moments.Length ? $"The first {Count} of {Words.Count(_moments.Length, noun)} in this order are shown." : null,
                _block > 1 ? $"A cell stands for {_block}×{_block} values and shows the one farthest from 0 (NaN first)." : null,
                clipped > 0 ? $"{Words.Count(clipped, "cell")} beyond the scale: above in orange, below in azure." : null,
                _scales.Length > 1 ? $"Each {noun} has a colour scale of its own, from its smallest to its largest value." : null,
                quiet > 0 ? $"{quiet} of {Words.Count(_moments.Length, noun)} {(quiet == 1 ? "is" : "are")} one number throughout." : null,
                step > 0 ? $"Values under the pointer are rounded to steps of {Words.Number(step, 2)}." : null,
            ];
            string note = string.Join(" ", parts.Where(part => part is not null));
            return note.Length > 0 ? note : null;
        }
    }

    /// <summary>The slices of a tensor of two axes at least.</summary>
    public static TileSet Of(Tensor tensor, GalleryOptions options)
    {
        using Tensor plain = PlainTensor.Of(tensor);
        using var scope = NewDisposeScope();
        long[] shape = plain.shape;
        Tensor slices = Downsample.Orderable(plain).reshape(-1, shape[^2], shape[^1]);
        int count = (int)slices.shape[0];
        if (options.Titles is { } titles && titles.Count != count)
        {
            throw new ArgumentException($"{titles.Count} titles were given for {Words.Count(count, options.Noun)}. Give one for each.");
        }

        Moments[] moments = [.. Enumerable.Range(0, count).Select(i => TensorStats.MomentsOf(slices[i]))];
        int[] order = [.. Ordered(moments, options.Order).Take(MostTiles)];
        string[] names = [.. order.Select(i => options.Titles?[i] ?? Title(i, shape[..^2]))];
        Tensor chosen = slices.index_select(0, from_array(Array.ConvertAll(order, i => (long)i), slices.device));
        return new TileSet(options, chosen, order, names, moments);
    }

    /// <summary>The static picture.</summary>
    public Picture StaticPicture() => SlicePictures.Of((Count, Rows, Columns), Tile, i => _titles[i], ScaleOf, Alt);

    /// <summary>Writes the payload of the widget "gallery".</summary>
    public void WritePayload(Utf8JsonWriter json)
    {
        double step = CellPayload.StepOf(_cells);
        json.WriteStartObject();
        json.WriteStartObject("tile");
        json.WriteNumber("width", Columns);
        json.WriteNumber("height", Rows);
        json.WriteEndObject();
        json.WriteNumber("count", Count);
        json.WriteCells(_cells, Count, Rows, Columns);
        if (_scales.Length > 1)
        {
            json.WriteScales("scale", _scales, step);
        }
        else
        {
            json.WriteScale("scale", _scales[0], step);
        }

        json.WriteString("noun", _options.Noun);
        json.WriteStrings("titles", _titles);
        json.WriteStrings("facts", _order.Select(i => Facts(_moments[i])));
        json.WriteString("alt", Alt + ".");
        json.WriteEndObject();
    }

    private double[] Tile(int index) => _cells.AsSpan(index * Rows * Columns, Rows * Columns).ToArray();

    private ColorScale ScaleOf(int index) => _scales[_scales.Length > 1 ? index : 0];

    // The index over the axes that have more than one entry.
    private static string Title(int tile, long[] shape) =>
        string.Join(", ", RowMajor.Index(tile, shape).Where((_, axis) => shape[axis] > 1).DefaultIfEmpty(tile));

    // A dead tile comes last, one with NaN first: it is what one looks for.
    private static IEnumerable<int> Ordered(Moments[] moments, TileOrder order)
    {
        Func<Moments, double> key = order switch
        {
            TileOrder.Norm => m => m.Norm,
            TileOrder.Mean => m => m.Mean,
            TileOrder.Max => m => m.Max,
            _ => _ => 0,
        };
        return Enumerable.Range(0, moments.Length)
            .OrderByDescending(i => order != TileOrder.Index && moments[i].NonFinite > 0)
            .ThenByDescending(i => key(moments[i]));
    }

    private static string Facts(Moments m)
    {
        if (m.Finite == 0)
        {
            return "no finite value";
        }

        string alarm = m.NonFinite > 0 ? $"{Words.Count(m.NonFinite)} not finite, " : "";
        return m.Min == m.Max
            ? $"{alarm}all {Words.Number(m.Min)}"
            : $"{alarm}{Words.Number(m.Min)} … {Words.Number(m.Max)}, mean {Words.Number(m.Mean)} ± {Words.Number(m.Std)}, norm {Words.Number(m.Norm)}, "
                + $"{Words.Percent((double)m.Zeros / m.Count)} zeros";
    }
}
