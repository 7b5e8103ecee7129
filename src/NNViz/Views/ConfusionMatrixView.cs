using NNViz.Html;
using NNViz.Images;
using NNViz.Plotly;
using NNViz.Training;

namespace NNViz.Views;

/// <summary>
/// A confusion matrix: rows are the true classes, columns the predicted ones, colours parts of the row,
/// numbers counts; below, each class's measures.
/// </summary>
public sealed class ConfusionMatrixView(ConfusionMatrix matrix) : View
{
    private const int MostWithWords = 30, MostDrawn = 100;

    // Of very many classes those that are recognised worst, in their own order.
    private readonly int[] _drawn = [.. Enumerable.Range(0, matrix.ClassNames.Count).OrderBy(matrix.Recall).Take(MostDrawn).Order()];

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        FigureView.Write(html, Figure());
        html.Note(matrix.ToString());
        if (_drawn.Length < matrix.ClassNames.Count)
        {
            string all = Words.Count(matrix.ClassNames.Count);
            html.Note($"Of {all} classes the {MostDrawn} with the lowest recall are drawn, with what of them was taken for one another.");
        }

        using (html.Element("details"))
        {
            html.Element("summary", "precision, recall and F1 of each class");
            using (html.Element("table"))
            {
                WriteRow(html, "th", ["class", "samples", "precision", "recall", "F1"]);
                foreach (int k in _drawn)
                {
                    WriteRow(html, "td", [matrix.ClassNames[k], Words.Count(Samples(k)),
                        .. new[] { matrix.Precision(k), matrix.Recall(k), matrix.F1(k) }.Select(v => Words.Number(v, 3))]);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(matrix.ToString());

    private long Samples(int k) => Enumerable.Range(0, matrix.ClassNames.Count).Sum(column => matrix[k, column]);

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
        long[] samples = [.. _drawn.Select(Samples)];
        long[] counts = [.. _drawn.SelectMany(row => _drawn.Select(column => matrix[row, column]))];
        int size = _drawn.Length;
        float[] parts = [.. counts.Select((count, at) => samples[at / size] is > 0 and var all ? (float)count / all : float.NaN)];
        var axis = new Axis("predicted class") { Labels = [.. _drawn.Select(k => matrix.ClassNames[k])], Integers = true };
        var panel = new Panel(axis, new Axis("true class") { Labels = axis.Labels, Integers = true, Reversed = true }) { Square = true };
        var cells = new Heatmap(parts, size, size, ColorStops.Of(Colormap.Viridis))
        {
            Low = 0,
            High = 1,
            ZTitle = "part of the true class",
            Texts = size <= MostWithWords ? [.. counts.Select(count => Words.Count(count))] : null,
            HoverTemplate = "true %{y}, predicted %{x}: %{z:.1%}<extra></extra>",
        };
        return new Figure(new FigureLayout(panel), cells) { Width = 560, Height = 480, Alt = matrix.ToString() };
    }
}
