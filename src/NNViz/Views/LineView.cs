using NNViz.Html;
using NNViz.Plotly;
using NNViz.Tensors;
using TorchSharp;

namespace NNViz.Views;

/// <summary>
/// A tensor with one axis of more than one entry as a line over the index. Of many entries each stretch shows its lowest and its highest;
/// entries that are not finite are marked.
/// </summary>
public sealed class LineView : View
{
    private const int MostStretches = 4096, MostDots = 100, MostMarks = 1000;

    private readonly Figure _figure;
    private readonly string? _note;

    private LineView(Figure figure, string? note) => (_figure, _note) = (figure, note);

    /// <summary>The view of <paramref name="tensor"/>, read as one row of entries.</summary>
    public static LineView From(torch.Tensor tensor, HeatmapOptions? options = null)
    {
        (Line[] lines, SliceGrid grid) = LinesOf(tensor);
        (double[] low, double[] high, int block) = (grid.Low.ToDoubles(), grid.High.ToDoubles(), grid.ColumnBlock);
        List<Trace> traces = [.. lines];
        if (low.Length <= MostDots)
        {
            traces.AddRange(lines.Select((line, i) => new Scatter(line.X, line.Y) { Color = Colors.Of(i), Size = 5 }));
        }

        traces.AddRange(Marks(low, high, block));
        string axis = options?.AxisNames is [.., var name] ? name : "index";
        var figure = new Figure(new FigureLayout(new Panel(IndexAxis(axis, tensor.numel(), options), new Axis("value"))), traces)
        {
            Height = 240,
            Alt = $"Values of a {Words.Shape(tensor.shape)} tensor over the index",
        };
        string stretches = $"Each of {Words.Count(low.Length)} stretches of {Words.Count(block)} entries";
        string? note = block == 1 ? null : $"{stretches} shows its lowest and its highest value.";
        return new LineView(figure, note);
    }

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        FigureView.Write(html, _figure);
        if (_note is not null)
        {
            html.Note(_note);
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(_note is null ? _figure.Alt : $"{_figure.Alt}. {_note}");

    /// <summary>The line: of each stretch of entries its lowest and its highest, as few as are needed.</summary>
    internal static (Line Line, SliceGrid Grid) LineOf(torch.Tensor tensor)
    {
        using torch.Tensor plain = tensor.detach(), row = plain.reshape(1, -1);
        SliceGrid grid = SliceGrid.Of(row, MostStretches);
        (double[] low, double[] high, int block) = (grid.Low.ToDoubles(), grid.High.ToDoubles(), grid.ColumnBlock);
        int each = block == 1 ? 1 : 2;
        int[] stretches = [.. Enumerable.Range(0, each * low.Length).Select(i => i / each)];
        double[] values = [.. stretches.Select((s, i) => Finite(i % each == 0 ? low[s] : high[s]))];
        return (new Line(Array.ConvertAll(stretches, s => s * block), values) { Width = block == 1 ? 1.5 : 1 }, grid);
    }

    // One line; of a complex tensor the real and the imaginary part.
    private static (Line[] Lines, SliceGrid Grid) LinesOf(torch.Tensor tensor)
    {
        (Line line, SliceGrid grid) = LineOf(tensor);
        if (!tensor.is_complex())
        {
            return ([line], grid);
        }

        using torch.Tensor plain = tensor.detach(), real = plain.real, imaginary = plain.imag;
        return ([LineOf(real).Line with { Name = "real part" }, LineOf(imaginary).Line with { Name = "imaginary part" }], grid);
    }

    private static double Finite(double value) => double.IsFinite(value) ? value : double.NaN;

    private static Axis IndexAxis(string name, long count, HeatmapOptions? options) => new(name)
    {
        Integers = true,
        Labels = options?.ColumnLabels ?? options?.RowLabels,
        Range = count > 1 ? null : (-0.5, 0.5),
    };

    // What a line cannot show stands at its foot or, +∞, at its head.
    private static IEnumerable<Trace> Marks(double[] low, double[] high, int block)
    {
        double[] finite = [.. low.Concat(high).Where(double.IsFinite)];
        (double foot, double head) = finite.Length > 0 ? (finite.Min(), finite.Max()) : (0, 1);
        (string Name, Predicate<int> Is, double At, Images.Rgb Color)[] kinds =
        [
            ("NaN", i => double.IsNaN(low[i]) || double.IsNaN(high[i]), foot, Images.ColorScale.NaNColor),
            ("+Inf", i => double.IsPositiveInfinity(high[i]), head, Images.ColorScale.PositiveInfinityColor),
            ("−Inf", i => double.IsNegativeInfinity(low[i]), foot, Images.ColorScale.NegativeInfinityColor),
        ];
        foreach (var (name, isKind, at, color) in kinds)
        {
            int[] places = [.. Enumerable.Range(0, low.Length).Where(i => isKind(i))];
            if (places.Length > 0)
            {
                // Of very many marks the evenly spaced ones are enough to see where they are.
                int every = (places.Length + MostMarks - 1) / MostMarks;
                int[] shown = [.. places.Where((_, i) => i % every == 0).Select(i => i * block)];
                yield return new Scatter(shown, Array.ConvertAll(shown, _ => at)) { Name = name, Color = color.ToString(), Size = 8 };
            }
        }
    }
}
