using NNViz.Html;
using NNViz.Projections;

namespace NNViz.Views;

/// <summary>A decision boundary with the samples, and in words what was left out.</summary>
public sealed class DecisionBoundaryView(DecisionBoundary boundary) : View
{
    private readonly BoundaryFigure _figure = new(boundary, new BoundaryDetail(Side: 300, Points: 2000, Rings: 300, Words: true));

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        FigureView.Write(html, _figure.Draw());
        foreach (string line in new[] { boundary.ToString(), Left }.Where(line => line.Length > 0))
        {
            html.Note(line);
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(boundary.ToString());

    private string Left
    {
        get
        {
            string points = _figure.Step > 1
                ? $"Every {Words.Count(_figure.Step)}th of {Words.Count(boundary.Points.Count)} samples is drawn, and all that are ringed. "
                : "";
            return _figure.RingStep > 1
                ? $"{points}Every {Words.Count(_figure.RingStep)}th of {Words.Count(boundary.Misclassified.Count)} misclassified samples is ringed."
                : points.TrimEnd();
        }
    }
}
