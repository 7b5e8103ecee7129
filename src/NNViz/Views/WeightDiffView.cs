using NNViz.Html;
using NNViz.Networks;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>Two checkpoints: how far each parameter and buffer has moved as bars, its histogram before and after, and the numbers.</summary>
public sealed class WeightDiffView(WeightDiff diff) : View
{
    private const int RowHeight = 22, LeastHeight = 180, MostHeight = 900, MostHistograms = 60;

    /// <summary>The bar chart.</summary>
    public Figure Figure { get; } = Draw(diff);

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        html.Element("p", Summary());
        if (!diff.IsUnchanged)
        {
            FigureView.Write(html, Figure);
            html.Note("Bars: ‖after − before‖/‖before‖; what has not changed, or was all zero, has no bar on a logarithmic axis.");
        }

        using (html.Element("details"))
        {
            html.Element("summary", $"Numbers of {Words.Count(diff.Changes.Count, "tensor")}");
            HtmlTable.Write(html, ["tensor", "shape", "relative change", "largest change", "cosine", "values changed"], diff.Changes.Select(Numbers));
        }

        using (html.Element("details"))
        {
            html.Element("summary", "Histograms before and after");
            WriteHistograms(html);
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text)
    {
        var rows = diff.Changes.Take(HtmlTable.MostRows).Select(change =>
            $"{change.Name} {Words.Shape(change.Shape)}: {Words.Percent(change.Difference.RelativeNorm)} changed, "
            + $"largest {Words.Number(change.Difference.Largest)}, cosine {Words.Number(change.Difference.Cosine)}");
        text.Write(string.Join('\n', rows.Prepend(Summary())));
    }

    private static Figure Draw(WeightDiff diff)
    {
        string[] names = [.. diff.Changes.Select(change => change.Name)];
        var bars = new Bar(diff.Changes.Select(change => change.Difference.RelativeNorm).ToArray()) { Horizontal = true };
        var panel = new Panel(new Axis("relative change") { Log = true }, new Axis("entry") { Labels = names, Reversed = true });
        return new Figure(new FigureLayout(panel), bars)
        {
            Height = Math.Clamp((RowHeight * names.Length) + 70, LeastHeight, MostHeight),
            Alt = $"Relative change of {Words.Count(names.Length, "tensor")} between two checkpoints",
        };
    }

    private static string[] Numbers(WeightChange change) =>
    [
        change.Name, Words.Shape(change.Shape), Words.Number(change.Difference.RelativeNorm), Words.Number(change.Difference.Largest),
        Words.Number(change.Difference.Cosine, 6), $"{Words.Count(change.Difference.Unequal)} of {Words.Count(change.Difference.Count)}",
    ];

    private string Summary()
    {
        string missing = diff.NotCompared.Count > 0
            ? $" ⚠ Not compared: {string.Join("; ", diff.NotCompared.Take(8))}"
                + $"{(diff.NotCompared.Count > 8 ? $" and {diff.NotCompared.Count - 8} more" : "")}."
            : "";
        if (diff.IsUnchanged)
        {
            return "Nothing has changed. (The tensors of a state_dict() go on changing with their network: keep net.Checkpoint() instead.)" + missing;
        }

        WeightChange most = diff.Changes.MaxBy(change => double.IsFinite(change.Difference.RelativeNorm) ? change.Difference.RelativeNorm : 0)!;
        int still = diff.Changes.Count(change => change.Difference.Unequal == 0);
        return $"{diff.Changes.Count - still} of {Words.Count(diff.Changes.Count, "tensor")} changed, most {most.Name}: "
            + $"by {Words.Percent(most.Difference.RelativeNorm)} of its norm.{missing}";
    }

    private void WriteHistograms(HtmlWriter html)
    {
        using (html.Element("table"))
        {
            foreach (WeightChange change in diff.Changes.Take(MostHistograms))
            {
                using var row = html.Element("tr");
                html.Element("td", change.Name);
                foreach (Tensors.TensorStats stats in new[] { change.Before, change.After })
                {
                    using var cell = html.Element("td");
                    if (MiniHistogram.Picture(stats.Histogram) is { } picture)
                    {
                        html.Picture(picture);
                    }

                    html.Text($" {Words.Number(stats.Min)} … {Words.Number(stats.Max)}");
                }
            }
        }

        if (diff.Changes.Count > MostHistograms)
        {
            html.Note($"The first {MostHistograms} of {Words.Count(diff.Changes.Count)}.");
        }
    }
}
