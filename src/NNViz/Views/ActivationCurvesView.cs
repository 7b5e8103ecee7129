using NNViz.Html;
using NNViz.Networks;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>
/// Activation functions, their derivatives and, where a net was asked, the histogram of what it gives to them:
/// one below the other over the same x.
/// </summary>
public sealed class ActivationCurvesView(ActivationCurves result) : View
{
    private const int PanelHeight = 210;

    /// <summary>The diagram.</summary>
    public Figure Figure { get; } = Draw(result);

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        FigureView.Write(html, Figure);
        foreach (string line in result.Curves.Select(Facts))
        {
            html.Note(line);
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(string.Join('\n', result.Curves.Select(Facts)));

    private static Figure Draw(ActivationCurves result)
    {
        double[] x = [.. result.X];
        var traces = new List<Trace>();
        foreach ((int i, ActivationCurve curve) in result.Curves.Index())
        {
            string color = Colors.Of(i);
            traces.Add(new Line(x, curve.Values.ToArray()) { Name = curve.Name, Color = color });
            if (curve.Derivatives is { } slopes)
            {
                traces.Add(new Line(x, slopes.ToArray()) { Name = curve.Name, Color = color, Panel = 1, ShowLegend = false });
            }

            if (curve.Inputs is { Stats.Histogram: { Counts.Count: > 0 } histogram })
            {
                double opacity = result.Curves.Count > 1 ? 0.5 : 1;
                traces.Add(new Histogram(histogram.Edges.ToArray(), histogram.Counts.ToArray())
                {
                    Name = curve.Name,
                    Color = color,
                    Panel = 2,
                    ShowLegend = false,
                    Opacity = opacity,
                });
            }
        }

        bool asked = result.Curves.Any(curve => curve.Inputs is not null);
        string[] titles = ["f(x)", "derivative", .. asked ? ["pre-activations"] : Array.Empty<string>()];
        Panel[] panels = [.. titles.Select((title, i) => new Panel(new Axis("x") { Range = (x[0], x[^1]) }, new Axis(title) { FromZero = i == 2 }))];
        return new Figure(new FigureLayout(panels) { OverlayBars = true }, traces)
        {
            Height = (PanelHeight * panels.Length) + 40,
            Alt = $"Activation functions from x = {Words.Number(x[0])} to {Words.Number(x[^1])} "
                + $"and their derivatives: {string.Join(", ", result.Curves.Select(curve => curve.Name))}",
        };
    }

    private string Facts(ActivationCurve curve)
    {
        string slopes = curve.Derivatives is { } d
            ? $"derivative {Span(d)}, below {Words.Number(ActivationCurves.Flat)} in size on {Words.Percent(d.Count(IsFlat) / (double)d.Count)} of the range"
            : "autograd has no derivative of it";
        string facts = $"{curve.Name} from x = {Words.Number(result.X[0])} to {Words.Number(result.X[^1])}: values {Span(curve.Values)}; {slopes}.";
        return curve.Inputs is { } given ? $"{facts} {Given(given)}" : facts;
    }

    private string Given(PreActivations given)
    {
        string flat = double.IsNaN(given.FlatShare)
            ? ""
            : $", {Words.Percent(given.FlatShare)} of them where it is flat (|f′| < {Words.Number(ActivationCurves.Flat)})";
        string beyond = given.Stats.Min < result.X[0] || given.Stats.Max > result.X[^1] ? "; those beyond the axis are not drawn" : "";
        string alarm = given.Stats.Moments.NonFinite > 0 ? $"; ⚠ {Words.Count(given.Stats.Moments.NonFinite)} not finite" : "";
        return $"The net gives it {Words.Count(given.Stats.Count, "number")} "
            + $"from {Words.Number(given.Stats.Min)} to {Words.Number(given.Stats.Max)}{flat}{beyond}{alarm}.";
    }

    private static bool IsFlat(double slope) => Math.Abs(slope) < ActivationCurves.Flat;

    private static string Span(IReadOnlyList<double> numbers) => $"{Words.Number(numbers.Min())} … {Words.Number(numbers.Max())}";
}
