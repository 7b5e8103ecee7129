using NNViz.Html;
using NNViz.Images;
using NNViz.Plotly;
using NNViz.Projections;

namespace NNViz.Views;

/// <summary>
/// A decision boundary: the plane in the colours of the classes, the fuller the surer the network is; the samples in the colours of their own
/// classes, those that the network gets wrong in dark rings.
/// </summary>
public sealed class DecisionBoundaryView(DecisionBoundary boundary) : View
{
    private const int MostPoints = 2000, MostRings = 300;

    // Seen on the grounds, and in the legend of a light and of a dark page.
    private const string RingColor = "#404040";

    // Grounds from nearly grey (not sure at all) to half the class's colour, so that samples stand out on the ground of their own class.
    private static readonly Rgb Pale = new(238, 238, 238);
    private const double Fullest = 0.55, Seam = 1e-3;

    private readonly IReadOnlyList<Rgb> _colors = ClassColors.Of(boundary.Labels.Names.Count);

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        FigureView.Write(html, Figure());
        foreach (string line in new[] { boundary.ToString(), Left }.Where(line => line.Length > 0))
        {
            html.Element("p", line, ("class", "nnviz-note"));
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(boundary.ToString());

    private int Step => (boundary.Points.Count + MostPoints - 1) / MostPoints;

    private int RingStep => (boundary.Misclassified.Count + MostRings - 1) / MostRings;

    private string Left
    {
        get
        {
            string points = Step > 1 ? $"Every {Words.Count(Step)}th of {Words.Count(boundary.Points.Count)} samples is drawn, and all that are ringed. " : "";
            return RingStep > 1 ? $"{points}Every {Words.Count(RingStep)}th of {Words.Count(boundary.Misclassified.Count)} misclassified samples is ringed." : points.TrimEnd();
        }
    }

    private Figure Figure()
    {
        int[] ringed = [.. boundary.Misclassified.Where((_, i) => i % RingStep == 0)];
        var drawn = Enumerable.Range(0, boundary.Points.Count).Where(i => i % Step == 0).Union(ringed).GroupBy(i => boundary.Labels.Classes[i]).OrderBy(g => g.Key);
        Trace[] samples = [.. drawn.Select(g => Dots([.. g]) with { Name = boundary.Labels.Names[g.Key], Color = _colors[g.Key].ToString() })];
        Trace[] rings = ringed.Length == 0 ? [] : [Dots(ringed) with { Name = "misclassified", Color = RingColor, Size = 10, Rings = true }];
        var panel = new Panel(new Axis(boundary.AxisNames[0]) { Range = Edges(boundary.X) }, new Axis(boundary.AxisNames[1]) { Range = Edges(boundary.Y) });
        return new Figure(new FigureLayout(panel), [Ground(), .. samples, .. rings]) { Height = 440, Alt = boundary.ToString() };
    }

    // Each class has its stretch of the numbers: class c with confidence p is c + p, coloured from pale to full within [c, c + 1].
    private Heatmap Ground()
    {
        int classes = _colors.Count;
        double[] z = [.. boundary.Classes.Zip(boundary.Confidence, (c, p) => c < 0 ? double.NaN : c + Math.Clamp(p, 2 * Seam, 1 - Seam))];
        var stops = _colors.Index().SelectMany(entry => new[]
        {
            Stop((entry.Index + (entry.Index == 0 ? 0 : Seam)) / classes, Pale),
            Stop((entry.Index + 1.0) / classes, Rgb.Mix(Pale, entry.Item, Fullest)),
        });
        return new Heatmap(Array.ConvertAll(z, v => (float)v), boundary.Y.Count, boundary.X.Count, [.. stops])
        {
            X = boundary.X.ToArray(),
            Y = boundary.Y.ToArray(),
            Low = 0,
            High = classes,
            ShowScale = false,
            HoverTemplate = "%{x:.4g}, %{y:.4g}<extra></extra>",
        };
    }

    private static ColorStop Stop(double at, Rgb color) => new(at, color.R, color.G, color.B);

    private Scatter Dots(int[] samples) =>
        new(Array.ConvertAll(samples, i => (float)boundary.Points[i].X), Array.ConvertAll(samples, i => (float)boundary.Points[i].Y))
        {
            Size = boundary.Points.Count > 500 ? 4 : 7,
            Texts = Array.ConvertAll(samples, TextOf),
            HoverTemplate = "%{text}<extra></extra>",
        };

    private string TextOf(int sample)
    {
        int given = boundary.Predicted[sample];
        string answer = given < 0 ? "no finite answer" : $"classified as {boundary.Labels.Names[given]}";
        return $"sample {sample}: {boundary.Labels.Names[boundary.Labels.Classes[sample]]}, {answer}";
    }

    private static (double, double) Edges(IReadOnlyList<double> middles)
    {
        double half = (middles[1] - middles[0]) / 2;
        return (middles[0] - half, middles[^1] + half);
    }
}
