using System.Globalization;
using System.Text.Json;
using NNViz.Html;
using NNViz.Images;
using NNViz.Plotly;
using NNViz.Training;

namespace NNViz.Views;

/// <summary>
/// Weights or gradients over the steps, parameter by parameter: as histograms one behind the other, as a surface over values and steps, and as bands between
/// quantiles.
/// </summary>
public sealed class DistributionsView(Distributions distributions) : View
{
    /// <summary>The most parameters that are drawn, so that the output keeps its budget.</summary>
    internal const int MostDrawn = 8;

    private const int Bins = 40, MostRows = 16;
    private const double RidgeHeight = 2.8; // of the room between two rows

    private static readonly string[] Ways = ["ridges", "surface", "bands"];
    private static readonly string[] BandNames = ["all", "90 %", "50 %"];

    // Weights say more than biases.
    private readonly DistributionSeries[] _drawn = [.. distributions.Series
        .OrderBy(one => one.Name.EndsWith("bias", StringComparison.Ordinal)).Take(MostDrawn)];

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        if (_drawn.Length == 0)
        {
            html.Note($"No {distributions.What} have been logged yet.");
            return;
        }

        html.Widget("panels", FigureView.Picture(Ridges(_drawn[0])), WritePayload);
        foreach (string note in Notes())
        {
            html.Note(note);
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(_drawn.Length == 0 ? $"No {distributions.What} have been logged yet."
        : string.Join('\n', distributions.Series.Take(HtmlTable.MostRows).Select(Line)));

    private static string Line(DistributionSeries series)
    {
        (DistributionStep first, DistributionStep last) = (series.Steps[0], series.Steps[^1]);
        return $"{series.Name}: mean {Words.Number(first.Mean)} → {Words.Number(last.Mean)}, std {Words.Number(first.Std)} → {Words.Number(last.Std)}, "
            + $"steps {Words.Count(first.Step)} to {Words.Count(last.Step)}";
    }

    private IEnumerable<string> Notes()
    {
        if (distributions.Series.Count > MostDrawn)
        {
            yield return $"Of {Words.Count(distributions.Series.Count)} parameters {MostDrawn} are drawn; "
                + $"the others by name: .Of(\"{distributions.Series[^1].Name}\").";
        }

        if (_drawn.Max(one => one.Every) is > 1 and var every)
        {
            yield return $"Of the logged steps every {Words.Count(every)}th is kept.";
        }

        foreach (DistributionSeries series in _drawn.Where(one => one.Steps.Any(step => step.NonFinite > 0)))
        {
            DistributionStep bad = series.Steps.First(step => step.NonFinite > 0);
            yield return $"⚠ {series.Name}: {Words.Count(bad.NonFinite)} of {Words.Count(bad.Count)} elements are not finite at step {Words.Count(bad.Step)}.";
        }
    }

    private void WritePayload(Utf8JsonWriter json)
    {
        Figure?[] figures = [.. _drawn.SelectMany(series => new[] { Ridges(series), Surface(series), Bands(series) })];
        PanelsPart.Write(json, [("parameter", [.. _drawn.Select(one => one.Name)]), ("as", Ways)], (panel, i) =>
        {
            if (figures[i] is { } figure)
            {
                PanelsPart.Figure(panel, figure);
            }
            else
            {
                panel.WriteString("text", "A surface needs two steps at least.");
            }
        });
    }

    // At most so many steps as can be told apart, the first and the last among them; those without a finite element have nothing to draw.
    private static DistributionStep[] Rows(DistributionSeries series)
    {
        DistributionStep[] all = [.. series.Steps.Where(step => step.Counts.Count > 0)];
        int count = Math.Min(MostRows, all.Length);
        return [.. Enumerable.Range(0, count).Select(i => all[count == 1 ? 0 : (int)((long)i * (all.Length - 1) / (count - 1))])];
    }

    // From the lowest to the highest element, but not so far beyond the usual ones that these could not be seen.
    private static double[] Edges(DistributionStep[] rows)
    {
        (double low, double high) = (rows.Min(step => step.Quantiles[1]), rows.Max(step => step.Quantiles[^2]));
        double room = 0.25 * (high - low);
        (low, high) = (Math.Max(rows.Min(step => step.Low), low - room), Math.Min(rows.Max(step => step.High), high + room));
        (low, high) = high > low ? (low, high) : (low - 0.5, high + 0.5);
        return [.. Enumerable.Range(0, Bins + 1).Select(i => low + ((high - low) * i / Bins))];
    }

    /// <summary>The part of a step's elements in each bin between edges: a bin of the step gives to each as much as of its width lies there.</summary>
    internal static double[] Rebin(DistributionStep step, double[] edges)
    {
        double total = step.Count - step.NonFinite, width = (step.High - step.Low) / step.Counts.Count;
        var parts = new double[edges.Length - 1];
        for (int bin = 0; bin < parts.Length; bin++)
        {
            for (int i = 0; i < step.Counts.Count; i++)
            {
                (double low, double high) = (step.Low + (i * width), step.Low + ((i + 1) * width));
                bool isLast = bin == parts.Length - 1;
                double share = width > 0 ? Math.Max(0, Math.Min(high, edges[bin + 1]) - Math.Max(low, edges[bin])) / width
                    : low >= edges[bin] && (low < edges[bin + 1] || (isLast && low == edges[^1])) ? 1 : 0;
                parts[bin] += step.Counts[i] * share / total;
            }
        }

        return parts;
    }

    private static double[] Middles(double[] edges) => [.. edges.Skip(1).Zip(edges, (high, low) => (low + high) / 2)];

    private static string StepName(DistributionStep step) => step.Step.ToString(CultureInfo.InvariantCulture);

    // The oldest step stands at the back, which is the top.
    private Figure Ridges(DistributionSeries series)
    {
        DistributionStep[] rows = Rows(series);
        double[] edges = Edges(rows), middles = Middles(edges);
        double[][] parts = [.. rows.Select(row => Rebin(row, edges))];
        double scale = RidgeHeight / Math.Max(parts.Max(row => row.Max()), 1e-12);
        var stops = ColorStops.Of(Colormap.Viridis);
        var ridges = rows.Select((row, i) => new Band(Array.ConvertAll(middles, v => (float)v), Array.ConvertAll(middles, _ => (float)i),
            Array.ConvertAll(parts[i], part => (float)(i - (part * scale))))
        {
            Name = $"step {StepName(row)}",
            Color = Colors.At(stops, 0.2 + (0.65 * i / Math.Max(1, rows.Length - 1))).Css,
            Opacity = 0.55,
            Crest = 1.2,
            ShowLegend = false,
        });
        var steps = new Axis("step") { Reversed = true, Labels = [.. rows.Select(StepName)] };
        return Framed(new FigureLayout($"{series.Name}: {distributions.What} by step", new Axis("value"), steps) { Legend = false }, series, [.. ridges]);
    }

    private Figure? Surface(DistributionSeries series)
    {
        DistributionStep[] rows = Rows(series);
        if (rows.Length < 2)
        {
            return null;
        }

        double[] edges = Edges(rows);
        float[] heights = [.. rows.SelectMany(row => Rebin(row, edges)).Select(part => (float)part)];
        var panel = new Panel(new Axis("value"), new Axis("step")) { Z = new Axis("part of the elements") };
        var surface = new Surface(heights, rows.Length, Bins, ColorStops.Of(Colormap.Viridis))
        {
            X = Array.ConvertAll(Middles(edges), v => (float)v),
            Y = Array.ConvertAll(rows, row => (float)row.Step),
            ZTitle = "part",
        };
        return Framed(new FigureLayout(panel) { Title = $"{series.Name}: {distributions.What} by step" }, series, surface) with { Height = 460 };
    }

    private Figure Bands(DistributionSeries series)
    {
        float[] steps = [.. series.Steps.Select(step => (float)step.Step)];
        float[] Quantile(int at) => [.. series.Steps.Select(step => (float)step.Quantiles[at])];
        // Lowest and highest, 5 and 95 %, 25 and 75 %.
        var bands = new[] { (0, 8), (2, 6), (3, 5) }.Select((edge, i) => new Band(steps, Quantile(edge.Item1), Quantile(edge.Item2))
        {
            Name = BandNames[i],
            Color = Colors.Of(0),
            Opacity = 0.18 + (0.12 * i),
        });
        var median = new Line(steps, Quantile(4)) { Name = "median", Color = Colors.Of(1) };
        var layout = new FigureLayout($"{series.Name}: {distributions.What} by step", new Axis("step"), new Axis("value")) { Legend = true };
        return Framed(layout, series, [.. bands, median]);
    }

    private Figure Framed(FigureLayout layout, DistributionSeries series, params Trace[] traces) => new(layout, traces)
    {
        Height = 400,
        Alt = $"Distribution of the {distributions.What} of {series.Name} over {Words.Count(series.Steps.Count, "step")}. {Line(series)}",
    };
}
