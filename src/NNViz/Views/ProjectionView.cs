using NNViz.Html;
using NNViz.Plotly;
using NNViz.Projections;

namespace NNViz.Views;

/// <summary>A projection as a map of points, a colour for each class, with what it keeps of the data.</summary>
public sealed class ProjectionView(Projection projection) : View
{
    /// <summary>The most points drawn, so that the output keeps its budget.</summary>
    private const int MostPoints = 4000;

    private const double ManyPoints = 1000;

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        FigureView.Write(html, Figure());
        html.Note(projection.ToString());
        if (Step > 1)
        {
            html.Note($"Every {Words.Count(Step)}th of {Words.Count(projection.Count)} points is drawn.");
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(projection.ToString());

    private int Step => (projection.Count + MostPoints - 1) / MostPoints;

    private Figure Figure()
    {
        double[] x = projection.Along(0);
        // One dimension lies along a line, each class at its own height.
        double[] y = projection.Dimensions > 1 ? projection.Along(1) : [.. x.Select((_, i) => (double)(projection.Labels?.Classes[i] ?? 0))];
        string second = projection.Dimensions > 1 ? projection.AxisNames[1] : "class";
        var panel = new Panel(new Axis(projection.AxisNames[0]), new Axis(second)) { Square = projection.Dimensions > 1 };
        return new Figure(new FigureLayout(panel), [.. Classes().Select(c => Points(c.Name, c.Color, c.Samples, (x, y)))])
        {
            Height = 440,
            Alt = projection.ToString(),
        };
    }

    private IEnumerable<(string? Name, string? Color, int[] Samples)> Classes()
    {
        IEnumerable<int> drawn = Enumerable.Range(0, projection.Count).Where(i => i % Step == 0);
        if (projection.Labels is not { } labels)
        {
            return [(null, null, [.. drawn])];
        }

        var colors = ClassColors.Of(labels.Names.Count);
        return drawn.GroupBy(i => labels.Classes[i]).OrderBy(g => g.Key)
            .Select(g => ((string?)labels.Names[g.Key], (string?)colors[g.Key].ToString(), g.ToArray()));
    }

    private Scatter Points(string? name, string? color, int[] samples, (double[] X, double[] Y) all) =>
        new(Array.ConvertAll(samples, i => (float)all.X[i]), Array.ConvertAll(samples, i => (float)all.Y[i]))
        {
            Name = name,
            Color = color,
            Size = projection.Count > ManyPoints ? 4 : 6,
            Opacity = 0.8,
            Texts = Array.ConvertAll(samples, i => name is null ? $"sample {i}" : $"{name}, sample {i}"),
            HoverTemplate = "%{text}<extra></extra>",
        };
}
