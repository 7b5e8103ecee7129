using System.Diagnostics;
using Microsoft.FSharp.Core;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace Plotly.NET;

/// <summary>Styling of charts: what C# calls.</summary>
public static class GenericChartExtensions
{
    public static GenericChart WithTitle(this GenericChart @this, string title, FSharpOption<Font> TitleFont = null)
    {
        var words = new Title();
        words.SetValue("text", title);
        if (TitleFont is not null)
        {
            words.SetValue("font", TitleFont.Value);
        }
        return @this.With("title", words);
    }

    public static GenericChart WithLayout(this GenericChart @this, Layout layout) => GenericChart.addLayout(layout, @this);

    public static GenericChart WithLegend(this GenericChart @this, bool showlegend) => @this.With("showlegend", showlegend);

    public static GenericChart WithSize(this GenericChart @this, int width, int height) => @this.With("width", width).With("height", height);

    public static GenericChart WithXAxis(this GenericChart @this, LinearAxis xAxis, FSharpOption<StyleParam.SubPlotId> Id = null) =>
        @this.With((Id?.Value ?? StyleParam.SubPlotId.NewXAxis(1)).ToString(), xAxis);

    public static GenericChart WithYAxis(this GenericChart @this, LinearAxis yAxis, FSharpOption<StyleParam.SubPlotId> Id = null) =>
        @this.With((Id?.Value ?? StyleParam.SubPlotId.NewYAxis(1)).ToString(), yAxis);

    public static GenericChart WithLine(this GenericChart @this, Line line) => @this.Each("line", Trace.getLine, line);

    public static GenericChart WithMarker(this GenericChart @this, Marker marker) => @this.Each("marker", Trace.getMarker, marker);

    public static void SaveHtml(this GenericChart @this, string path, FSharpOption<bool> OpenInBrowser = null)
    {
        File.WriteAllText(path, GenericChart.toEmbeddedHTML(@this));
        if (OpenInBrowser?.Value == true)
        {
            using var browser = Process.Start(new ProcessStartInfo(path) { UseShellExecute = true });
        }
    }

    private static GenericChart With<T>(this GenericChart chart, string name, T value)
    {
        var layout = new Layout();
        layout.SetValue(name, value);
        return GenericChart.addLayout(layout, chart);
    }

    private static GenericChart Each<T>(this GenericChart chart, string name, Func<Trace, T> part, T style)
        where T : DynamicObj.DynamicObj => GenericChart.mapTrace(
        FuncConvert.FromFunc<Trace, Trace>(trace =>
        {
            trace.SetValue(name, DynamicObj.DynamicObj.Combine(part(trace), style));
            return trace;
        }),
        chart);
}
