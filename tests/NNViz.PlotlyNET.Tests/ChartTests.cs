using System.Text.Json;
using NNViz.Plotly;
using Plotly.NET;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;
using Figure = NNViz.Plotly.Figure;
using Line = NNViz.Plotly.Line;

namespace NNViz.PlotlyNET.Tests;

/// <summary>What a figure's chart holds, and what Plotly.NET's users can do with it.</summary>
public class ChartTests
{
    private static readonly Figure Loss = new(new FigureLayout("loss", new Axis("epoch"), new Axis("loss") { Log = true }),
        new Line(new[] { 0, 1, 2 }, new[] { 0.5f, float.NaN, 0.125f }) { Name = "train" });

    [Fact]
    public void ArraysAreNumbersAsText()
    {
        foreach (var figure in Figures.All.Values)
        {
            string json = GenericChart.toFigureJson(figure.ToPlotlyNET());
            Assert.DoesNotContain("bdata", json, StringComparison.Ordinal);
            Assert.DoesNotContain("dtype", json, StringComparison.Ordinal);
        }
        var trace = Json(Loss.ToPlotlyNET()).GetProperty("data")[0];
        Assert.Equal("scatter", trace.GetProperty("type").GetString());
        Assert.Equal("[0.5,null,0.125]", Compact(trace.GetProperty("y")));
        // Bytes would become base64: pixels are numbers.
        Assert.StartsWith("[[[0.0,15.0,30.0],[45.0,", Compact(Json(Figures.All["image"].ToPlotlyNET()).GetProperty("data")[0].GetProperty("z")), StringComparison.Ordinal);
    }

    [Fact]
    public void AFloatIsTheSameNumberInDecimals()
    {
        var json = Json(new Figure(Loss.Layout, new Line(new[] { 0.1f, 1 / 3f }, new[] { 1f, 2f })).ToPlotlyNET());
        Assert.Equal([0.1f, 1 / 3f], json.GetProperty("data")[0].GetProperty("x").EnumerateArray().Select(v => v.GetDouble()));
    }

    [Fact]
    public void AxesSayTheirType()
    {
        var layout = Json(Loss.ToPlotlyNET()).GetProperty("layout");
        Assert.Equal("linear", layout.GetProperty("xaxis").GetProperty("type").GetString());
        Assert.Equal("log", layout.GetProperty("yaxis").GetProperty("type").GetString());
    }

    [Fact]
    public void StylesArePutOnWhatIsThere()
    {
        var axis = new LinearAxis();
        axis.SetValue("range", new[] { -2.0, 1 });
        var pen = new global::Plotly.NET.Line();
        pen.SetValue("width", 7);
        var chart = Loss.ToPlotlyNET().WithTitle("another title").WithYAxis(axis).WithLine(pen).WithSize(500, 300);
        Figure styled = chart.ToFigure(out var leftOut);
        Assert.Empty(leftOut);
        Assert.Equal("another title", styled.Layout.Title);
        Assert.Equal(("loss", true), (styled.Layout.Panels[0].Y.Title, styled.Layout.Panels[0].Y.Log));
        Assert.Equal((0.01, 10), styled.Layout.Panels[0].Y.Range);
        Assert.Equal((500, 300), (styled.Width, styled.Height));
        var line = Assert.IsType<Line>(Assert.Single(styled.Traces));
        Assert.Equal((7, "#3b7dd8", "train"), (line.Width, line.Color, line.Name));
    }

    [Fact]
    public void MarkersAreStyledToo()
    {
        var marker = new Marker();
        marker.SetValue("color", "rgba(255, 0, 0, 0.5)");
        var points = new Figure(Loss.Layout, new Scatter(new[] { 1, 2 }, new[] { 3, 4 }) { Size = 11 }).ToPlotlyNET().WithMarker(marker).ToFigure();
        var scatter = Assert.IsType<Scatter>(Assert.Single(points.Traces));
        Assert.Equal(("#ff0000", 0.5, 11), (scatter.Color, scatter.Opacity, scatter.Size));
    }

    [Fact]
    public void ChartsAreCombined()
    {
        var second = new Figure(Loss.Layout with { Marks = [new Mark(1, "best")] }, new Line(new[] { 0, 1, 2 }, new[] { 3, 2, 1 }) { Name = "validation" });
        Figure both = GenericChart.combine([Loss.ToPlotlyNET(), second.ToPlotlyNET()]).ToFigure(out var leftOut);
        Assert.Empty(leftOut);
        Assert.Equal(["train", "validation"], both.Traces.Select(t => t.Name));
        Assert.Equal("best", Assert.Single(both.Layout.Marks).Text);
    }

    /// <summary>What Chart.Grid does with two charts: it takes their axes out, gives them new names, and sets a layout's grid.</summary>
    [Fact]
    public void ChartsOfOnePanelBecomeCellsOfAGrid()
    {
        GenericChart[] charts = [Loss.ToPlotlyNET(), Figures.All["heatmap"].ToPlotlyNET()];
        for (int i = 0; i < charts.Length; i++)
        {
            var layout = GenericChart.getLayout(charts[i]);
            foreach (string axis in (string[])["x", "y"])
            {
                var own = layout.TryGetTypedValue<LinearAxis>(axis + "axis").Value;
                Assert.Null(own.TryGetValue("domain"));
                Assert.Null(own.TryGetValue("anchor"));
                layout.Remove(axis + "axis");
                layout.SetValue(axis + "axis" + (i == 0 ? "" : "2"), own);
                Assert.IsType<Trace2D>(GenericChart.getTraces(charts[i]).Head).SetValue(axis + "axis", axis + (i == 0 ? "" : "2"));
            }
        }
        var around = new Layout();
        around.SetValue("grid", new { rows = 1, columns = 2, pattern = "independent" });
        Figure grid = GenericChart.combine(charts).WithLayout(around).ToFigure(out var leftOut);
        Assert.Empty(leftOut);
        Assert.Equal(2, grid.Layout.Columns);
        Assert.Equal(["epoch", "time (s)"], grid.Layout.Panels.Select(panel => panel.X.Title));
        Assert.Equal([0, 1], grid.Traces.Select(trace => trace.Panel));
    }

    [Fact]
    public void ChartsAreSaved()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.html");
        try
        {
            Loss.ToPlotlyNET().SaveHtml(path);
            Assert.Contains("[0.5,null,0.125]", File.ReadAllText(path), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static JsonElement Json(GenericChart chart) => JsonDocument.Parse(GenericChart.toFigureJson(chart)).RootElement;

    private static string Compact(JsonElement json) => json.GetRawText().Replace(" ", "", StringComparison.Ordinal);
}
