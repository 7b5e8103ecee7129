using System.Globalization;
using System.Text.Json;

namespace NNViz.Plotly;

/// <summary>Writes plotly.js's <c>layout</c>: panels, axes, marks.</summary>
internal static class LayoutJson
{
    private const int LogTicks = 3; // few: between decades plotly.js would else label all nine digits

    private const double ColumnGap = 76, RowGap = 84; // pixels between panels: ticks, titles

    /// <summary>Writes <c>"layout":{…}</c>.</summary>
    public static void Write(Utf8JsonWriter json, Figure figure)
    {
        FigureLayout layout = figure.Layout;
        json.WriteStartObject("layout");
        bool panelTitles = layout.Panels.Any(p => p.Title is not null) || layout.Marks.Any(mark => mark.Vertical);
        WriteHead(json, layout.Title, (layout.Title is null ? 10 : 38) + (figure.ShowsLegend ? 30 : 0) + (panelTitles ? 22 : 0));
        json.WriteNumber("height", figure.Height);
        json.WriteString("barmode", layout.OverlayBars ? "overlay" : "group");
        json.WriteBoolean("showlegend", figure.ShowsLegend);
        json.WriteStartObject("legend");
        json.WriteString("orientation", "h");
        json.WriteString("yanchor", "bottom");
        json.WriteNumber("y", panelTitles ? 1.08 : 1.02);
        json.WriteEndObject();
        for (int panel = 0; panel < layout.Panels.Count; panel++)
        {
            WritePanel(json, figure, panel);
        }

        WriteMissing(json, figure);
        WriteShapes(json, layout);
        WriteAnnotations(json, figure);
        json.WriteEndObject();
    }

    // The title at the very top, and the room that it, the legend and the panels' titles take.
    private static void WriteHead(Utf8JsonWriter json, string? title, int room)
    {
        if (title is not null)
        {
            json.WriteStartObject("title");
            json.WriteWords("text", title);
            json.WriteString("yref", "container");
            json.WriteNumber("y", 1);
            json.WriteString("yanchor", "top");
            json.WriteStartObject("pad");
            json.WriteNumber("t", 8);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteStartObject("margin");
        json.WriteNumber("t", room);
        json.WriteEndObject();
    }

    /// <summary>plotly.js names the first axes x and y, the next x2, y2.</summary>
    public static string Suffix(int panel) => panel == 0 ? "" : (panel + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>The part of the plotting area, from the lower left in 0..1, that a panel takes.</summary>
    public static ((double From, double To) Across, (double From, double To) Down) Domain(Figure figure, int index)
    {
        int columns = Math.Min(figure.Layout.Columns, figure.Layout.Panels.Count);
        int rows = (figure.Layout.Panels.Count + columns - 1) / columns;
        (double from, double to) = Part(index % columns, columns, ColumnGap / figure.Width);
        (double top, double bottom) = Part(index / columns, rows, RowGap / figure.Height);
        return ((from, to), (1 - bottom, 1 - top));
    }

    // Part i of n equal ones with gaps between them; the gaps take half of the room at most.
    private static (double From, double To) Part(int i, int n, double gap)
    {
        gap = n > 1 ? Math.Min(gap, 0.5 / (n - 1)) : 0;
        double size = (1 - ((n - 1) * gap)) / n;
        return (Math.Round(i * (size + gap), 4), Math.Round((i * (size + gap)) + size, 4));
    }

    private static void WritePanel(Utf8JsonWriter json, Figure figure, int index)
    {
        Panel panel = figure.Layout.Panels[index];
        (var across, var down) = Domain(figure, index);
        string n = Suffix(index);
        if (panel.Z is not null)
        {
            WriteScene(json, panel, "scene" + n, (across, down));
            return;
        }

        Trace[] traces = [.. figure.Traces.Where(trace => trace.Panel == index)];
        bool cells = traces.Any(trace => trace is Heatmap);
        WriteAxis(json, "xaxis" + n, panel.X, () =>
        {
            json.WritePair("domain", across.From, across.To);
            json.WriteString("anchor", "y" + n);
            if (panel.Square)
            {
                json.WriteString("constrain", "domain");
            }
        }, (null, cells));
        WriteAxis(json, "yaxis" + n, panel.Y, () =>
        {
            json.WritePair("domain", down.From, down.To);
            json.WriteString("anchor", "x" + n);
            if (panel.Square)
            {
                json.WriteString("scaleanchor", "x" + n);
                json.WriteString("constrain", "domain");
            }
        }, (traces.Any(trace => trace is Bar or Histogram) ? null : Across(traces, trace => trace.Extent(panel).Y), cells));
    }

    private static void WriteScene(Utf8JsonWriter json, Panel panel, string name, ((double From, double To) Across, (double From, double To) Down) place)
    {
        json.WriteStartObject(name);
        json.WriteStartObject("domain");
        json.WritePair("x", place.Across.From, place.Across.To);
        json.WritePair("y", place.Down.From, place.Down.To);
        json.WriteEndObject();
        WriteAxis(json, "xaxis", panel.X, () => { });
        WriteAxis(json, "yaxis", panel.Y, () => { });
        WriteAxis(json, "zaxis", panel.Z!, () => { });
        WriteCamera(json);
        json.WriteEndObject();
    }

    // From the front right and above, as far away as the words of the axes need.
    private static void WriteCamera(Utf8JsonWriter json)
    {
        json.WriteStartObject("camera");
        json.WriteStartObject("eye");
        json.WriteNumber("x", 1.7);
        json.WriteNumber("y", -1.8);
        json.WriteNumber("z", 1.1);
        json.WriteEndObject();
        json.WriteStartObject("center");
        json.WriteNumber("x", 0);
        json.WriteNumber("y", 0);
        json.WriteNumber("z", -0.15);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteAxis(Utf8JsonWriter json, string name, Axis axis, Action place, (Interval? Data, bool Cells) shown = default)
    {
        json.WriteStartObject(name);
        json.WriteTitle(axis.Title);
        place();
        if (axis.Log)
        {
            json.WriteString("type", "log");
            json.WriteString("exponentformat", "power"); // 10⁻⁴ and not 100µ
            json.WriteNumber("nticks", LogTicks);
            json.WriteString("minorloglabels", "complete"); // 2x10⁻⁴ and not a tiny 2
        }

        WriteRange(json, axis, shown.Data);
        if (shown.Cells)
        {
            json.WriteBoolean("showgrid", false);
            json.WriteBoolean("zeroline", false);
        }

        if (axis.Labels is { } labels)
        {
            json.WriteNumbers("tickvals", Numbers.Range(labels.Count));
            json.WriteWords("ticktext", labels);
        }
        else if (axis.Integers)
        {
            json.WriteString("tickformat", "d");
        }

        json.WriteEndObject();
    }

    private static void WriteRange(Utf8JsonWriter json, Axis axis, Interval? data)
    {
        if (axis.Range is { } range)
        {
            (double low, double high) = axis.Log ? (Math.Log10(range.Low), Math.Log10(range.High)) : range;
            json.WritePair("range", axis.Reversed ? high : low, axis.Reversed ? low : high);
        }
        else if (axis is { Log: false, Reversed: false, Labels: null } && data is { Length: 0 } alike)
        {
            // Of numbers that are all alike plotly.js would show 1 more and 1 less, whatever their size.
            Interval room = AxisMap.Shown(axis, alike, margin: true);
            json.WritePair("range", room.Low, room.High);
        }
        else if (axis.Reversed)
        {
            json.WriteString("autorange", "reversed");
        }
        else if (axis.FromZero)
        {
            json.WriteString("rangemode", "tozero");
        }
    }

    // plotly.js leaves cells that are NaN empty: what is seen there is the ground.
    private static void WriteMissing(Utf8JsonWriter json, Figure figure)
    {
        var gaps = figure.Traces.OfType<Heatmap>().FirstOrDefault(map => map.Z.ToDoubles().Any(double.IsNaN));
        if (figure.Layout.Panels.Count == 1 && gaps is not null)
        {
            (byte r, byte g, byte b) = gaps.MissingColor;
            json.WriteString("plot_bgcolor", string.Create(CultureInfo.InvariantCulture, $"rgb({r},{g},{b})"));
        }
    }

    private static void WriteShapes(Utf8JsonWriter json, FigureLayout layout)
    {
        json.WriteStartArray("shapes");
        foreach (Mark mark in layout.Marks)
        {
            (string along, string across) = mark.Vertical ? ("x", "y") : ("y", "x");
            json.WriteStartObject();
            json.WriteString("type", "line");
            json.WriteString(along + "ref", along + Suffix(mark.Panel));
            json.WriteString(across + "ref", across + Suffix(mark.Panel) + " domain");
            json.WriteNumber(along + "0", mark.At);
            json.WriteNumber(along + "1", mark.At);
            json.WriteNumber(across + "0", 0);
            json.WriteNumber(across + "1", 1);
            json.WriteStartObject("line");
            json.WriteString("color", Colors.Ink);
            json.WriteNumber("width", 1);
            json.WriteString("dash", "dot");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAnnotations(Utf8JsonWriter json, Figure figure)
    {
        FigureLayout layout = figure.Layout;
        json.WriteStartArray("annotations");
        foreach (Mark mark in layout.Marks)
        {
            bool log = mark.Vertical ? layout.Panels[mark.Panel].X.Log : layout.Panels[mark.Panel].Y.Log;
            double at = log ? Math.Log10(mark.At) : mark.At; // shapes take the number itself, annotations its logarithm
            (string x, string y) = ("x" + Suffix(mark.Panel), "y" + Suffix(mark.Panel));
            if (mark.Vertical)
            {
                WriteAnnotation(json, mark.Text, (x, at, IsLate(figure, mark) ? "right" : "left"), (y + " domain", 1, "bottom"));
            }
            else
            {
                WriteAnnotation(json, mark.Text, (x + " domain", 1, "right"), (y, at, "bottom"));
            }
        }

        foreach ((int index, Panel panel) in layout.Panels.Index())
        {
            if (panel.Title is { } title && panel.Z is null)
            {
                // In parts of the panel: the front end may move it.
                WriteAnnotation(json, title, ($"x{Suffix(index)} domain", 0.5, "center"), ($"y{Suffix(index)} domain", 1, "bottom"));
            }
            else if (panel.Title is not null)
            {
                (var across, var down) = Domain(figure, index);
                WriteAnnotation(json, panel.Title, ("paper", (across.From + across.To) / 2, "center"), ("paper", down.To, "bottom"));
            }
        }

        json.WriteEndArray();
    }

    // A word at the right end stands to the left of its line: plotly.js would widen the axis for it.
    private static bool IsLate(Figure figure, Mark mark)
    {
        Panel panel = figure.Layout.Panels[mark.Panel];
        Interval data = Across(figure.Traces.Where(t => t.Panel == mark.Panel), trace => trace.Extent(panel).X);
        return !data.IsEmpty && mark.At > data.Low + (0.7 * data.Length);
    }

    private static Interval Across(IEnumerable<Trace> traces, Func<Trace, Interval> extent) =>
        traces.Select(extent).Aggregate(Interval.Empty, (a, b) => a.And(b));

    private static void WriteAnnotation(
        Utf8JsonWriter json, string text, (string Ref, double At, string Anchor) x, (string Ref, double At, string Anchor) y)
    {
        json.WriteStartObject();
        json.WriteWords("text", text);
        json.WriteBoolean("showarrow", false);
        json.WriteString("xref", x.Ref);
        json.WriteNumber("x", x.At);
        json.WriteString("xanchor", x.Anchor);
        json.WriteString("yref", y.Ref);
        json.WriteNumber("y", y.At);
        json.WriteString("yanchor", y.Anchor);
        json.WriteEndObject();
    }
}
