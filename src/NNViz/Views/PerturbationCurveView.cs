using NNViz.Attributions;
using NNViz.Html;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>A deletion or insertion curve beside those of random orders, the mean over the samples; of several samples a table of their areas.</summary>
internal sealed class PerturbationCurveView(PerturbationCurve curve) : View
{
    /// <summary>A class for each sample makes a name that is longer than an axis.</summary>
    private const int MostLetters = 24;

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        FigureView.Write(html, Figure());
        html.Note(curve.ToString());
        if (curve.Areas.Count > 1)
        {
            HtmlTable.Write(html, ["sample", "area under the score", "under random orders"], curve.Areas.Select((area, sample) =>
            {
                double[] random = [.. curve.RandomAreas.Select(areas => areas[sample])];
                return (string[])[Words.Count(sample), Words.Number(area), $"{Words.Number(random.Min())} to {Words.Number(random.Max())}"];
            }));
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(curve.ToString());

    private Figure Figure()
    {
        var samples = curve.Scores.Count;
        var own = curve.Order switch
        {
            PlaceOrder.MostRelevantFirst => "most relevant first",
            PlaceOrder.LeastRelevantFirst => "least relevant first",
            _ => "the order asked for",
        };
        var random = curve.RandomScores.Select((scores, order) => LineOf(scores) with
        {
            Name = order == 0 ? "random orders" : null,
            Color = Colors.Ink,
            Width = 1,
            Opacity = 0.8,
        });
        var line = LineOf(curve.Scores) with { Name = $"{curve.Method}, {own}", Width = 3, Color = Colors.Of(0) };
        var target = curve.Target.Length <= MostLetters ? curve.Target : "the target";
        var panel = new Panel(
            new Axis(curve.Inserted ? "share of the places put in" : "share of the places taken out") { Range = (0, 1) },
            new Axis($"score of {target}{(samples > 1 ? $", mean of {Words.Count(samples)}" : "")}"));
        return new Figure(new FigureLayout(panel) { Legend = true }, [.. random, line]) { Alt = curve.ToString() };
    }

    private Line LineOf(IReadOnlyList<IReadOnlyList<double>> scores) => new(
        curve.Shares.ToArray(),
        Enumerable.Range(0, curve.Shares.Count).Select(point => scores.Average(one => one[point])).ToArray());
}
