using System.Globalization;
using NNViz.Html;
using NNViz.Plotly;
using NNViz.Training;

namespace NNViz.Views;

/// <summary>ROC curves or precision over recall: a line for each class, and what guessing would give.</summary>
public sealed class ScoreCurvesView(ScoreCurves curves) : View
{
    /// <summary>The most points of all curves together, so that the output keeps its budget.</summary>
    private const int MostPoints = 6000;

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        FigureView.Write(html, Figure());
        html.Note(curves.ToString());
        int longest = curves.Curves.Max(curve => curve.X.Count);
        if (longest > MostOfOne)
        {
            html.Note($"Of curves of up to {Words.Count(longest)} points the lowest and the highest of each stretch are drawn.");
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(curves.ToString());

    private Figure Figure()
    {
        var colors = ClassColors.Of(curves.Curves.Count);
        var lines = curves.Curves.Zip(colors, (curve, color) => LineOf(curve) with
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{curve.Name} ({curve.Area:0.000})"),
            Color = color.ToString(),
        });
        // Precision by guessing is a class's own part of the samples: one line only where there is one curve.
        double? chance = curves.Curves.Count == 1 ? curves.Curves[0].Positives : null;
        double[]? guess = curves.IsRoc ? [0.0, 1] : chance is { } part ? [part, part] : null;
        Trace[] guessing = guess is null ? [] : [new Line(new[] { 0.0, 1 }, guess) { Name = "guessing", Color = Colors.Ink, Dashed = true, Width = 1 }];
        (string x, string y) = curves.IsRoc ? ("false positive rate", "true positive rate") : ("recall", "precision");
        var panel = new Panel(new Axis(x) { Range = (0, 1) }, new Axis(y) { Range = (0, 1.02) });
        return new Figure(new FigureLayout(panel), [.. guessing, .. lines]) { Height = 400, Alt = curves.ToString() };
    }

    // The most points of one curve; the ends come on top of them.
    private int MostOfOne => Math.Max(4, MostPoints / curves.Curves.Count);

    // Of a curve of very many steps the extremes are drawn, and both ends.
    private Line LineOf(ScoreCurve curve)
    {
        int[] shown = [.. Thinning.Extremes(curve.Y, MostOfOne).Append(0).Append(curve.X.Count - 1).Distinct().Order()];
        return new Line(Array.ConvertAll(shown, i => (float)curve.X[i]), Array.ConvertAll(shown, i => (float)curve.Y[i]));
    }
}
