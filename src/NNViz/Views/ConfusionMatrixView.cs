using NNViz.Html;
using NNViz.Images;
using NNViz.Plotly;
using NNViz.Training;

namespace NNViz.Views;

/// <summary>A confusion matrix: rows are the true classes, columns the predicted ones, colours parts of the row, numbers counts; below, each class's measures.</summary>
public sealed class ConfusionMatrixView(ConfusionMatrix matrix) : View
{
    private const int MostClassesWithWords = 30;

    private int Classes => matrix.ClassNames.Count;

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        FigureView.Write(html, Figure());
        html.Element("p", matrix.ToString(), ("class", "nnviz-note"));
        using (html.Element("details"))
        {
            html.Element("summary", "precision, recall and F1 of each class");
            using (html.Element("table"))
            {
                WriteRow(html, "th", ["class", "samples", "precision", "recall", "F1"]);
                for (int k = 0; k < Classes; k++)
                {
                    WriteRow(html, "td", [matrix.ClassNames[k], Words.Count(Samples(k)), .. new[] { matrix.Precision(k), matrix.Recall(k), matrix.F1(k) }.Select(v => Words.Number(v, 3))]);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(matrix.ToString());

    private long Samples(int k) => Enumerable.Range(0, Classes).Sum(column => matrix[k, column]);

    private static void WriteRow(HtmlWriter html, string cell, IReadOnlyList<string> texts)
    {
        using (html.Element("tr"))
        {
            foreach (string text in texts)
            {
                html.Element(cell, text);
            }
        }
    }

    private Figure Figure()
    {
        // Parts of the row: a rare class is as visible as a frequent one. A row without samples has no parts.
        float[] parts = [.. matrix.Counts.Select((count, at) => Samples(at / Classes) is > 0 and var all ? (float)count / all : float.NaN)];
        Axis ClassAxis(string title) => new(title) { Labels = Classes <= MostClassesWithWords ? matrix.ClassNames : null, Integers = true };
        var panel = new Panel(ClassAxis("predicted class"), ClassAxis("true class") with { Reversed = true }) { Square = true };
        var cells = new Heatmap(parts, Classes, Classes, ColorStops.Of(Colormap.Viridis))
        {
            Low = 0,
            High = 1,
            ZTitle = "part of the true class",
            Texts = Classes <= MostClassesWithWords ? [.. matrix.Counts.Select(count => Words.Count(count))] : null,
            HoverTemplate = "true %{y}, predicted %{x}: %{z:.1%}<extra></extra>",
        };
        return new Figure(new FigureLayout(panel), cells) { Width = 560, Height = 480, Alt = matrix.ToString() };
    }
}
