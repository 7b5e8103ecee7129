using NNViz.Attributions;
using NNViz.Images;
using NNViz.Tensors;

namespace NNViz.Views;

/// <summary>
/// The maps of attributions over one image input as cells to draw: at the size of the image (smaller blocks keep the value farthest from 0), on one colour
/// scale for all of them.
/// </summary>
internal sealed class AttributionMaps
{
    /// <summary>More samples than these are named, not drawn.</summary>
    public const int MostSamples = 8;

    private const int FewSamples = 2, MostChannelCells = 1 << 14;
    private const double MostBytes = 110_000, RoundedBytes = 8 / 3.0, ExactBytes = 16 / 3.0;
    private readonly IReadOnlyList<Attribution> items;
    private readonly bool comparable;
    private readonly double[][][][] cells;

    /// <param name="items">Attributions of the same image input <c>[N,C,H,W]</c>.</param>
    /// <param name="comparable">
    /// Whether each map is divided by what 99 % of its absolute values stay below,
    /// so that maps of different units go by one scale.
    /// </param>
    /// <param name="channels">Whether the channels of maps in the input's shape are drawn on their own, too.</param>
    public AttributionMaps(IReadOnlyList<Attribution> items, bool comparable, bool channels)
    {
        (this.items, this.comparable) = (items, comparable);
        var shape = items[0].Inputs[0].Shape;
        (Height, Width) = ((int)shape[^2], (int)shape[^1]);
        Layers = channels && items.All(item => item.Kind == MapKind.Input) && shape[1] > 1
            && Height * Width * shape[1] <= MostChannelCells ? (int)shape[1] + 1 : 1;
        // Rather fewer samples than coarser maps.
        var bytes = Height * Width * (items.Count * Layers * RoundedBytes + (channels ? ExactBytes : 0));
        Samples = Math.Min(items[0].Samples, Math.Clamp((int)(MostBytes / bytes), FewSamples, MostSamples));
        Step = Math.Max(1, (int)Math.Ceiling(Math.Sqrt(bytes * Samples / MostBytes)));
        cells = [.. items.Select(item => Enumerable.Range(0, Samples).Select(sample =>
            Enumerable.Range(0, Layers).Select(layer => Cells(item, sample, layer)).ToArray()).ToArray())];
        var all = cells.SelectMany(item => item.SelectMany(sample => sample.SelectMany(layer => layer))).ToArray();
        var signed = items.Any(item => item.Signed);
        Scale = !comparable ? ScaleOf(all, signed) : signed ? ColorScale.Diverging(1) : ColorScale.Sequential(0, 1);
    }

    /// <summary>Rows and columns of the image.</summary>
    public int Height { get; }

    public int Width { get; }

    /// <summary>Elements along each side of a cell.</summary>
    public int Step { get; }

    public int Rows => (Height + Step - 1) / Step;

    public int Columns => (Width + Step - 1) / Step;

    /// <summary>The samples that are drawn.</summary>
    public int Samples { get; }

    /// <summary>All channels together and, where asked for, each on its own.</summary>
    public int Layers { get; }

    /// <summary>The colours of all maps.</summary>
    public ColorScale Scale { get; }

    /// <summary>The cells of one map, <c>[rows, columns]</c>.</summary>
    /// <param name="item">Which attribution.</param>
    /// <param name="sample">Which sample.</param>
    /// <param name="layer">0 for all channels together, c + 1 for channel c.</param>
    public double[] this[int item, int sample, int layer] => cells[item][sample][layer];

    /// <summary>The colours of one attribution: grey where a check failed.</summary>
    public ColorScale ScaleFor(int item) => items[item].Checks.Any(check => check.Result == Attributions.Checks.CheckResult.Failed)
        ? new ColorScale(Colormap.Named("gray"), Scale.Low, Scale.High)
        : Scale;

    /// <summary>About zero for values with a sign, from zero for others; a few values far out do not stretch it.</summary>
    public static ColorScale ScaleOf(double[] values, bool signed)
    {
        var robust = ColorScale.For(values);
        var limit = Math.Max(Math.Abs(robust.Low), Math.Abs(robust.High));
        return signed ? ColorScale.Diverging(limit) : ColorScale.Sequential(Math.Min(0, robust.Low), robust.High);
    }

    private double[] Cells(Attribution item, int sample, int layer)
    {
        var values = Sample(item.Map, sample, item.Samples);
        var full = item.Kind == MapKind.Spatial
            ? Array.ConvertAll(
                Resize.To(Array.ConvertAll(values, v => (float)v), ((int)item.Map.Shape[^2], (int)item.Map.Shape[^1]), (Height, Width), Interpolation.Bilinear),
                v => (double)v)
            : layer > 0 ? values[((layer - 1) * Height * Width)..(layer * Height * Width)] : SumOfChannels(values);
        var unit = comparable ? UnitOf(full) : 1;
        // As single-precision numbers, which are written in half the bytes.
        return Blocks(Array.ConvertAll(full, v => (double)(float)(v / unit)), (Height, Width), Step);
    }

    /// <summary>What 99 % of the absolute values stay below, or the largest where that is 0; 1 for a map of zeros.</summary>
    private static double UnitOf(double[] values)
    {
        double[] sizes = [.. values.Where(double.IsFinite).Select(Math.Abs).Order()];
        return sizes.Length == 0 ? 1 : sizes[sizes.Length * 99 / 100] is > 0 and var most ? most : sizes[^1] > 0 ? sizes[^1] : 1;
    }

    /// <summary>The values of one sample.</summary>
    public static double[] Sample(HostTensor map, int sample, int samples)
    {
        var size = map.Count / samples;
        return map.ToDoubles()[(sample * size)..((sample + 1) * size)];
    }

    private double[] SumOfChannels(double[] values)
    {
        var sum = new double[Height * Width];
        for (var i = 0; i < values.Length; i++)
        {
            sum[i % sum.Length] += values[i];
        }
        return sum;
    }

    /// <summary>Of each block the value farthest from 0; what is not finite goes before all.</summary>
    public static double[] Blocks(double[] values, (int Height, int Width) size, int step)
    {
        if (step == 1)
        {
            return values;
        }
        var columns = (size.Width + step - 1) / step;
        var blocks = new double[(size.Height + step - 1) / step * columns];
        for (var i = 0; i < values.Length; i++)
        {
            ref var block = ref blocks[i / size.Width / step * columns + i % size.Width / step];
            block = !double.IsFinite(values[i]) || (double.IsFinite(block) && Math.Abs(values[i]) > Math.Abs(block)) ? values[i] : block;
        }
        return blocks;
    }
}
