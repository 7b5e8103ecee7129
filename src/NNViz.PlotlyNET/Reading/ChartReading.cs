using System.Text.Json;
using Plotly.NET;
using Figure = NNViz.Plotly.Figure;

namespace NNViz.PlotlyNET.Reading;

/// <summary>A chart read as a figure.</summary>
/// <param name="Figure">What of it a figure can hold.</param>
/// <param name="Refused">Traces, and parts of traces that show data, which the figure has not.</param>
/// <param name="LeftOut">Looks that it has not.</param>
internal sealed record ChartReading(Figure Figure, IReadOnlyList<string> Refused, IReadOnlyList<string> LeftOut)
{
    /// <summary>Reads a chart.</summary>
    public static ChartReading Of(GenericChart chart) => Of(JsonOf(chart));

    /// <summary>Reads plotly.js's form of a chart.</summary>
    public static ChartReading Of(JsonElement json) => new ChartReader(new Node(json)).Read();

    /// <summary>The chart's data and layout as plotly.js takes them.</summary>
    public static JsonElement JsonOf(GenericChart chart) => JsonSerializer.Deserialize<JsonElement>(GenericChart.toFigureJson(chart));
}
