using System.Text.Json;
using NNViz.Plotly;

namespace NNViz.PlotlyNET.Reading;

/// <summary>Reads a chart's JSON.</summary>
internal sealed class ChartReader(Node root)
{
    private readonly Node _layout = root.Part("layout");
    private readonly List<string> _refused = [], _leftOut = [];
    private readonly Dictionary<string, AxisWords> _words = [];

    public ChartReading Read()
    {
        TracePart[] parts = WithoutStacks([.. root.Parts("data").Select(TracePart.Of).Where(IsCarried)]);
        var panels = PanelMap.Of(_layout, parts);
        Trace[] traces = [.. parts.SelectMany(part => TracesOf(part, panels))];
        _leftOut.AddRange(panels.Overlaid.Select(key =>
            $"the place of the axes {key.X}, {key.Y} over others: they have a panel of their own"));
        var figure = new Figure(LayoutOf(panels, traces), traces) { Width = Size("width", 640), Height = Size("height", 360) };
        _leftOut.AddRange(_layout.Unread().Select(what => $"layout.{what}"));
        return new ChartReading(figure, _refused, _leftOut);
    }

    private bool IsCarried(TracePart part)
    {
        if (part.Node.Any("visible") is { } visible && visible.ToString() is "False" or "legendonly")
        {
            _leftOut.Add($"{part.Words}: it is not visible");
            return false;
        }
        if (!TraceReader.Kinds.Contains(part.Type))
        {
            _refused.Add(part.Words);
            return false;
        }
        return true;
    }

    private TracePart[] WithoutStacks(TracePart[] parts)
    {
        TracePart[] bars = [.. parts.Where(part => part.Type is "bar" or "histogram")];
        string? mode = _layout.Text("barmode"), norm = _layout.Text("barnorm");
        if (bars.Length == 0 || (norm is null && (mode is not ("stack" or "relative") || bars.Length == 1)))
        {
            return parts;
        }
        _refused.AddRange(bars.Select(bar => $"{bar.Words}: stacked bars (barmode '{mode}'{(norm is null ? "" : $", barnorm '{norm}'")})"));
        return [.. parts.Except(bars)];
    }

    private IReadOnlyList<Trace> TracesOf(TracePart part, PanelMap panels)
    {
        PanelKey key = PanelMap.KeyOf(part);
        var placed = part with { Panel = panels.IndexOf(key), AcrossWords = Words(key, "x"), UpWords = Words(key, "y") };
        var traces = TraceReader.Read(placed);
        _refused.AddRange(part.Refused.Concat(part.Missing).Select(what => $"{part.Words}: {what}"));
        _leftOut.AddRange(part.LeftOut.Concat(part.Node.Unread()).Select(what => $"{part.Words}: {what}"));
        return traces;
    }

    private FigureLayout LayoutOf(PanelMap panels, Trace[] traces)
    {
        var marks = new MarkReader(panels, _layout, _leftOut);
        string? title = _layout.Words("title");
        _layout.Part("title").Ignore("yref", "y", "yanchor", "pad");
        // The figure's own: colours, room, and how the pointer works.
        _layout.Ignore("template", "margin", "legend", "autosize", "hovermode", "dragmode", "uirevision");
        foreach (Heatmap map in traces.OfType<Heatmap>().Where(_ => panels.Keys.Count == 1))
        {
            (byte r, byte g, byte b) = map.MissingColor;
            _layout.IgnoreWhere("plot_bgcolor", JsonSerializer.SerializeToElement(FormattableString.Invariant($"rgb({r},{g},{b})")));
        }
        IReadOnlyList<Mark> lines = marks.Marks();
        var layout = new FigureLayout([.. panels.Keys.Select(key => PanelOf(key, panels, marks, traces))])
        {
            Title = string.IsNullOrWhiteSpace(title) ? null : title,
            Columns = panels.Columns,
            Marks = lines,
            Legend = _layout.Flag("showlegend"),
            OverlayBars = _layout.Text("barmode") == "overlay",
        };
        marks.Finish();
        return layout;
    }

    private Panel PanelOf(PanelKey key, PanelMap panels, MarkReader marks, Trace[] traces)
    {
        var axes = new AxisReader(_leftOut, _refused);
        if (key.Scene is { } name)
        {
            Node scene = _layout.Part(name);
            scene.Ignore("domain", "camera");
            return new Panel(axes.Read(scene.Part("xaxis"), "x", Words(key, "x")), axes.Read(scene.Part("yaxis"), "y", Words(key, "y")))
            {
                Z = axes.Read(scene.Part("zaxis"), "z", new AxisWords()),
                Title = marks.TitleOf(key),
            };
        }
        Node x = panels.Axis(key.X), y = panels.Axis(key.Y);
        bool cells = traces.Any(trace => trace is Heatmap && trace.Panel == panels.IndexOf(key));
        return new Panel(axes.Read(x, "x", Words(key, "x"), cells), axes.Read(y, "y", Words(key, "y"), cells))
        {
            Title = marks.TitleOf(key),
            Square = y.Text("scaleanchor") == key.X || x.Text("scaleanchor") == key.Y,
        };
    }

    private AxisWords Words(PanelKey key, string direction)
    {
        string axis = key.Scene is { } scene ? scene + direction : direction == "x" ? key.X : key.Y;
        return _words.TryGetValue(axis, out var words) ? words : _words[axis] = new AxisWords();
    }

    private int Size(string name, int usual) => _layout.Number(name) is { } size and >= 1 and < 10_000 ? (int)size : usual;
}
