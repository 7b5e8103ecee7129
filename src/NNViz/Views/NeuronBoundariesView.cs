using NNViz.Html;
using NNViz.Images;
using NNViz.Plotly;
using NNViz.Projections;

namespace NNViz.Views;

/// <summary>
/// Each hidden neuron's own boundary, a layer at a time: the lines where outputs are 0 among the samples, or the outputs themselves as
/// small maps in red and blue.
/// </summary>
public sealed class NeuronBoundariesView(NeuronBoundaries result) : View
{
    private const int MostLayers = 6, MostPoints = 400, MostCells = 44_000;
    private readonly LayerBoundaries[] _layers = [.. result.Layers.Take(MostLayers)];

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        html.Widget("panels", FigureView.Picture(Lines(_layers[0])), json => PanelsPart.Write(json,
            [("layer", [.. _layers.Select(layer => layer.Layer)]), ("show", ["boundaries", "outputs"])], (panel, i) =>
            {
                LayerBoundaries layer = _layers[i / 2];
                if (i % 2 == 0)
                {
                    PanelsPart.Figure(panel, Lines(layer));
                    return;
                }

                GridPart maps = Maps(layer);
                PanelsPart.Widget(panel, maps.Widget, maps.WritePayload);
            }));
        html.Note(result.ToString());
        if (result.Points.Count > MostPoints)
        {
            html.Note($"About {MostPoints} of {Words.Count(result.Points.Count)} samples are drawn.");
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(result.ToString());

    private Figure Lines(LayerBoundaries layer)
    {
        int step = (result.Points.Count + MostPoints - 1) / MostPoints;
        IReadOnlyList<Rgb> colors = ClassColors.Of(result.Labels.Names.Count);
        var samples = Enumerable.Range(0, result.Points.Count).Where(i => i % step == 0)
            .GroupBy(i => result.Labels.Classes[i]).OrderBy(group => group.Key).Select(group =>
            (Trace)new Scatter(group.Select(i => (float)result.Points[i].X).ToArray(), group.Select(i => (float)result.Points[i].Y).ToArray())
            {
                Name = result.Labels.Names[group.Key],
                Color = colors[group.Key].ToString(),
                Size = 5,
                Opacity = 0.6,
            });
        var lines = layer.Neurons.Select(neuron => (neuron.Neuron, Line: LineOf(neuron))).Where(entry => entry.Line.X.Count > 0).Select(entry =>
            (Trace)new Line(entry.Line.X.ToArray(), entry.Line.Y.ToArray())
            {
                Name = $"neuron {entry.Neuron}",
                Color = HueCircle.At(entry.Neuron * 0.618033988749895 % 1).ToString(),
                ShowLegend = layer.Neurons.Count <= 12,
            });
        var panel = new Panel(new Axis(result.AxisNames[0]) { Range = BoundaryFigure.Edges(result.X) },
            new Axis(result.AxisNames[1]) { Range = BoundaryFigure.Edges(result.Y) });
        int silent = layer.Neurons.Count(neuron => LineOf(neuron).X.Count == 0);
        string none = silent > 0 ? $"; of {Words.Count(silent, "neuron")} nowhere here" : "";
        return new Figure(new FigureLayout(panel) { Title = $"{layer.Layer}: where each neuron's output is 0{none}", Legend = true }, [.. samples, .. lines])
        {
            Height = 440,
            Alt = $"Boundaries of {Words.Count(layer.Neurons.Count, "neuron")} of {layer.Layer} among the samples{none}",
        };
    }

    // One line for all pieces, with a gap between two.
    private (List<float> X, List<float> Y) LineOf(NeuronMap neuron)
    {
        (List<float> x, List<float> y) = ([], []);
        foreach (List<(double X, double Y)> piece in ZeroLines.Of(neuron.Values, result.X.Count))
        {
            if (x.Count > 0)
            {
                x.Add(float.NaN);
                y.Add(float.NaN);
            }

            x.AddRange(piece.Select(spot => (float)(result.X[0] + (spot.X * (result.X[1] - result.X[0])))));
            y.AddRange(piece.Select(spot => (float)(result.Y[0] + (spot.Y * (result.Y[1] - result.Y[0])))));
        }

        return (x, y);
    }

    // Row 0 of a picture lies at the top, that of a plane at the bottom.
    private GridPart Maps(LayerBoundaries layer)
    {
        int side = result.X.Count, all = _layers.Sum(one => one.Neurons.Count), step = (int)Math.Ceiling(side / Math.Sqrt((double)MostCells / all));
        step = Math.Max(1, step);
        int[] kept = [.. Enumerable.Range(0, side / step).Select(i => (i * step) + (step / 2))];
        double[] cells = [.. layer.Neurons.SelectMany(neuron => kept.Reverse().SelectMany(row => kept.Select(column => neuron.Values[(row * side) + column])))];
        ColorScale robust = ColorScale.For(cells);
        double limit = Math.Max(Math.Abs(robust.Low), Math.Abs(robust.High));
        return new GridPart
        {
            Cells = cells,
            Rows = new CellAxis(result.AxisNames[1], kept.Length) { Labels = [.. kept.Reverse().Select(row => Words.Number(result.Y[row], 2))] },
            Columns = new CellAxis(result.AxisNames[0], kept.Length) { Labels = [.. kept.Select(column => Words.Number(result.X[column], 2))] },
            Scale = ColorScale.Diverging(limit > 0 ? limit : 1),
            Noun = "neuron",
            Titles = [.. layer.Neurons.Select(neuron => $"{neuron.Neuron}")],
            Alt = $"Outputs of {Words.Count(layer.Neurons.Count, "neuron")} of {layer.Layer} over the plane, blue below 0 and red above",
        };
    }
}
