using Newtonsoft.Json.Linq;
using Plotly.NET;

namespace NNViz.PlotlyNET.Tests;

/// <summary>Charts from plotly.js's JSON, as Plotly.NET's functions leave them.</summary>
internal static class Charts
{
    /// <summary>A chart of one trace.</summary>
    public static GenericChart Of(string trace, string layout = "{}") => OfAll([trace], layout);

    public static GenericChart OfAll(IReadOnlyList<string> traces, string layout = "{}")
    {
        var around = new Layout();
        Fill(around, layout);
        return GenericChart.setLayout(around, GenericChart.ofTraceObjects<Trace[]>(true, [.. traces.Select(TraceOf)]));
    }

    private static Trace TraceOf(string json)
    {
        var trace = new Trace((string)JObject.Parse(json)["type"]!);
        Fill(trace, json);
        return trace;
    }

    private static void Fill(DynamicObj.DynamicObj target, string json)
    {
        foreach (var property in JObject.Parse(json).Properties())
        {
            target.SetValue(property.Name, property.Name == "type" ? (object)(string)property.Value! : property.Value);
        }
    }
}
