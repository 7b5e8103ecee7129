using System.Globalization;
using System.Text.RegularExpressions;
using NNViz.Plotly;

namespace NNViz.PlotlyNET.Reading;

/// <summary>A trace of a chart while it is read.</summary>
/// <param name="Node">Its JSON.</param>
/// <param name="Type">plotly.js's type.</param>
/// <param name="Index">Its number in the chart.</param>
internal sealed partial record TracePart(Node Node, string Type, int Index)
{
    /// <summary>The trace of a number; plotly.js takes one without a type for scatter.</summary>
    public static TracePart Of(Node node, int index) => new(node, node.Text("type") ?? "scatter", index);

    /// <summary>Index of its panel in the figure.</summary>
    public int Panel { get; init; }

    /// <summary>The words of its horizontal axis.</summary>
    public AxisWords AcrossWords { get; init; } = new();

    /// <summary>The words of its vertical axis.</summary>
    public AxisWords UpWords { get; init; } = new();

    /// <summary>What of it shows data and has no form in a figure.</summary>
    public List<string> Refused { get; } = [];

    /// <summary>What of it shows data and has no form in a figure, which shows the rest of the trace.</summary>
    public List<string> Missing { get; } = [];

    /// <summary>What else a figure does not show of it.</summary>
    public List<string> LeftOut { get; } = [];

    /// <summary>Its hover template is the one that a figure's trace has by itself.</summary>
    public bool HasOwnHover { get; set; }

    public string? Name => Node.Words("name");

    /// <summary>"trace 2 (bar 'loss')".</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"trace {Index} ({Type}{(Name is { } name ? $" '{name}'" : "")})");

    /// <summary>Its colour where it chooses none.</summary>
    public string DefaultColor => Colors.Of(Index);

    /// <summary>Places on an axis: numbers, or words in their order, or by first and step, or 0, 1, 2, …</summary>
    /// <param name="name">x or y.</param>
    /// <param name="count">How many, where the trace names none.</param>
    public double[] Places(string name, int count)
    {
        (double first, double step) = (Node.Number(name + "0") ?? 0, Node.Number("d" + name) ?? 1);
        if (Node.Any(name) is not { } value)
        {
            return [.. Enumerable.Range(0, count).Select(i => first + (i * step))];
        }
        if (ChartArray.Numbers(value) is { } numbers)
        {
            return numbers;
        }
        if (ChartArray.Texts(value) is not { } words || Array.Exists(words, word => Date().IsMatch(word)))
        {
            Refused.Add($"{name}: dates, or another form than numbers or words");
            return [.. Enumerable.Range(0, count).Select(i => (double)i)];
        }
        var axis = name == "x" ? AcrossWords : UpWords;
        return [.. words.Select(word => axis.PlaceOf(PlotlyWords.ToText(word)))];
    }

    /// <summary>How many items an array has; 0 where it is not there.</summary>
    public int Count(string name) => Node.Numbers(name)?.Length ?? Node.Texts(name)?.Length ?? 0;

    /// <summary>A colour of a part, <c>#rrggbb</c>, with its opacity; the default where there is none.</summary>
    public (string Css, double Opacity) Color(Node part) =>
        part.Text("color") is not { } text ? (DefaultColor, 1)
        : ChartColors.Read(text) is { } color ? color
        : Left((DefaultColor, 1.0), $"the colour '{text}'");

    /// <summary>The colours of numbers; where the chart chooses none, or one that NNViz does not have, the default ones.</summary>
    public IReadOnlyList<ColorStop> Stops(Node part)
    {
        var stops = part.Any("colorscale") is not { } scale ? ChartColors.DefaultStops
            : ChartColors.Stops(scale) ?? Left(ChartColors.DefaultStops, $"the colour scale {scale}");
        return part.Flag("reversescale") == true
            ? [.. stops.Reverse().Select(stop => stop with { At = 1 - stop.At })] : stops;
    }

    /// <summary>The same trace with what all traces have.</summary>
    public T Finish<T>(T trace)
        where T : Trace => (T)(Trace)(trace with
        {
            Name = Name,
            Panel = Panel,
            HoverTemplate = Node.Text("hovertemplate") is { } template && !HasOwnHover ? template : null,
            ShowLegend = trace.ShowLegend && (Node.Flag("showlegend") != false || Name is null),
        });

    /// <summary>Refuses parts that show data.</summary>
    public void Refuse(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (Node.Has(name))
            {
                Refused.Add(name);
            }
        }
    }

    private T Left<T>(T value, string what)
    {
        LeftOut.Add(what);
        return value;
    }

    [GeneratedRegex(@"^\d{4}-\d\d(-\d\d([T ].*)?)?$")]
    private static partial Regex Date();
}
