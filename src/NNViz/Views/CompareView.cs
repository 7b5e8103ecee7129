using NNViz.Html;
using NNViz.Images;
using NNViz.Plotly;
using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Views;

/// <summary>Two tensors of one shape: both on one colour scale, their difference, and how far they are apart in numbers.</summary>
public sealed class CompareView : View
{
    private readonly TensorDifference _difference;
    private readonly (string Name, View View)[] _parts;

    private CompareView(TensorDifference difference, (string, View)[] parts) => (_difference, _parts) = (difference, parts);

    /// <summary>How far the tensors are apart.</summary>
    public TensorDifference Difference => _difference;

    /// <summary>The view of <paramref name="a"/> and <paramref name="b"/>.</summary>
    /// <param name="a">The first tensor.</param>
    /// <param name="b">The second tensor, of the same shape; what is measured relatively is measured against it.</param>
    /// <param name="nameA">What the first is called.</param>
    /// <param name="nameB">What the second is called.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static CompareView From(Tensor a, Tensor b, string nameA = "a", string nameB = "b")
    {
        using Tensor difference = TensorDifference.Subtract(a, b);
        var measures = TensorDifference.Of(a, b, difference);
        string[] names = [nameA, nameB, $"{nameA} − {nameB}"];
        View[] views = CellGrid.IsMatrix(a.shape) ? Heatmaps([a, b, difference]) : [Lines([a, b, difference], names)];
        return new CompareView(measures, views.Length > 1 ? [.. names.Zip(views)] : [("", views[0])]);
    }

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        html.Element("p", _difference.ToString());
        using (html.Element("div", ("style", "display:flex;flex-wrap:wrap;gap:8px 24px")))
        {
            foreach ((string name, View view) in _parts)
            {
                using (html.Element("div", ("style", "flex:1 1 300px;min-width:0")))
                {
                    html.Element("b", name);
                    view.WriteHtml(html);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(_difference);

    // Both on one scale; the difference on its own, about zero.
    private static View[] Heatmaps(Tensor[] tensors)
    {
        var options = new HeatmapOptions();
        CellGrid[] grids = [.. tensors.Select(t => CellGrid.Of(t, options, HeatmapView.MostCells / tensors.Length, centre: 0))];
        ColorScale both = ColorScale.For([.. grids[0].Cells, .. grids[1].Cells]);
        double largest = grids[2].Cells.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        string what = $"{Words.Shape(tensors[0].shape)} tensor";
        return [new HeatmapView(grids[0], both, what), new HeatmapView(grids[1], both, what),
            new HeatmapView(grids[2], ColorScale.Diverging(largest), "difference")];
    }

    private static FigureView Lines(Tensor[] tensors, string[] names)
    {
        Line[] lines = [.. tensors.Zip(names).Select(t => LineView.LineOf(t.First).Line with { Name = t.Second })];
        return new FigureView(new Figure(new FigureLayout(new Panel(new Axis("index"), new Axis("value"))), lines) { Height = 260 });
    }
}
