using NNViz.Plotly;

namespace NNViz.PlotlyNET.Reading;

/// <summary>Traces of a chart as traces of a figure, by plotly.js's types.</summary>
internal static class TraceReader
{
    private static readonly Dictionary<string, Func<TracePart, IEnumerable<Trace>>> Readers = new()
    {
        ["scatter"] = ScatterReader.Read,
        ["scattergl"] = ScatterReader.Read,
        ["bar"] = BarReader.ReadBars,
        ["histogram"] = BarReader.ReadHistogram,
        ["heatmap"] = GridReader.ReadHeatmap,
        ["heatmapgl"] = GridReader.ReadHeatmap,
        ["contour"] = GridReader.ReadContour,
        ["surface"] = GridReader.ReadSurface,
        ["image"] = ImageReader.Read,
    };

    /// <summary>plotly.js's types that have a form in a figure.</summary>
    public static IEnumerable<string> Kinds => Readers.Keys;

    /// <summary>The traces, one or (lines with markers) two; none where the trace says that it cannot be carried.</summary>
    public static IReadOnlyList<Trace> Read(TracePart part)
    {
        part.Node.Ignore("type", "xaxis", "yaxis", "scene", "visible");
        part.Missing.AddRange(((string[])["error_x", "error_y", "error_z"]).Where(part.Node.Has));
        part.Refuse("stackgroup", "base", "transforms", "xcalendar", "ycalendar");
        Trace[] traces = [.. Readers[part.Type](part).Select(part.Finish)];
        return part.Refused.Count == 0 ? traces : [];
    }
}
