using NNViz.Html;
using NNViz.Plotly;
using NNViz.Tensors;

namespace NNViz.Views;

/// <summary>The statistics of a tensor: a table, its quantiles, and the histogram of all its finite values.</summary>
public sealed class StatsView(TensorStats stats) : View
{
    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        using (html.Element("table"))
        {
            foreach ((string name, string value) in Rows())
            {
                using (html.Element("tr"))
                {
                    html.Element("th", name);
                    html.Element("td", value, ("class", "nnviz-number"));
                }
            }
        }

        if (stats.Histogram.Counts.Count > 1)
        {
            FigureView.Write(html, HistogramFigure());
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(string.Join('\n', Rows().Select(row => $"{row.Name}: {row.Value}")));

    private IEnumerable<(string Name, string Value)> Rows()
    {
        Moments m = stats.Moments;
        yield return ("values", Words.Count(m.Count));
        yield return ("range", $"{Words.Number(m.Min, 6)} … {Words.Number(m.Max, 6)}");
        yield return ("mean", Words.Number(m.Mean, 6));
        yield return ("standard deviation (n − 1)", Words.Number(m.Std, 6));
        yield return ("zeros", WithPart(m.Zeros));
        foreach ((string name, long count) in new[] { ("NaN", m.NaN), ("+Inf", m.PositiveInfinity), ("−Inf", m.NegativeInfinity) })
        {
            if (count > 0)
            {
                yield return ("⚠ " + name, WithPart(count));
            }
        }

        string sampled = stats.QuantilesAreSampled ? $", of a sample of {Words.Count(TensorStats.SampleSize)}" : "";
        foreach ((double probability, double value) in TensorStats.Probabilities.Zip(stats.Quantiles))
        {
            yield return ($"quantile {Words.Percent(probability)}{sampled}", Words.Number(value, 6));
        }
    }

    private string WithPart(long count) => $"{Words.Count(count)} ({Words.Percent((double)count / Math.Max(1, stats.Count))})";

    private Figure HistogramFigure()
    {
        var histogram = new Plotly.Histogram(stats.Histogram.Edges.ToArray(), stats.Histogram.Counts.ToArray());
        return new Figure(new FigureLayout(new Panel(new Axis("value"), new Axis("count"))), histogram)
        {
            Height = 240,
            Alt = $"Histogram of {Words.Count(stats.Moments.Finite, "value")} from {Words.Number(stats.Min)} to {Words.Number(stats.Max)}",
        };
    }
}
