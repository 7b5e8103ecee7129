using NNViz.Images;
using NNViz.Plotly;
using NNViz.Projections;

namespace NNViz.Views;

/// <summary>How finely a boundary is drawn.</summary>
/// <param name="Side">The most cells on each side.</param>
/// <param name="Points">The most samples.</param>
/// <param name="Rings">The most misclassified samples that are ringed.</param>
/// <param name="Words">Whether samples say on hovering what they are.</param>
internal readonly record struct BoundaryDetail(int Side, int Points, int Rings, bool Words);

/// <summary>
/// The figure of a decision boundary: the plane in the colours of the classes, the fuller the surer the network is; the samples in the colours of their own
/// classes, those that the network gets wrong in dark rings.
/// </summary>
internal sealed class BoundaryFigure(DecisionBoundary boundary, BoundaryDetail detail)
{
    // Seen on the grounds, and in the legend of a light and of a dark page.
    private const string RingColor = "#404040";

    // Grounds from nearly grey (not sure at all) to half the class's colour, so that samples stand out on the ground of their own class.
    private static readonly Rgb Pale = new(238, 238, 238);
    private const double Fullest = 0.55, Seam = 1e-3;
    private const int LeastLevels = 8; // of a class, for its confidence

    private readonly IReadOnlyList<Rgb> _colors = ClassColors.Of(boundary.Labels.Names.Count);

    /// <summary>How many samples stand for one that is drawn.</summary>
    public int Step => (boundary.Points.Count + detail.Points - 1) / detail.Points;

    /// <summary>How many misclassified samples stand for one that is ringed.</summary>
    public int RingStep => (boundary.Misclassified.Count + detail.Rings - 1) / detail.Rings;

    /// <summary>The figure.</summary>
    /// <param name="title">Above it.</param>
    public Figure Draw(string? title = null)
    {
        int[] ringed = [.. boundary.Misclassified.Where((_, i) => i % RingStep == 0)];
        // Of each class by itself: labels that take turns would leave only some of the classes.
        var drawn = Enumerable.Range(0, boundary.Points.Count).GroupBy(i => boundary.Labels.Classes[i]).SelectMany(g => g.Where((_, k) => k % Step == 0))
            .Union(ringed).GroupBy(i => boundary.Labels.Classes[i]).OrderBy(g => g.Key);
        Trace[] samples = [.. drawn.Select(g => Dots([.. g]) with { Name = boundary.Labels.Names[g.Key], Color = _colors[g.Key].ToString() })];
        Trace[] rings = ringed.Length == 0 ? [] : [Dots(ringed) with { Name = "misclassified", Color = RingColor, Size = 10, Rings = true }];
        var panel = new Panel(new Axis(boundary.AxisNames[0]) { Range = Edges(boundary.X) }, new Axis(boundary.AxisNames[1]) { Range = Edges(boundary.Y) });
        return new Figure(new FigureLayout(panel) { Title = title }, [Ground(), .. samples, .. rings]) { Height = 440, Alt = boundary.ToString() };
    }

    // Each class has its stretch of the numbers: class c with confidence p is c + p, coloured from pale to full within [c, c + 1].
    private Heatmap Ground()
    {
        int classes = _colors.Count, side = boundary.X.Count, step = (side + detail.Side - 1) / detail.Side;
        int[] kept = [.. Enumerable.Range(0, (side + step - 1) / step).Select(i => Math.Min(side - 1, (i * step) + (step / 2)))];
        double Of(int row, int column)
        {
            int cell = (row * side) + column;
            return boundary.Classes[cell] < 0 ? double.NaN : boundary.Classes[cell] + Math.Clamp(boundary.Confidence[cell], 2 * Seam, 1 - Seam);
        }

        double[] z = [.. kept.SelectMany(row => kept.Select(column => Of(row, column)))];
        var stops = _colors.Index().SelectMany(entry => new[]
        {
            Stop((entry.Index + (entry.Index == 0 ? 0 : Seam)) / classes, Pale),
            Stop((entry.Index + 1.0) / classes, Rgb.Mix(Pale, entry.Item, Fullest)),
        });
        // Evenly spaced, as a heatmap needs it: the middles of the blocks, the last one cut off by the axis.
        double width = boundary.X[1] - boundary.X[0], height = boundary.Y[1] - boundary.Y[0], half = (step - 1) / 2.0;
        int levels = detail.Words || z.Any(double.IsNaN) ? 0 : byte.MaxValue / classes;
        Numbers numbers = levels < LeastLevels ? Array.ConvertAll(z, v => (float)v) : Array.ConvertAll(z, v => Code(v, levels));
        return new Heatmap(numbers, kept.Length, kept.Length, [.. stops])
        {
            X = Array.ConvertAll(kept, i => boundary.X[0] + (((i / step * step) + half) * width)),
            Y = Array.ConvertAll(kept, i => boundary.Y[0] + (((i / step * step) + half) * height)),
            Low = 0,
            High = levels < LeastLevels ? classes : classes * levels,
            ShowScale = false,
            HoverTemplate = "%{x:.4g}, %{y:.4g}<extra></extra>",
        };
    }

    // In a byte: each class has as many levels, and none on the seam to the next.
    private static byte Code(double value, int levels)
    {
        double within = value - Math.Floor(value);
        return (byte)((Math.Floor(value) * levels) + 1 + Math.Round(within * (levels - 2)));
    }

    private static ColorStop Stop(double at, Rgb color) => new(at, color.R, color.G, color.B);

    private Scatter Dots(int[] samples) =>
        new(Array.ConvertAll(samples, i => (float)boundary.Points[i].X), Array.ConvertAll(samples, i => (float)boundary.Points[i].Y))
        {
            Size = boundary.Points.Count > 500 ? 4 : 7,
            Texts = detail.Words ? Array.ConvertAll(samples, TextOf) : null,
            HoverTemplate = detail.Words ? "%{text}<extra></extra>" : null,
        };

    private string TextOf(int sample)
    {
        int given = boundary.Predicted[sample];
        string answer = given < 0 ? "no finite answer" : $"classified as {boundary.Labels.Names[given]}";
        return $"sample {sample}: {boundary.Labels.Names[boundary.Labels.Classes[sample]]}, {answer}";
    }

    /// <summary>The range that cells cover whose middles are given.</summary>
    public static (double, double) Edges(IReadOnlyList<double> middles)
    {
        double half = (middles[1] - middles[0]) / 2;
        return (middles[0] - half, middles[^1] + half);
    }
}
