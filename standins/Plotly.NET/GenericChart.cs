using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Newtonsoft.Json;

namespace Plotly.NET;

/// <summary>A chart: its traces, layout, settings of plotly.js and of the page.</summary>
public abstract class GenericChart
{
    private GenericChart()
    {
    }

    private protected abstract FSharpList<Trace> Traces { get; }

    private protected abstract (Layout Layout, Config Config, DisplayOptions Options) Around { get; }

    /// <summary>A chart of traces, with nothing around them or with the library's defaults.</summary>
    public static GenericChart ofTraceObjects<d>(bool useDefaults, d traces)
        where d : IEnumerable<Trace>
    {
        var (layout, config) = (new Layout(), new Config());
        if (useDefaults)
        {
            layout.SetValue("width", 600);
            layout.SetValue("height", 600);
            config.SetValue("responsive", true);
        }
        return new Whole(ListModule.OfSeq(traces), (layout, config, DisplayOptions.initCDNOnly()));
    }

    public static GenericChart ofTraceObject(bool useDefaults, Trace trace) => ofTraceObjects<Trace[]>(useDefaults, [trace]);

    public static FSharpList<Trace> getTraces(GenericChart gChart) => gChart.Traces;

    public static int countTrace(GenericChart gChart) => gChart.Traces.Length;

    public static Layout getLayout(GenericChart gChart) => gChart.Around.Layout;

    public static GenericChart setLayout(Layout layout, GenericChart gChart) => new Whole(gChart.Traces, gChart.Around with { Layout = layout });

    public static GenericChart addLayout(Layout layout, GenericChart gChart) => setLayout(Layout.combine(getLayout(gChart), layout), gChart);

    public static Config getConfig(GenericChart gChart) => gChart.Around.Config;

    public static GenericChart setConfig(Config config, GenericChart gChart) => new Whole(gChart.Traces, gChart.Around with { Config = config });

    public static GenericChart mapTrace(FSharpFunc<Trace, Trace> f, GenericChart gChart) =>
        new Whole(ListModule.OfSeq(gChart.Traces.Select(f.Invoke).ToArray()), gChart.Around);

    /// <summary>All traces in one chart; what later charts say of the layout holds.</summary>
    public static GenericChart combine(IEnumerable<GenericChart> gCharts) => gCharts.Aggregate((first, second) =>
    {
        var (one, other) = (first.Around, second.Around);
        var around = (Layout.combine(one.Layout, other.Layout), Config.combine(one.Config, other.Config), DisplayOptions.combine(one.Options, other.Options));
        return new Whole(ListModule.OfSeq(first.Traces.Concat(second.Traces)), around);
    });

    /// <summary><c>{"data":[…],"layout":{…},"frames":[]}</c>.</summary>
    public static string toFigureJson(GenericChart gChart) => Json(new { data = gChart.Traces, layout = gChart.Around.Layout, frames = Array.Empty<object>() });

    /// <summary><c>{"data":[…],"layout":{…},"config":{…}}</c>.</summary>
    public static string toJson(GenericChart gChart) => Json(new { data = gChart.Traces, layout = gChart.Around.Layout, config = gChart.Around.Config });

    /// <summary>The place of the chart and the script that draws it there, once plotly.js is in the page.</summary>
    public static string toChartHTML(GenericChart gChart)
    {
        string id = Guid.NewGuid().ToString(), name = "renderPlotly_" + id.Replace("-", "", StringComparison.Ordinal);
        string[] parts = [Json(gChart.Traces), Json(gChart.Around.Layout), Json(gChart.Around.Config)];
        // In a script, a string that holds an end tag ends it.
        var arguments = string.Join(",", parts).Replace("</", "<\\/", StringComparison.Ordinal);
        return $"<div><div id=\"{id}\"></div><script type=\"text/javascript\">var {name}=function(){{Plotly.newPlot('{id}',{arguments});}};{name}();</script></div>";
    }

    /// <summary>A page with the chart; plotly.js comes from the network.</summary>
    public static string toEmbeddedHTML(GenericChart gChart) =>
        "<!DOCTYPE html><html><head><script src=\"https://cdn.plot.ly/plotly-2.27.1.min.js\" charset=\"utf-8\"></script>" +
        $"<title>Plotly.NET Datavisualization</title><meta charset=\"UTF-8\"></head><body>{toChartHTML(gChart)}</body></html>";

    private static string Json(object value) => JsonConvert.SerializeObject(value);

    private sealed class Whole(FSharpList<Trace> traces, (Layout, Config, DisplayOptions) around) : GenericChart
    {
        private protected override FSharpList<Trace> Traces => traces;

        private protected override (Layout Layout, Config Config, DisplayOptions Options) Around => around;
    }
}
