using NNViz.Attributions;
using NNViz.Html;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>How the maps of several methods lie on known regions: a bar each, and a line where a map that knows nothing would end.</summary>
internal sealed class LocalisationScoresView(LocalisationScores scores) : View
{
    private const int BarHeight = 22, Frame = 100;

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        FigureView.Write(html, Bars());
        HtmlTable.Write(html, ["method", "mass inside", "pointing game"],
            scores.Methods.Select(score => (string[])[score.Method, Words.Percent(score.Inside), Words.Percent(score.Points)]));
        html.Note(Summary);
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(string.Join('\n',
        [.. scores.Methods.Select(score =>
            $"{score.Method}: {Words.Percent(score.Inside)} of the mass inside, "
                + $"pointing game {Words.Percent(score.Points)}"), Summary]));

    private string Summary =>
        $"Means over {Words.Count(scores.Samples, "sample")}. "
        + $"The regions cover {Words.Percent(scores.Chance)} of the images: an even map has as much inside. "
        + "In the pointing game a map scores where its largest value lies inside.";

    private Figure Bars()
    {
        var inside = new Bar(Numbers.Range(scores.Methods.Count), scores.Methods.Select(score => score.Inside).ToArray())
        {
            Horizontal = true,
            Name = "mass inside",
        };
        var panel = new Panel(
            new Axis("share inside (dashed: chance)") { Range = (0, 1) },
            new Axis("method") { Labels = [.. scores.Methods.Select(score => score.Method)], Reversed = true });
        return new Figure(new FigureLayout(panel) { Marks = [new Mark(scores.Chance, "")], Legend = false }, inside)
        {
            Height = Frame + scores.Methods.Count * BarHeight,
            Alt = "The share of each method's map inside the region: "
                + $"{string.Join(", ", scores.Methods.Select(score => $"{score.Method} {Words.Percent(score.Inside)}"))}; "
                + $"chance {Words.Percent(scores.Chance)}",
        };
    }
}
