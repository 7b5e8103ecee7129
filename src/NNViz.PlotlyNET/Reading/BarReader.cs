using NNViz.Plotly;

namespace NNViz.PlotlyNET.Reading;

/// <summary>Bars, and histograms: counted ones (bars with widths) and those that plotly.js would count.</summary>
internal static class BarReader
{
    private const int MostBins = 10_000;

    public static IEnumerable<Trace> ReadBars(TracePart part)
    {
        Node node = part.Node;
        bool lying = node.Text("orientation") == "h";
        (string along, string across) = lying ? ("y", "x") : ("x", "y");
        int count = Math.Max(part.Count("x"), part.Count("y"));
        double[] places = part.Places(along, count), sizes = part.Places(across, count);
        string color = ColorOf(part, out double opacity);
        if (!lying && EdgesOf(part, places) is { } edges)
        {
            yield return new Histogram(edges, sizes) { Color = color, Opacity = opacity };
            yield break;
        }
        if (opacity < 1)
        {
            part.LeftOut.Add("opacity");
        }
        yield return new Bar(places, sizes) { Color = color, Horizontal = lying };
    }

    public static IEnumerable<Trace> ReadHistogram(TracePart part)
    {
        part.Refuse("histnorm", "histfunc", "cumulative", "y");
        double[] values = [.. part.Places("x", 0).Where(double.IsFinite)];
        string color = ColorOf(part, out double opacity);
        if (values.Length == 0 || part.AcrossWords.All.Count > 0)
        {
            part.Refused.Add("values that are not numbers");
            yield break;
        }
        (double start, double size, int bins) = Bins(part, values);
        var counts = new int[bins];
        foreach (double value in values)
        {
            int bin = (int)Math.Floor((value - start) / size);
            if (bin >= 0 && bin < bins)
            {
                counts[bin]++;
            }
        }
        double[] edges = [.. Enumerable.Range(0, bins + 1).Select(i => start + (i * size))];
        yield return new Histogram(edges, counts) { Color = color, Opacity = opacity };
    }

    private static (double Start, double Size, int Bins) Bins(TracePart part, double[] values)
    {
        Node bins = part.Node.Part("xbins");
        (double low, double high) = (values.Min(), values.Max());
        bool whole = Array.TrueForAll(values, value => value == Math.Floor(value));
        double wanted = part.Node.Number("nbinsx") ?? Math.Ceiling(Math.Sqrt(values.Length));
        double size = bins.Number("size") ?? SizeOf(high - low, wanted, whole);
        if (!bins.Has("size"))
        {
            part.LeftOut.Add(FormattableString.Invariant($"plotly.js's own bins (here they are {size} wide)"));
        }
        // Whole numbers stand in the middle of their bin.
        double start = bins.Number("start") ?? (Math.Floor(low / size) * size) - (whole ? 0.5 : 0);
        double end = bins.Number("end") ?? high;
        int count = (int)Math.Floor((end - start) / size * (1 + 1e-12)) + (bins.Has("end") ? 0 : 1);
        return (start, size, Math.Clamp(count, 1, MostBins));
    }

    private static double SizeOf(double length, double wanted, bool whole)
    {
        double size = Ticks.NiceStep(Math.Max(length, 1e-9), (int)Math.Clamp(wanted, 1, MostBins));
        return whole ? Math.Max(1, Math.Round(size)) : size;
    }

    private static string ColorOf(TracePart part, out double opacity)
    {
        var marker = part.Node.Part("marker");
        var (color, shade) = part.Color(marker);
        opacity = (part.Node.Number("opacity") ?? 1) * (marker.Number("opacity") ?? 1) * shade;
        if (marker.Part("line").Number("width") is > 0)
        {
            part.LeftOut.Add("outlines of the bars");
        }
        return color;
    }

    // Bars that stand on intervals without gaps between them are a histogram.
    private static double[]? EdgesOf(TracePart part, double[] places)
    {
        Node node = part.Node;
        double[]? widths = node.Numbers("width"), ends = node.Numbers("customdata");
        if (widths is null || widths.Length != places.Length || places.Length == 0 || node.Number("offset") != 0)
        {
            return null;
        }
        if (ends?.Length == places.Length && node.Text("hovertemplate") == Histogram.Hover)
        {
            part.HasOwnHover = true;
        }
        double[] edges = [.. places, ends?.Length == places.Length ? ends[^1] : places[^1] + widths[^1]];
        bool touch = Enumerable.Range(0, places.Length)
            .All(i => Math.Abs(places[i] + widths[i] - edges[i + 1]) <= 1e-9 * Math.Max(widths[i], Math.Abs(edges[i + 1])));
        return touch ? edges : null;
    }
}
