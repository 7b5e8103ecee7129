using NNViz.Plotly;
using NNViz.PlotlyNET;
using NNViz.PlotlyNET.Reading;
using Plotly.NET;
using Figure = NNViz.Plotly.Figure;

namespace NNViz;

/// <summary>Figures as charts of Plotly.NET, and the way back.</summary>
public static class PlotlyNETExtensions
{
    /// <summary>
    /// The figure as a chart of Plotly.NET, to style, combine and save with that library: arrays are plain (the plotly.js that it loads,
    /// 2.27, does not know encoded ones), numbers are doubles with the same value, NaN is null, and axes, titles, markers, lines and colour
    /// bars are the library's own types, so that its functions find them.
    /// </summary>
    /// <remarks>
    /// <see cref="Figure.Alt"/> and <see cref="FigureLayout.LeastPanelWidth"/> have no place in a chart. Marks and
    /// <see cref="Panel.Square"/> name their axes: in a <c>Chart.Grid</c> they stay with the first cell. A figure of several panels is a
    /// grid already.
    /// </remarks>
    public static GenericChart ToPlotlyNET(this Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return ChartWriter.Write(figure);
    }

    /// <summary>The chart as a figure: what <see cref="FigureExtensions"/> saves and draws without a browser.</summary>
    /// <remarks>
    /// Traces are scatter (lines, markers, both), bar, histogram (counted here), heatmap, contour, surface and image, on linear or
    /// logarithmic axes or on axes of words. What only changes the looks (fonts, templates, margins, the settings of plotly.js) is left
    /// out; <see cref="ToFigure(GenericChart, out IReadOnlyList{string})"/> names all of it but templates, margins and settings.
    /// </remarks>
    /// <exception cref="NotSupportedException">
    /// A trace, or a part of one that shows data, has no form in a figure; all are named.
    /// </exception>
    public static Figure ToFigure(this GenericChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var reading = ChartReading.Of(chart);
        return reading.Refused.Count == 0 ? reading.Figure : throw new NotSupportedException(
            $"A figure cannot hold {string.Join("; ", reading.Refused)}. Traces of figures are {string.Join(", ", TraceReader.Kinds)}. "
            + "ToFigure(out var leftOut) carries the rest.");
    }

    /// <summary>
    /// The chart as one notebook output, as a cell that ends in it shows it: drawn offline by NNViz's front end, with a picture where no
    /// script runs. The first output of a process brings the front end; <see cref="Html.Assets.LoaderHtml"/> is the front end alone.
    /// </summary>
    public static string ToHtml(this GenericChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return new ChartView(chart).ToHtml();
    }

    /// <summary>The part of the chart that a figure can hold.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="leftOut">
    /// Each thing that the figure does not show: first the traces and parts that show data, then the looks, by plotly.js's names
    /// ("trace 0 (scatter 'train'): line.shape"). Empty where nothing is missing.
    /// </param>
    public static Figure ToFigure(this GenericChart chart, out IReadOnlyList<string> leftOut)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var reading = ChartReading.Of(chart);
        leftOut = [.. reading.Refused, .. reading.LeftOut];
        return reading.Figure;
    }
}
