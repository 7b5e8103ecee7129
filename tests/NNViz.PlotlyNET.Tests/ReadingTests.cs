using NNViz.Plotly;

namespace NNViz.PlotlyNET.Tests;

/// <summary>Charts that were made with Plotly.NET, read as figures.</summary>
public class ReadingTests
{
    [Fact]
    public void WordsOnAnAxisBecomeItsLabels()
    {
        Figure figure = Charts.OfAll(["""{"type":"bar","x":["cat","dog"],"y":[3,4]}""", """{"type":"bar","x":["dog","eel"],"y":[5,6],"name":"b"}"""]).ToFigure();
        Assert.Equal(["cat", "dog", "eel"], figure.Layout.Panels[0].X.Labels);
        Assert.Equal([0, 1], Assert.IsType<Bar>(figure.Traces[0]).Places.ToDoubles());
        Assert.Equal([1, 2], Assert.IsType<Bar>(figure.Traces[1]).Places.ToDoubles());
        Assert.Equal(["#3b7dd8", "#e0702a"], figure.Traces.Cast<Bar>().Select(bar => bar.Color));
    }

    [Fact]
    public void WithoutAModeShortLinesHavePoints()
    {
        Figure few = Charts.Of("""{"type":"scatter","y":[1,2,3],"x0":10,"dx":5,"name":"n"}""").ToFigure();
        Assert.Equal([10, 15, 20], Assert.IsType<Line>(few.Traces[0]).X.ToDoubles());
        Assert.Equal(("n", false), (Assert.IsType<Scatter>(few.Traces[1]).Name, few.Traces[1].ShowLegend));
        Figure many = Charts.Of($$"""{"type":"scattergl","y":[{{string.Join(',', Enumerable.Range(0, 20))}}]}""").ToFigure();
        Assert.IsType<Line>(Assert.Single(many.Traces));
    }

    [Theory]
    [InlineData("rgba(255,0,0,1.0)", "#ff0000")]
    [InlineData("rgb(1, 2.4, 300)", "#0102ff")]
    [InlineData("#ABC", "#aabbcc")]
    [InlineData("#A1b2C3", "#a1b2c3")]
    [InlineData("steelblue", "#4682b4")]
    public void ColoursAreRead(string css, string expected) =>
        Assert.Equal(expected, ((Line)Charts.Of($$$"""{"type":"scatter","mode":"lines","y":[1,2],"line":{"color":"{{{css}}}"}}""").ToFigure().Traces[0]).Color);

    [Fact]
    public void AHistogramIsCountedAsASlowLoopCountsIt()
    {
        var random = new Random(3);
        double[] values = [.. Enumerable.Range(0, 500).Select(_ => random.NextDouble() * 7)];
        Figure figure = Charts.Of($$$"""{"type":"histogram","x":{{{Json(values)}}},"xbins":{"start":0.5,"end":6.5,"size":0.75}}""").ToFigure(out var leftOut);
        Assert.Empty(leftOut);
        var histogram = Assert.IsType<Histogram>(Assert.Single(figure.Traces));
        Assert.Equal(8, histogram.Counts.Count);
        for (int i = 0; i < 8; i++)
        {
            Assert.Equal(values.Count(v => v >= 0.5 + (i * 0.75) && v < 0.5 + ((i + 1) * 0.75)), histogram.Counts[i]);
        }
    }

    [Fact]
    public void BinsOfItsOwnHoldEveryValueAndAreNamed()
    {
        double[] values = [-3, 0.1, 0.2, 12, 99.5, double.NaN];
        var histogram = (Histogram)Charts.Of($$"""{"type":"histogram","x":{{Json(values)}}}""").ToFigure(out var leftOut).Traces[0];
        Assert.Equal(5, histogram.Counts.ToDoubles().Sum());
        Assert.Contains("bins", Assert.Single(leftOut), StringComparison.Ordinal);
    }

    [Fact]
    public void WholeNumbersStandInTheMiddleOfTheirBins()
    {
        var histogram = (Histogram)Charts.Of("""{"type":"histogram","x":[1,2,2,3,3,3]}""").ToFigure().Traces[0];
        Assert.Equal([0.5, 1.5, 2.5, 3.5], histogram.Edges.ToDoubles());
        Assert.Equal([1, 2, 3], histogram.Counts.ToDoubles());
    }

    [Fact]
    public void ScalesTitlesAndRangesOfAHeatmapAreRead()
    {
        Figure figure = Charts.Of(
            """{"type":"heatmap","z":[[1,null],[3,4]],"zmin":0,"zmax":8,"reversescale":true,"colorscale":[[0,"rgb(0,0,0)"],[0.2,"red"],[1,"#fff"]],"colorbar":{"title":{"text":"w<sub>1</sub>"}}}""",
            """{"title":"a <b>bold</b> title","xaxis":{"title":"in","range":[5,-1]},"yaxis":{"title":{"text":"out<br>put"},"autorange":"reversed"}}""").ToFigure();
        var heatmap = Assert.IsType<Heatmap>(Assert.Single(figure.Traces));
        Assert.Equal([1, double.NaN, 3, 4], heatmap.Z.ToDoubles());
        Assert.Equal((0.0, 8.0, "w1"), (heatmap.Low, heatmap.High, heatmap.ZTitle));
        Assert.Equal([new(0, 255, 255, 255), new(0.8, 255, 0, 0), new(1, 0, 0, 0)], heatmap.Stops);
        Panel panel = figure.Layout.Panels[0];
        Assert.Equal(("a bold title", "in", "out put"), (figure.Layout.Title, panel.X.Title, panel.Y.Title));
        Assert.Equal(((-1.0, 5.0), true, true), (panel.X.Range, panel.X.Reversed, panel.Y.Reversed));
    }

    [Theory]
    [InlineData("""{"type":"pie","values":[1,2],"name":"slices"}""", "trace 0 (pie 'slices')")]
    [InlineData("""{"type":"bar","y":[1,2],"base":1}""", "trace 0 (bar): base")]
    [InlineData("""{"type":"scatter","y":[1,2],"stackgroup":"one"}""", "stackgroup")]
    [InlineData("""{"type":"scatter","x":["2024-01-01","2024-01-02"],"y":[1,2]}""", "dates")]
    [InlineData("""{"type":"histogram","x":[1,2],"histnorm":"percent"}""", "histnorm")]
    [InlineData("""{"type":"heatmap","z":[[1,2],[3]]}""", "no rows of numbers of one length")]
    [InlineData("""{"type":"heatmap","z":[[1,2,3]],"x":[0,1,5]}""", "unevenly spaced")]
    [InlineData("""{"type":"surface","z":[[1,2],[3,4]],"surfacecolor":[[1,2],[3,4]]}""", "surfacecolor")]
    [InlineData("""{"type":"image","source":"data:image/png;base64,AA"}""", "source")]
    public void WhatAFigureCannotHoldIsRefusedByName(string trace, string named)
    {
        var chart = Charts.OfAll([trace, """{"type":"scatter","mode":"lines","y":[5,6],"name":"kept"}"""]);
        Assert.Contains(named, Assert.Throws<NotSupportedException>(() => chart.ToFigure()).Message, StringComparison.Ordinal);
        Figure rest = chart.ToFigure(out var leftOut);
        Assert.Equal("kept", Assert.Single(rest.Traces).Name);
        Assert.Contains(leftOut, what => what.Contains(named, StringComparison.Ordinal));
    }

    [Fact]
    public void WordsBesideAndFilledLoopsAreNotTakenForOthers()
    {
        Figure figure = Charts.OfAll(
            [
                """{"type":"scatter","mode":"text","x":[1,2],"y":[3,4],"text":["a","b"],"textposition":"top center"}""",
                """{"type":"scatter","mode":"lines","x":[0,1,1,0],"y":[0,0,1,2],"fill":"toself"}""",
            ]).ToFigure(out var leftOut);
        Assert.Equal(["a", "b"], Assert.IsType<Scatter>(figure.Traces[0]).Labels);
        Assert.IsType<Line>(figure.Traces[1]);
        Assert.Contains(leftOut, what => what.Contains("fill 'toself'", StringComparison.Ordinal));
    }

    [Fact]
    public void APointWithoutItsErrorBarIsNoMoreThanHalfOfIt()
    {
        var chart = Charts.Of("""{"type":"scatter","mode":"markers","y":[1,2],"error_y":{"array":[1,1]}}""");
        Assert.Contains("trace 0 (scatter): error_y", Assert.Throws<NotSupportedException>(() => chart.ToFigure()).Message, StringComparison.Ordinal);
        Assert.Equal([1, 2], Assert.IsType<Scatter>(Assert.Single(chart.ToFigure(out _).Traces)).Y.ToDoubles());
    }

    [Fact]
    public void StackedBarsAreRefusedTogether()
    {
        var chart = Charts.OfAll(["""{"type":"bar","y":[1,2]}""", """{"type":"bar","y":[3,4]}"""], """{"barmode":"stack"}""");
        string message = Assert.Throws<NotSupportedException>(() => chart.ToFigure()).Message;
        Assert.Contains("trace 0 (bar): stacked bars", message, StringComparison.Ordinal);
        Assert.Contains("trace 1 (bar): stacked bars", message, StringComparison.Ordinal);
        Assert.Empty(chart.ToFigure(out _).Traces);
    }

    [Fact]
    public void LooksThatAreLeftOutAreNamed()
    {
        var chart = Charts.OfAll(
            ["""{"type":"scatter","mode":"lines","y":[1,2],"name":"a","line":{"shape":"spline","color":"no colour"}}""", """{"type":"bar","y":[1],"visible":"legendonly"}"""],
            """{"font":{"size":20},"template":{"layout":{}},"xaxis":{"tickangle":45},"annotations":[{"text":"an arrow","x":1,"y":1}],"shapes":[{"type":"rect","x0":0,"x1":1}]}""");
        chart.ToFigure(out var leftOut);
        Assert.Equal(
            [
                "trace 1 (bar): it is not visible", "trace 0 (scatter 'a'): the colour 'no colour'", "trace 0 (scatter 'a'): line.shape", "shape 0 (rect)",
                "the note 'an arrow'", "layout.font", "layout.xaxis.tickangle",
            ], leftOut);
        Assert.Single(chart.ToFigure().Traces); // looks are no reason to refuse
    }

    /// <summary>A figure is written with some of these: only what it writes itself is not named.</summary>
    [Theory]
    [InlineData("scatter", """{"xaxis":{"showgrid":false}}""", "layout.xaxis.showgrid")]
    [InlineData("heatmap", """{"xaxis":{"showgrid":false,"zeroline":true}}""", "layout.xaxis.zeroline")]
    [InlineData("scatter", """{"yaxis":{"type":"log","nticks":12,"exponentformat":"power"}}""", "layout.yaxis.nticks")]
    [InlineData("scatter", """{"yaxis":{"type":"log","nticks":3,"minorloglabels":"none"}}""", "layout.yaxis.minorloglabels")]
    [InlineData("scatter", """{"yaxis":{"exponentformat":"power"}}""", "layout.yaxis.exponentformat")]
    [InlineData("scatter", """{"plot_bgcolor":"pink"}""", "layout.plot_bgcolor")]
    public void LooksOfTheUsersOwnAreNamed(string type, string layout, string named)
    {
        Charts.Of($$"""{"type":"{{type}}","mode":"lines","y":[1,2],"z":[[1,2],[3,4]]}""", layout).ToFigure(out var leftOut);
        Assert.Equal(named, Assert.Single(leftOut, what => what.StartsWith("layout.", StringComparison.Ordinal)));
    }

    [Fact]
    public void AxesThatLieOverOthersHaveAPanelOfTheirOwn()
    {
        Figure figure = Charts.OfAll(
            ["""{"type":"scatter","mode":"lines","y":[1,2]}""", """{"type":"scatter","mode":"lines","y":[100,200],"yaxis":"y2"}"""],
            """{"yaxis":{"title":"loss"},"yaxis2":{"title":"rate","overlaying":"y","side":"right"}}""").ToFigure(out var leftOut);
        Assert.Equal(["loss", "rate"], figure.Layout.Panels.Select(panel => panel.Y.Title));
        Assert.Contains(leftOut, what => what.Contains("y2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("independent", "top to bottom", "x", "y", 0)]
    [InlineData("independent", "top to bottom", "x4", "y4", 3)]
    [InlineData("independent", "bottom to top", "x", "y", 2)]
    [InlineData("coupled", "top to bottom", "x2", "y", 1)]
    public void GridsAreReadAsPlotlyLaysThemOut(string pattern, string order, string x, string y, int expected)
    {
        string[] cells = pattern == "coupled"
            ? [.. from row in (string[])["y", "y2"] from column in (string[])["x", "x2"] select Cell(column, row)]
            : [.. Enumerable.Range(1, 4).Select(i => i == 1 ? Cell("x", "y") : Cell($"x{i}", $"y{i}"))];
        var figure = Charts.OfAll(cells, $$$"""{"grid":{"rows":2,"columns":2,"pattern":"{{{pattern}}}","roworder":"{{{order}}}"}}""").ToFigure();
        Assert.Equal(2, figure.Layout.Columns);
        Assert.Equal(expected, figure.Traces.Single(trace => trace.Name == x + y).Panel);
    }

    [Fact]
    public void EncodedArraysAreRead()
    {
        string bytes = Convert.ToBase64String([1, 0, 255, 255, 3, 0]);
        Figure figure = Charts.Of($$$"""{"type":"scatter","mode":"lines","y":{"dtype":"i2","bdata":"{{{bytes}}}"}}""").ToFigure();
        Assert.Equal([1, -1, 3], ((Line)figure.Traces[0]).Y.ToDoubles());
    }

    private static string Cell(string x, string y) => $$"""{"type":"scatter","mode":"lines","y":[1,2],"xaxis":"{{x}}","yaxis":"{{y}}","name":"{{x}}{{y}}"}""";

    private static string Json(double[] values) => Newtonsoft.Json.JsonConvert.SerializeObject(values);
}
