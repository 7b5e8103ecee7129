using System.Text;
using System.Text.Json;

namespace NNViz.Plotly;

/// <summary>
/// A diagram: traces in panels of axes. plotly.js draws it in a notebook; <see cref="FigureSvg"/> draws its static picture.
/// </summary>
public sealed record Figure
{
    /// <summary>A figure of <paramref name="traces"/>.</summary>
    /// <exception cref="ArgumentException">There is no panel, or a trace or mark names a panel that there is not.</exception>
    public Figure(FigureLayout layout, params IReadOnlyList<Trace> traces)
    {
        if (layout.Panels.Count == 0)
        {
            throw new ArgumentException("A figure needs at least one panel of axes.", nameof(layout));
        }

        foreach (int panel in traces.Select(t => t.Panel).Concat(layout.Marks.Select(m => m.Panel)))
        {
            if (panel < 0 || panel >= layout.Panels.Count)
            {
                string there = $"the figure has panels 0 to {layout.Panels.Count - 1}";
                throw new ArgumentException($"There is no panel {panel}: {there}.", nameof(traces));
            }
        }

        (Layout, Traces) = (layout, traces);
    }

    /// <summary>What is drawn, the first at the bottom.</summary>
    public IReadOnlyList<Trace> Traces { get; }

    /// <summary>Titles, axes, marks.</summary>
    public FigureLayout Layout { get; }

    /// <summary>Width of the static picture in CSS pixels; in a notebook the figure takes the width that there is.</summary>
    public int Width { get; init; } = 640;

    /// <summary>Height in CSS pixels.</summary>
    public int Height { get; init; } = 360;

    /// <summary>The figure in words, for those who do not see it; made of titles and names where not given.</summary>
    public string Alt
    {
        get => field ?? Words();
        init;
    }

    /// <summary>plotly.js's form: <c>{"data":[…],"layout":{…}}</c>, arrays as base64. Needs plotly.js 2.28 or later.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            FigureJson.Write(json, this);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Whether the names of traces are listed: as the layout says, else where there are two.</summary>
    internal bool ShowsLegend => Layout.Legend
        ?? Traces.Index().Count(t => t.Item is { Name: not null, ShowLegend: true } && t.Item.LegendColor(Colors.Ink) is not null) > 1;

    private string Words()
    {
        var words = new StringBuilder(Layout.Title ?? "Figure");
        foreach ((int index, Panel panel) in Layout.Panels.Index())
        {
            string[] names = [.. Traces.Where(t => t.Panel == index && t.Name is not null).Select(t => t.Name!).Distinct().Take(8)];
            words.Append(panel.Title is null ? "; " : $"; {panel.Title}: ").Append(panel.Y.Title).Append(" over ").Append(panel.X.Title);
            words.Append(names.Length > 0 ? " (" + string.Join(", ", names) + ")" : "");
        }

        return words.ToString();
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
