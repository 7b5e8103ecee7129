using NNViz.Html;
using NNViz.Images;
using NNViz.Plotly;
using NNViz.Training;

namespace NNViz.Views;

/// <summary>A loss landscape: a curve along one direction, or lines of equal loss and a surface over the plane of two, the network in the middle.</summary>
public sealed class LandscapeView(LossLandscape landscape) : View
{
    /// <summary>From this ratio of the highest to the lowest loss on, heights and colours are its logarithm.</summary>
    private const double ManyFold = 50;

    /// <summary>A surface has at most so many points along a side, so that the output keeps its budget.</summary>
    private const int MostSide = 61;

    private static readonly string[] Ways = ["lines of equal loss", "surface"];

    private readonly bool _isLog = landscape.Losses.Where(double.IsFinite).ToArray() is { Length: > 0 } finite
        && finite.Min() > 0 && finite.Max() > ManyFold * finite.Min();

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        if (landscape.Options.Dimensions == 1)
        {
            FigureView.Write(html, Curve());
        }
        else
        {
            Figure[] figures = [Map(), Surface()];
            html.Widget("panels", FigureView.Picture(figures[0]),
                json => PanelsPart.Write(json, [("as", Ways)], (panel, i) => PanelsPart.Figure(panel, figures[i])));
        }

        html.Note(landscape.ToString());
        html.Note("Random directions, each filter's part as long as the filter (Li et al. 2018); at ±1 a filter is changed by its own length.");
        int bad = landscape.Losses.Count(loss => !double.IsFinite(loss));
        if (bad > 0)
        {
            html.Note($"⚠ The loss is not finite at {Words.Count(bad, "point")}.");
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(landscape.ToString());

    private string Height => _isLog ? "log₁₀ of the loss" : "loss";

    private Figure Curve()
    {
        var panel = new Panel(new Axis("α, along the direction"), new Axis("loss") { Log = _isLog });
        var line = new Line(landscape.Places.ToArray(), landscape.Losses.Select(loss => double.IsFinite(loss) ? loss : double.NaN).ToArray());
        return new Figure(new FigureLayout(panel) { Marks = [new Mark(0, "the network")] }, line) { Alt = $"Loss along a direction. {landscape}" };
    }

    // Every n-th point where there are very many; the middle is among them.
    private (float[] Places, float[] Heights, int Side) Grid()
    {
        int side = landscape.Places.Count, every = (side + MostSide - 1) / MostSide, middle = side / 2;
        int[] kept = [.. Enumerable.Range(0, side).Where(i => (i - middle) % every == 0)];
        float Value(double loss) => double.IsFinite(loss) ? (float)(_isLog ? Math.Log10(loss) : loss) : float.NaN;
        return ([.. kept.Select(i => (float)landscape.Places[i])],
            [.. kept.SelectMany(row => kept.Select(column => Value(landscape.Losses[(row * side) + column])))],
            kept.Length);
    }

    private Figure Map()
    {
        var (places, heights, side) = Grid();
        var contour = new Contour(heights, side, side, ColorStops.Of(Colormap.Viridis)) { X = places, Y = places, ZTitle = Height };
        var network = new Scatter(new[] { 0 }, new[] { 0 }) { Name = "the network", Color = "#d64550", Size = 9 };
        var panel = new Panel(new Axis("α, along the first direction"), new Axis("β, along the second")) { Square = true };
        return new Figure(new FigureLayout(panel) { Legend = true }, contour, network)
        {
            Width = 600,
            Height = 480,
            Alt = $"Lines of equal loss around the network. {landscape}",
        };
    }

    private Figure Surface()
    {
        var (places, heights, side) = Grid();
        var panel = new Panel(new Axis("α"), new Axis("β")) { Z = new Axis(Height) };
        var surface = new Surface(heights, side, side, ColorStops.Of(Colormap.Viridis)) { X = places, Y = places, ZTitle = Height };
        return new Figure(new FigureLayout(panel), surface) { Width = 600, Height = 480, Alt = $"Loss over the plane of two directions. {landscape}" };
    }
}
