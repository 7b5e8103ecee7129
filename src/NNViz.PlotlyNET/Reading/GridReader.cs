using NNViz.Plotly;

namespace NNViz.PlotlyNET.Reading;

/// <summary>Heatmaps, contour maps and surfaces.</summary>
internal static class GridReader
{
    public static IEnumerable<Trace> ReadHeatmap(TracePart part)
    {
        part.Refuse("transpose");
        if (Read(part, 'z', (z, rows, columns, stops) => new Heatmap(z, rows, columns, stops)) is not { } heatmap)
        {
            yield break;
        }
        Node node = part.Node;
        string[]? texts = node.Texts("text");
        bool shown = node.Text("texttemplate") == "%{text}" && texts?.Length == heatmap.Z.Count;
        if (texts is not null && !shown)
        {
            part.LeftOut.Add("words that are read on hovering");
        }
        yield return heatmap with { Texts = shown ? [.. texts!.Select(PlotlyWords.ToText)] : null };
    }

    public static IEnumerable<Trace> ReadContour(TracePart part)
    {
        if (Read(part, 'z', (z, rows, columns, stops) => new Contour(z, rows, columns, stops)) is not { } contour)
        {
            yield break;
        }
        Node lines = part.Node.Part("contours"), pen = part.Node.Part("line");
        part.Node.Ignore("autocontour", "ncontours");
        lines.Ignore("start", "end");
        pen.Ignore("width");
        string coloring = lines.Text("coloring") ?? "fill";
        if (lines.Text("type") == "constraint" || coloring is not ("fill" or "none" or "lines"))
        {
            part.LeftOut.Add($"contours of the kind '{lines.Text("type") ?? coloring}'");
        }
        yield return contour with
        {
            Step = lines.Number("size"),
            LinesOnly = coloring is "none" or "lines",
            LineColor = pen.Text("color") is null ? contour.LineColor : part.Color(pen).Css,
        };
    }

    public static IEnumerable<Trace> ReadSurface(TracePart part)
    {
        part.Refuse("surfacecolor");
        return Read(part, 'c', (z, rows, columns, stops) => new Surface(z, rows, columns, stops)) is { } surface ? [surface] : [];
    }

    private static T? Read<T>(TracePart part, char bounds, Func<Numbers, int, int, IReadOnlyList<ColorStop>, T> create)
        where T : Grid
    {
        Node node = part.Node;
        if ((node.Any("z") is { } json ? ChartArray.Matrix(json) : null) is not { Shape: [var rows, var columns] } z)
        {
            part.Refused.Add("z: no rows of numbers of one length");
            return null;
        }
        if (typeof(T) != typeof(Heatmap) && (rows < 2 || columns < 2))
        {
            part.Refused.Add("z: one row or column");
            return null;
        }
        (double[]? x, double[]? y) = (PlacesOf(part, "x", columns), PlacesOf(part, "y", rows));
        var bar = node.Part("colorbar");
        bar.Ignore("x", "y", "len");
        node.Ignore("zauto", "cauto");
        if (x is null || y is null)
        {
            return null;
        }
        return create(z.Values, rows, columns, part.Stops(node)) with
        {
            X = x,
            Y = y,
            Low = node.Number(bounds + "min"),
            High = node.Number(bounds + "max"),
            ZTitle = bar.Words("title") ?? "value",
            ShowScale = node.Flag("showscale") ?? true,
        };
    }

    // The middles of the cells; plotly.js also takes their edges, one more.
    private static double[]? PlacesOf(TracePart part, string name, int count)
    {
        double[] places = part.Places(name, count);
        if (places.Length == count + 1)
        {
            places = [.. Enumerable.Range(0, count).Select(i => (places[i] + places[i + 1]) / 2)];
        }
        double step = count > 1 && places.Length == count ? (places[^1] - places[0]) / (count - 1) : 0;
        double[] even = [.. Enumerable.Range(0, places.Length).Select(i => places[0] + (i * step))];
        if (places.Length != count || places.Zip(even).Any(p => !(Math.Abs(p.First - p.Second) <= 1e-6 * Math.Abs(step))))
        {
            part.Refused.Add($"{name}: {places.Length} places for {count} cells, or unevenly spaced ones");
            return null;
        }
        return places;
    }
}
