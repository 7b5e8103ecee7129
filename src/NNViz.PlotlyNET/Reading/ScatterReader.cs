using NNViz.Plotly;

namespace NNViz.PlotlyNET.Reading;

/// <summary>Lines and points.</summary>
internal static class ScatterReader
{
    private const int FewPoints = 20; // plotly.js marks the points of shorter lines

    public static IEnumerable<Trace> Read(TracePart part)
    {
        int count = Math.Max(part.Count("x"), part.Count("y"));
        Numbers x = part.Places("x", count), y = part.Places("y", count);
        string mode = part.Node.Text("mode") ?? (count < FewPoints ? "lines+markers" : "lines");
        if (BandOf(part, x, y) is { } band)
        {
            yield return band;
            yield break;
        }
        bool lines = mode.Contains("lines", StringComparison.Ordinal);
        bool words = mode.Contains("text", StringComparison.Ordinal);
        bool points = mode.Contains("markers", StringComparison.Ordinal) || words || !lines;
        if (lines)
        {
            yield return LineOf(part, x, y);
        }
        if (points)
        {
            var scatter = words ? WithWords(part, PointsOf(part, x, y)) : PointsOf(part, x, y);
            yield return scatter with { Color = scatter.Color ?? part.DefaultColor, ShowLegend = !lines };
        }
    }

    // There along one edge and back along the other, at the same places.
    private static Band? BandOf(TracePart part, Numbers x, Numbers y)
    {
        Node node = part.Node, edge = node.Part("line");
        int n = x.Count / 2;
        if (node.Text("fill") != "toself" || n == 0 || x.Count != 2 * n || y.Count != 2 * n
            || Enumerable.Range(0, n).Any(i => x[i] != x[(2 * n) - 1 - i]) || node.Text("fillcolor") is not { } fill)
        {
            return null;
        }
        node.Ignore("mode", "hoveron");
        double[] up = y.ToDoubles();
        return new Band(x.ToDoubles()[..n], up[n..].Reverse().ToArray(), up[..n])
        {
            Color = edge.Has("color") ? part.Color(edge).Css : ChartColors.Read(fill)?.Css,
            Opacity = ChartColors.Read(fill)?.Opacity ?? 0.5,
            Crest = edge.Number("width") ?? 2,
        };
    }

    private static Scatter WithWords(TracePart part, Scatter points)
    {
        string place = part.Node.Text("textposition") ?? "middle center";
        if (place is not ("middle left" or "middle right"))
        {
            part.LeftOut.Add($"the place '{place}' of words: they stand to the right");
        }
        return points with
        {
            Labels = points.Texts,
            LabelsLeft = place.EndsWith("left", StringComparison.Ordinal),
            Texts = part.Node.Texts("hovertext")?.Select(PlotlyWords.ToText).ToArray(),
        };
    }

    private static Line LineOf(TracePart part, Numbers x, Numbers y)
    {
        Node node = part.Node, style = node.Part("line");
        var (color, opacity) = part.Color(style);
        string fill = node.Text("fill") ?? "none";
        if (fill is not ("none" or "tozeroy"))
        {
            part.LeftOut.Add($"fill '{fill}'");
        }
        return new Line(x, y)
        {
            Color = color,
            Width = style.Number("width") ?? 2,
            Dashed = style.Text("dash") is { } dash && dash != "solid",
            Opacity = (node.Number("opacity") ?? 1) * opacity,
            Filled = fill == "tozeroy",
        };
    }

    private static Scatter PointsOf(TracePart part, Numbers x, Numbers y)
    {
        Node node = part.Node, marker = node.Part("marker");
        string symbol = marker.Text("symbol") ?? "circle";
        if (symbol is not ("circle" or "circle-open"))
        {
            part.LeftOut.Add($"the symbol '{symbol}'");
        }
        double[]? values = marker.Numbers("color");
        var (color, opacity) = values is null ? part.Color(marker) : (part.DefaultColor, 1);
        if (symbol == "circle-open")
        {
            marker.Part("line").Ignore("width");
        }
        var points = new Scatter(x, y)
        {
            Color = color,
            Size = marker.Number("size") ?? 6,
            Opacity = (node.Number("opacity") ?? 1) * (marker.Number("opacity") ?? 1) * opacity,
            Rings = symbol.EndsWith("-open", StringComparison.Ordinal),
            Texts = node.Texts("text")?.Select(PlotlyWords.ToText).ToArray(),
        };
        return values is null ? points : WithValues(part, marker, points, values);
    }

    private static Scatter WithValues(TracePart part, Node marker, Scatter points, double[] values)
    {
        Interval range = Interval.Of(values);
        (double low, double high) = (marker.Number("cmin") ?? range.Low, marker.Number("cmax") ?? range.High);
        if (!range.IsEmpty && (low != range.Low || high != range.High))
        {
            part.LeftOut.Add("bounds of the colours that are not the smallest and the largest number");
        }
        marker.Ignore("showscale");
        var bar = marker.Part("colorbar");
        bar.Ignore("x", "y", "len");
        return points with { Values = values, Stops = part.Stops(marker), ValuesTitle = bar.Words("title") ?? "value" };
    }
}
