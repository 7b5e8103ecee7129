using System.Text.Json;
using NNViz.Html;
using NNViz.Images;
using NNViz.Plotly;
using NNViz.Training;

namespace NNViz.Views;

/// <summary>
/// Gradients by size: a row for each parameter, or for each layer's output, and in it which part of the elements has which power of ten; a histogram of each
/// below.
/// </summary>
public sealed class GradientHistogramsView(GradientHistograms result) : View
{
    private const int MostRows = 60, RowHeight = 20, LeastHeight = 200;

    private (string Name, IReadOnlyList<GradientSpread> Rows)[] Kinds => [("parameters", result.Parameters), ("outputs of layers", result.Outputs)];

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        html.Element("p", Summary());
        html.Widget("panels", FigureView.Picture(Draw(result.Parameters, "parameter")), WritePanels);
        html.Note("Each row sums to 100 %; what is exactly 0 is left out of the picture and counted below. "
            + "From the last layer to the first the colours move left where gradients vanish, right where they explode.");
        foreach ((string name, IReadOnlyList<GradientSpread> rows) in Kinds)
        {
            using (html.Element("details"))
            {
                html.Element("summary", $"Histograms of {Words.Count(rows.Count)} {name}");
                WriteTable(html, rows);
            }
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(string.Join('\n', Kinds.SelectMany(kind => kind.Rows.Take(MostRows)).Select(row =>
        $"{row.Name} {Words.Shape(row.Shape)}: {MiniHistogram.Text(row.Stats.Histogram)} "
            + $"{Words.Number(row.Stats.Min)} … {Words.Number(row.Stats.Max)}, {Words.Percent(Zeros(row))} zeros").Prepend(Summary())));

    private static double Zeros(GradientSpread row) => row.Stats.Count == 0 ? 0 : (double)row.Stats.Moments.Zeros / row.Stats.Count;

    private string Summary()
    {
        string bad = string.Join(", ", result.Parameters.Concat(result.Outputs).Where(row => row.Stats.Moments.NonFinite > 0).Take(8).Select(row => row.Name));
        string alarm = bad.Length > 0 ? $" ⚠ Not finite: {bad}." : "";
        string without = result.Without.Count > 0
            ? $" ⚠ Without gradient (the loss does not depend on them): {string.Join(", ", result.Without.Take(8))}."
            : "";
        return $"Gradients of a loss of {Words.Number(result.Loss)}: {Words.Count(result.Parameters.Count, "parameter tensor")}, "
            + $"{Words.Count(result.Outputs.Count, "output")} of layers.{alarm}{without}";
    }

    private void WritePanels(Utf8JsonWriter json) => PanelsPart.Write(json,
        [("gradients of", [.. Kinds.Where(kind => kind.Rows.Count > 0).Select(kind => kind.Name)])],
        (panel, i) => PanelsPart.Figure(panel, Draw(Kinds.Where(kind => kind.Rows.Count > 0).ElementAt(i).Rows, i == 0 ? "parameter" : "layer")));

    private static Figure Draw(IReadOnlyList<GradientSpread> all, string what)
    {
        GradientSpread[] rows = [.. all.Take(MostRows)];
        int bins = GradientHistograms.BinsOfAPower * (GradientHistograms.HighestPower - GradientHistograms.LowestPower);
        (int first, int last) = Used(rows, bins);
        float[] shares = [.. rows.SelectMany(row => row.Magnitudes.Skip(first).Take(last - first + 1).Select(count => Share(count, row)))];
        double At(int bin) => GradientHistograms.LowestPower + ((bin + 0.5) / GradientHistograms.BinsOfAPower);
        var map = new Heatmap(shares, rows.Length, last - first + 1, ColorStops.Of(Colormap.Viridis))
        {
            X = Enumerable.Range(first, last - first + 1).Select(At).ToArray(),
            Low = 0,
            ZTitle = "% of elements",
            HoverTemplate = "%{y}: %{z:.3g} % of the elements near 10^%{x:.2f}<extra></extra>",
        };
        var up = new Axis(what) { Labels = [.. rows.Select(row => row.Name)], Reversed = true };
        string few = rows.Length < all.Count ? $", the first {rows.Length} of {all.Count}" : "";
        return new Figure(new FigureLayout(new Panel(new Axis("log₁₀ |gradient|"), up)), map)
        {
            Height = (RowHeight * rows.Length) + 90 > LeastHeight ? (RowHeight * rows.Length) + 90 : LeastHeight,
            Alt = $"Sizes of the gradients of {Words.Count(rows.Length, what)}{few}, as shares of the elements by power of ten",
        };
    }

    private static float Share(long count, GradientSpread row) => 100f * count / Math.Max(1, row.Magnitudes.Sum() + row.Below + row.Above);

    private static (int First, int Last) Used(GradientSpread[] rows, int bins)
    {
        int[] used = [.. Enumerable.Range(0, bins).Where(bin => rows.Any(row => row.Magnitudes[bin] > 0))];
        return used.Length == 0 ? (0, bins - 1) : (Math.Max(0, used[0] - 1), Math.Min(bins - 1, used[^1] + 1));
    }

    private static void WriteTable(HtmlWriter html, IReadOnlyList<GradientSpread> rows)
    {
        using (html.Element("table"))
        {
            foreach (GradientSpread row in rows.Take(MostRows))
            {
                using var line = html.Element("tr");
                html.Element("td", $"{row.Name} {Words.Shape(row.Shape)}");
                using (html.Element("td"))
                {
                    if (MiniHistogram.Picture(row.Stats.Histogram) is { } picture)
                    {
                        html.Picture(picture);
                    }
                }

                string alarm = row.Stats.Moments.NonFinite > 0 ? $" ⚠ {Words.Count(row.Stats.Moments.NonFinite)} not finite" : "";
                html.Element("td",
                    $"{Words.Number(row.Stats.Min)} … {Words.Number(row.Stats.Max)}, σ {Words.Number(row.Stats.Std)}, "
                        + $"{Words.Percent(Zeros(row))} zeros{alarm}");
            }
        }

        if (rows.Count > MostRows)
        {
            html.Note($"The first {MostRows} of {Words.Count(rows.Count)}.");
        }
    }
}
