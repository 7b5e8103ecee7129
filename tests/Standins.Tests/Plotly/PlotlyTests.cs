using DynamicObj;
using Microsoft.FSharp.Core;
using Newtonsoft.Json.Linq;
using Plotly.NET;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;
using Xunit;

namespace Standins.Tests.Plotly;

public class PlotlyTests
{
    private readonly Trace _trace = new("scatter");

    public PlotlyTests()
    {
        _trace.SetValue("y", new double?[] { 1, null, 2.5 });
        _trace.SetValue("name", "first");
    }

    [Fact]
    public void PropertiesAreSetReadAndTakenAway()
    {
        dynamic trace = _trace;
        trace.mode = "lines";
        Assert.Equal(("lines", "scatter"), ((string)trace.mode, (string)trace.type));
        Assert.Equal("lines", _trace.TryGetTypedValue<string>("mode").Value);
        Assert.Null(_trace.TryGetTypedValue<int>("mode"));
        Assert.Null(_trace.TryGetValue("none"));
        Assert.True(_trace.Remove("mode"));
        Assert.False(_trace.Remove("mode"));
        Assert.Equal(["y", "name"], _trace.GetProperties(false).Select(p => p.Key));
        Assert.Equal(["type", "y", "name"], _trace.GetDynamicMemberNames());
        _trace.SetValue("type", "bar");
        Assert.Equal("bar", _trace.type);
    }

    [Fact]
    public void AChartIsPlotlysJson()
    {
        var chart = GenericChart.ofTraceObject(true, _trace).WithTitle("a title");
        var json = JObject.Parse(GenericChart.toFigureJson(chart));
        Assert.True(JToken.DeepEquals(JToken.Parse("""{ "type": "scatter", "y": [1.0, null, 2.5], "name": "first" }"""), json["data"]![0]));
        Assert.True(JToken.DeepEquals(JToken.Parse("""{ "width": 600, "height": 600, "title": { "text": "a title" } }"""), json["layout"]));
        Assert.Empty(json["frames"]!);
        Assert.Equal(true, JObject.Parse(GenericChart.toJson(chart))["config"]!["responsive"]);
    }

    [Fact]
    public void StylesAreCombinedWithWhatIsThere()
    {
        var (axis, marker) = (new LinearAxis(), new Marker());
        axis.SetValue("type", "log");
        marker.SetValue("size", 3);
        Trace.getMarker(_trace).SetValue("lost", 1); // a new one: the trace has none
        var chart = GenericChart.ofTraceObject(false, _trace).WithXAxis(axis).WithMarker(marker);
        var second = new LinearAxis();
        second.SetValue("range", new[] { 0, 1 });
        var layout = JObject.Parse(GenericChart.toFigureJson(chart.WithXAxis(second).WithYAxis(second, StyleParam.SubPlotId.NewYAxis(2))))["layout"];
        Assert.True(JToken.DeepEquals(JToken.Parse("""{ "xaxis": { "type": "log", "range": [0, 1] }, "yaxis2": { "range": [0, 1] } }"""), layout));
        Assert.Equal(["size"], Trace.getMarker(_trace).GetProperties(true).Select(p => p.Key));
    }

    [Fact]
    public void CombinedChartsHaveAllTracesAndNotes()
    {
        GenericChart[] charts = [.. Enumerable.Range(0, 3).Select(i =>
        {
            var (note, layout) = (new Annotation(), new Layout());
            note.SetValue("text", $"note {i}");
            layout.SetValue("annotations", new[] { note });
            layout.SetValue("height", 100 * i);
            return GenericChart.setLayout(layout, GenericChart.ofTraceObject(false, new Trace("bar")));
        })];
        var all = GenericChart.combine(charts);
        Assert.Equal(3, GenericChart.countTrace(all));
        var json = JObject.Parse(GenericChart.toFigureJson(all))["layout"]!;
        Assert.Equal(["note 0", "note 1", "note 2"], json["annotations"]!.Select(n => (string)n["text"]!));
        Assert.Equal(200, json["height"]);
    }

    [Fact]
    public void APageOfAChartIsNotEndedByItsWords()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.html");
        try
        {
            GenericChart.ofTraceObject(false, _trace).WithTitle("</script><script>alert(1)</script>").SaveHtml(path, FSharpOption<bool>.Some(false));
            string page = File.ReadAllText(path);
            Assert.Equal(2, page.Split("</script>").Length - 1); // plotly.js's, and the chart's
            Assert.Contains("[1.0,null,2.5]", page, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
