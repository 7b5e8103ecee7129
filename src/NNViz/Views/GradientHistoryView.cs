using NNViz.Html;
using NNViz.Images;
using NNViz.Plotly;
using NNViz.Training;

namespace NNViz.Views;

/// <summary>
/// Gradients over training steps:
/// the norm of all together as a line, and below, parameter by parameter, their root mean squares as colours. A snapshot.
/// </summary>
public sealed class GradientHistoryView(GradientHistory history) : View
{
    private const int MostRows = 60, MostColumns = 256, RowHeight = 20, LineHeight = 170;
    private const double SmallestPower = -30;

    private readonly GradientStretch[] _stretches = Fitted(history.Stretches);
    private readonly long _steps = history.Steps;

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        html.Element("p", Summary());
        if (_stretches.Length == 0)
        {
            return;
        }

        FigureView.Write(html, Draw());
        string merged = _stretches[0].Count > 1
            ? $" A point and a column stand for {Words.Count(_stretches[0].Count, "step")}, "
                + "by the root mean square; the largest norm of each is the thin line."
            : "";
        string few = history.Names.Count > MostRows ? $" The first {MostRows} of {Words.Count(history.Names.Count)} parameters are drawn." : "";
        html.Note($"Colours: log₁₀ of the root mean square of a parameter's gradient; none where it is 0, missing or not finite.{merged}{few}");
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text)
    {
        text.Write(Summary());
        if (_stretches.Length > 0)
        {
            text.Write($" Norm of all gradients {Words.Number(_stretches[0].Norm)} at first, "
                + $"{Words.Number(_stretches[^1].Norm)} at last, {Words.Number(_stretches.Max(stretch => stretch.Largest))} at most.");
        }
    }

    private string Summary() => $"Gradients of {Words.Count(history.Names.Count, "parameter tensor")} over {Words.Count(_steps, "step")}."
        + (history.FirstNonFinite is { } bad ? $" ⚠ Not finite first at {bad}." : "") + (_steps == 0 ? " Call Record() after loss.backward()." : "");

    private Figure Draw()
    {
        // Evenly spaced, also where the last stretch is not full yet.
        double[] at = [.. _stretches.Select((_, i) => ((i + 0.5) * _stretches[0].Count) - 0.5)];
        string[] names = [.. history.Names.Take(MostRows)];
        float[] powers = [.. Enumerable.Range(0, names.Length).SelectMany(row => _stretches.Select(stretch => Power(stretch.RootMeanSquares[row])))];
        var map = new Heatmap(powers, names.Length, _stretches.Length, ColorStops.Of(Colormap.Viridis))
        {
            X = at,
            Panel = 1,
            ZTitle = "log₁₀",
            HoverTemplate = "%{y}, step %{x:.0f}: 10^%{z:.2f}<extra></extra>",
        };
        Trace[] extremes = _stretches.Any(stretch => stretch.Count > 1)
            ? [new Line(at, _stretches.Select(stretch => stretch.Largest).ToArray()) { Name = "largest", Color = "#a9b8c8" }]
            : [];
        var line = new Line(at, _stretches.Select(stretch => stretch.Norm).ToArray()) { Name = "norm", Color = Colors.Of(0) };
        (double, double) range = (-0.5, (_stretches.Length * (double)_stretches[0].Count) - 0.5);
        var top = new Panel(new Axis("step") { Integers = true, Range = range }, new Axis("‖all gradients‖") { Log = true });
        var bottom = new Panel(new Axis("step") { Integers = true, Range = range }, new Axis("parameter") { Labels = names, Reversed = true });
        return new Figure(new FigureLayout(top, bottom), [.. extremes, line, map])
        {
            Height = LineHeight + Math.Max(LineHeight, (RowHeight * names.Length) + 60),
            Alt = Summary(),
        };
    }

    private static float Power(double size) => size > 0 && double.IsFinite(size) ? (float)Math.Max(SmallestPower, Math.Log10(size)) : float.NaN;

    private static GradientStretch[] Fitted(IReadOnlyList<GradientStretch> all)
    {
        GradientStretch[] stretches = [.. all];
        while (stretches.Length > MostColumns)
        {
            stretches = [.. stretches.Chunk(2).Select(pair => pair.Length > 1 ? pair[0].With(pair[1]) : pair[0])];
        }

        return stretches;
    }
}
