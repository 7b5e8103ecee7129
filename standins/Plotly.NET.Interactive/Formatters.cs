namespace Plotly.NET.Interactive;

/// <summary>HTML for notebooks.</summary>
public static class Formatters
{
    /// <summary>The chart with a script that fetches plotly.js from the network first.</summary>
    public static string toInteractiveHTML(GenericChart gChart) =>
        "<script src=\"https://cdn.plot.ly/plotly-2.27.1.min.js\" charset=\"utf-8\"></script>" + GenericChart.toChartHTML(gChart);
}
