using NNViz.Html;
using NNViz.Images;
using NNViz.Networks;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>How alike layers of two networks represent the same samples, as a heatmap from 0 to 1.</summary>
public sealed class SimilarityView(LayerSimilarity similarity) : View
{
    private const int MostWithNumbers = 16, CellSize = 26, LeastHeight = 300, MostHeight = 760, MostLabels = 40;

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        FigureView.Write(html, Draw((similarity.Nets.Rows, similarity.Nets.Columns)));
        html.Note(Note);
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text)
    {
        var rows = similarity.RowLayers.Select((row, i) =>
            (Row: row, Best: Enumerable.Range(0, similarity.ColumnLayers.Count).MaxBy(j => similarity[i, j]), At: i));
        text.Write(string.Join('\n',
            [Note, .. rows.Select(row =>
                $"{row.Row}: most like {similarity.ColumnLayers[row.Best]} ({Words.Number(similarity[row.At, row.Best], 3)})")]));
    }

    /// <summary>What is shown, in words.</summary>
    internal string Note
    {
        get
        {
            string missing = similarity.Values.Any(double.IsNaN) ? " Grey: a layer that answers the same to every sample." : "";
            return $"Linear CKA{(similarity.Unbiased ? " (unbiased)" : "")} over {Words.Count(similarity.Samples, "sample")}: "
                + $"1 for what is equal but for rotation and scale.{missing}";
        }
    }

    /// <summary>The heatmap, the networks under these names.</summary>
    internal Figure Draw((string Rows, string Columns) names)
    {
        (int rows, int columns) = (similarity.RowLayers.Count, similarity.ColumnLayers.Count);
        var across = new Axis($"layers of {names.Columns}") { Labels = Thinned(similarity.ColumnLayers), Integers = true };
        var down = new Axis($"layers of {names.Rows}") { Labels = Thinned(similarity.RowLayers), Integers = true, Reversed = true };
        var cells = new Heatmap(similarity.Values.Select(value => (float)value).ToArray(), rows, columns, ColorStops.Of(Colormap.Viridis))
        {
            Low = 0,
            High = 1,
            ZTitle = "CKA",
            Texts = Math.Max(rows, columns) <= MostWithNumbers
                ? [.. similarity.Values.Select(value => double.IsNaN(value) ? "" : value.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture))]
                : null,
            // Where names are left out, the pointer says the layers' numbers.
            HoverTemplate = Math.Max(rows, columns) > MostLabels
                ? "layers %{y:d} and %{x:d}: %{z:.3f}<extra></extra>"
                : "%{y} and %{x}: %{z:.3f}<extra></extra>",
        };
        return new Figure(new FigureLayout(new Panel(across, down)), cells)
        {
            Height = Math.Clamp((CellSize * rows) + 130, LeastHeight, MostHeight),
            Alt = $"Similarity of the layers of {names.Rows} and {names.Columns}. {Note}",
        };
    }

    // Names that would cover each other are left out; the places stay.
    private static string[] Thinned(IReadOnlyList<string> names) =>
        [.. names.Select((name, i) => i % ((names.Count + MostLabels - 1) / MostLabels) == 0 ? name : "")];
}
