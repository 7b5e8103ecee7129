using System.Text.Json;
using NNViz.Plotly;

namespace NNViz.PlotlyNET.Reading;

/// <summary>Axes of a chart's layout.</summary>
/// <param name="LeftOut">Takes what a figure's axis does not have.</param>
/// <param name="Refused">Takes what would move the data.</param>
internal sealed record AxisReader(List<string> LeftOut, List<string> Refused)
{
    /// <summary>The axis.</summary>
    /// <param name="node">Its JSON.</param>
    /// <param name="name">What it is called where it has no title: every axis of a figure has one.</param>
    /// <param name="words">The words that traces have put on it.</param>
    /// <param name="cells">Whether a heatmap lies on it.</param>
    public Axis Read(Node node, string name, AxisWords words, bool cells = false)
    {
        node.Ignore("anchor", "domain", "constrain", "automargin", "scaleanchor");
        string type = node.Text("type") ?? "linear";
        foreach (var (property, value) in Own(type == "log", cells))
        {
            node.IgnoreWhere(property, value);
        }
        if (type is not ("linear" or "log" or "category" or "-"))
        {
            Refused.Add($"the axis {name} of the type '{type}'");
        }
        if (node.Text("tickformat") is { } format && format != "d")
        {
            LeftOut.Add($"the tick format '{format}' of the axis {name}");
        }
        string? title = node.Words("title");
        var axis = new Axis(string.IsNullOrWhiteSpace(title) ? name : title)
        {
            Log = type == "log",
            Integers = node.Text("tickformat") == "d",
            FromZero = node.Text("rangemode") == "tozero",
            Labels = words.All.Count > 0 ? words.All : Labels(node),
        };
        return WithRange(axis, node);
    }

    // What a figure's axis is given when it is written; another value is a user's.
    private static IEnumerable<(string Name, JsonElement Value)> Own(bool log, bool cells)
    {
        (string, string)[] own =
        [
            .. log ? [("exponentformat", "\"power\""), ("nticks", "3"), ("minorloglabels", "\"complete\"")] : Array.Empty<(string, string)>(),
            .. cells ? [("showgrid", "false"), ("zeroline", "false")] : Array.Empty<(string, string)>(),
        ];
        return own.Select(property => (property.Item1, JsonSerializer.Deserialize<JsonElement>(property.Item2)));
    }

    private Axis WithRange(Axis axis, Node node)
    {
        bool auto = node.Flag("autorange") == true, reversed = node.Text("autorange") == "reversed";
        double[]? range = node.Numbers("range");
        if (auto || reversed || range is not [var first, var last] || !double.IsFinite(first + last))
        {
            return axis with { Reversed = reversed };
        }
        if (axis.Log)
        {
            (first, last) = (Math.Pow(10, first), Math.Pow(10, last));
        }
        return axis with { Range = (Math.Min(first, last), Math.Max(first, last)), Reversed = first > last };
    }

    // Words for 0, 1, 2, …; ticks at other places stay unread.
    private string[]? Labels(Node node)
    {
        if (node.Numbers("tickvals") is not { } places || node.Texts("ticktext") is not { } labels)
        {
            return null;
        }
        if (labels.Length != places.Length || places.Index().Any(p => p.Item != p.Index))
        {
            LeftOut.Add("words at ticks that are not 0, 1, 2, …");
            return null;
        }
        return Array.ConvertAll(labels, PlotlyWords.ToText);
    }
}
