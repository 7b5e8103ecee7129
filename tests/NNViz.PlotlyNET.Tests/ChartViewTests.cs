using System.Text.RegularExpressions;
using NNViz.Html;
using NNViz.Tests;
using NNViz.Views;
using Plotly.NET;

namespace NNViz.PlotlyNET.Tests;

/// <summary>The output of a chart at the end of a cell; tests/web opens what is written here in a browser.</summary>
public partial class ChartViewTests
{
    private const string Evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";

    private const string Fetching = "<span style=\\\"cursor:url(http://127.0.0.1:9/a.png)\\\">words</span>";

    private static readonly string Folder = NNViz.Tests.Html.PageFolder.Path;

    private static readonly string[] Others =
    [
        """{"type":"pie","values":[1,2,4],"labels":["a","b","</script>"]}""",
        """{"type":"violin","y":[1,2,2,3,9]}""",
        """{"type":"histogram2d","x":[1,2,2,3],"y":[1,1,2,2]}""",
        """{"type":"histogram2dcontour","x":[1,2,2,3],"y":[1,1,2,2]}""",
        """{"type":"scatterpolar","r":[1,2,3],"theta":[0,120,240],"fill":"toself"}""",
        """{"type":"barpolar","r":[1,2,3],"theta":[0,120,240]}""",
        """{"type":"candlestick","x":[1,2],"open":[1,2],"high":[3,4],"low":[0,1],"close":[2,3]}""",
        """{"type":"ohlc","x":[1,2],"open":[1,2],"high":[3,4],"low":[0,1],"close":[2,3]}""",
        """{"type":"waterfall","x":["a","b"],"y":[3,-1]}""",
        """{"type":"funnel","y":["a","b"],"x":[3,1]}""",
        """{"type":"mesh3d","x":[0,1,0,0],"y":[0,0,1,0],"z":[0,0,0,1]}""",
        """{"type":"scatter3d","x":[1,2],"y":[1,2],"z":[1,2]}""",
    ];

    private static readonly (string Name, GenericChart Chart)[] Pages =
    [
        ("figure", Figures.All["line"].ToPlotlyNET()),
        ("styled", Charts.OfAll(
            ["""{"type":"scatter","y":[1,3,2],"name":"spline","line":{"shape":"spline"}}""", """{"type":"bar","x":[0,1,2],"y":[1,1,2],"name":"bars"}"""],
            """{"title":"styled","font":{"size":14},"xaxis":{"title":"x"},"yaxis":{"title":"y"}}""")),
        ("others", Charts.OfAll(
            [
                """{"type":"box","y":[1,2,3,4,9],"name":"box"}""", """{"type":"histogram","x":[1,2,2,3,3,3],"name":"counted"}""",
                """{"type":"heatmapgl","z":[[1,2,3],[4,5,6]],"xaxis":"x2","yaxis":"y2"}""", """{"type":"treemap","labels":["a"]}""",
            ],
            """{"grid":{"rows":1,"columns":2,"pattern":"independent"}}""")),
        ("hostile", Charts.Of(
            $$"""{"type":"scatter","y":[1,2],"name":"{{Evil}}","text":["{{Evil}}","{{Fetching}}"]}""",
            $$$"""{"title":{"text":"{{{Evil}}}{{{Fetching}}}"},"showlegend":true,"font":{"size":13},"xaxis":{"title":{"text":"{{{Evil}}}"}},"images":[{"source":"http://127.0.0.1:9/b.png","x":0,"y":1,"sizex":1,"sizey":1}]}""")),
        ("treemap", Charts.Of("""{"type":"treemap","labels":["a","b"],"parents":["","a"],"name":"leaves"}""", """{"title":"only a treemap"}""")),
        ("titled", Charts.OfAll(
            ["""{"type":"scatter","mode":"lines","y":[1,3,2],"name":"grey","line":{"color":"#404040"}}""", """{"type":"scatter","mode":"lines","y":[2,1,2],"name":"other"}"""],
            """{"title":{"text":"A title that is <b>longer than a narrow page has room</b> for in one line"},"showlegend":true,"font":{"size":12}}""")),
        .. Others.Select(trace => (trace.Split('"')[3], Charts.Of(trace, """{"title":"another type","height":240}"""))),
    ];

    public static TheoryData<string> Names => [.. Pages.Select(page => page.Name)];

    [Theory, MemberData(nameof(Names))]
    public void TheOutputIsSafeOfflineAndNeverBlank(string name)
    {
        string html = new ChartView(Pages.Single(page => page.Name == name).Chart).ToFragment();
        File.WriteAllText(Path.Combine(Folder, $"plotlynet-{name}.html"), html);
        Assert.Equal(name == "treemap" ? 0 : 1, html.Split("</script>").Length - 1);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", html, StringComparison.Ordinal);
        string picture = Regex.Match(html, "<img[^>]*src=\"([^\"]*)\"[^>]*alt=\"([^\"]+)\"").Groups[1].Value;
        Assert.StartsWith("data:image/", picture, StringComparison.Ordinal);
        Assert.True(html.Length < 300_000);
    }

    [Fact]
    public void AChartThatAFigureHoldsIsShownAsTheFigure() =>
        Assert.Equal(new FigureView(Figures.All["heatmap"].ToPlotlyNET().ToFigure()).ToFragment(), new ChartView(Figures.All["heatmap"].ToPlotlyNET()).ToFragment());

    /// <summary>Room, legend and camera are not a figure's: a chart that sets them keeps them.</summary>
    [Theory]
    [InlineData("margin")]
    [InlineData("legend")]
    [InlineData("font")]
    public void StylesThatAFigureHasNotAreKept(string part)
    {
        var (layout, style) = (new Layout(), new DynamicObj.DynamicObj());
        style.SetValue("mine", 123.5);
        layout.SetValue(part, style);
        Assert.Contains("\"mine\":123.5", new ChartView(Figures.All["surface"].ToPlotlyNET().WithLayout(layout)).ToFragment(), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNotDrawnIsNamed()
    {
        string html = new ChartView(Pages.Single(page => page.Name == "others").Chart).ToFragment();
        Assert.Contains("Not drawn: treemap.", html, StringComparison.Ordinal);
        Assert.Contains("the picture lacks trace 0 (box", html, StringComparison.Ordinal);
        string hostile = new ChartView(Pages.Single(page => page.Name == "hostile").Chart).ToFragment();
        Assert.Contains("Not drawn: pictures that would have to be fetched.", hostile, StringComparison.Ordinal);
    }

    [Fact]
    public void TheTextSaysWhatTheChartShows()
    {
        Assert.Equal("styled; y over x (spline, bars)", new ChartView(Pages[1].Chart).ToString());
        Assert.Equal("only a treemap: trace 0 (treemap 'leaves')", new ChartView(Pages[4].Chart).ToString());
    }

    /// <summary>Numbers travel exactly while there is room, in the narrowest type that holds them.</summary>
    [Theory]
    [InlineData(200, 1.0, "u1")]
    [InlineData(200, 100.0, "i2")]
    [InlineData(200, 0.5, "f4")]
    [InlineData(200, 0.1, "f8")]
    [InlineData(40_000, 0.1, "f4")]
    public void NumbersAreEncoded(int count, double step, string dtype)
    {
        string values = Newtonsoft.Json.JsonConvert.SerializeObject(Enumerable.Range(0, count).Select(i => i * step));
        string html = new ChartView(Charts.Of($$"""{"type":"box","y":{{values}}}""")).ToFragment();
        Assert.Contains($"\"y\":{{\"dtype\":\"{dtype}\"", html, StringComparison.Ordinal);
        Assert.Equal(count > 1000, html.Contains("seven digits", StringComparison.Ordinal));
        Assert.True(html.Length < 300_000);
    }

    /// <summary>The lowest and the highest point of many are drawn, and gaps stay.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("""
        "x0":5,"dx":2,
        """)]
    public void ALongLineKeepsItsExtremes(string places)
    {
        double[] y = [.. Enumerable.Range(0, 200_000).Select(i => i == 123_457 ? -7.5 : i == 190_001 ? 99.25 : i == 50_000 ? double.NaN : Math.Sin(i * 0.001))];
        string values = Newtonsoft.Json.JsonConvert.SerializeObject(y);
        string html = new ChartView(Charts.Of($$"""{"type":"scatter","mode":"lines",{{places}}"y":{{values}}}""", """{"font":{"size":9}}""")).ToFragment();
        Assert.True(html.Length < 350_000, $"{html.Length}");
        Assert.Contains("of 200,000 points", html, StringComparison.Ordinal);
        float[] drawn = Floats(html, "y"), x = Floats(html, "x");
        Assert.Equal((-7.5f, 99.25f, 1), (drawn.Where(float.IsFinite).Min(), drawn.Max(), drawn.Count(float.IsNaN)));
        int lowest = Array.IndexOf(drawn, -7.5f);
        Assert.Equal(places.Length > 0 ? 5 + (2 * 123_457) : 123_457, x[lowest]);
    }

    /// <summary>Cells are put together where there are too many; the lowest, the highest and the missing one are still seen, at their places.</summary>
    [Theory]
    [InlineData("heatmap", "")]
    [InlineData("heatmap", """
        "x0":100,"dx":0.5,
        """)]
    [InlineData("contour", "")]
    [InlineData("surface", "")]
    public void AMapOfVeryManyCellsKeepsItsExtremes(string type, string places)
    {
        const int side = 512;
        double?[][] z = [.. Enumerable.Range(0, side).Select(row => Enumerable.Range(0, side).Select(column => (double?)Math.Sin(row * 0.05) * Math.Cos(column * 0.03)).ToArray())];
        (z[100][300], z[400][20]) = (-7.5, 99.25);
        string html = new ChartView(Charts.Of($$"""{"type":"{{type}}",{{places}}"z":{{Newtonsoft.Json.JsonConvert.SerializeObject(z)}}}""")).ToFragment();
        Assert.True(html.Length < 300_000, $"{html.Length}");
        Assert.Contains("Drawn are 126 × 126 of 512 × 512 cells", System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        var match = Regex.Match(html, "\"z\":\\{\"dtype\":\"f([48])\",\"bdata\":\"([^\"]+)\"");
        byte[] bytes = Convert.FromBase64String(match.Groups[2].Value);
        double[] cells = match.Groups[1].Value == "4" ? [.. Enumerable.Range(0, bytes.Length / 4).Select(i => (double)BitConverter.ToSingle(bytes, 4 * i))]
            : [.. Enumerable.Range(0, bytes.Length / 8).Select(i => BitConverter.ToDouble(bytes, 8 * i))];
        Assert.Equal((126 * 126, -7.5, 99.25), (cells.Length, cells.Min(), cells.Max()));
        // Row 100 of 512 lies in cell 100 · 126 / 512, and so on.
        Assert.Equal((24 * 126) + 73, Array.IndexOf(cells, -7.5));
        Assert.Equal((98 * 126) + 4, Array.IndexOf(cells, 99.25));
    }

    [Fact]
    public void WordsOfCellsAreThoseOfTheMiddleOnes()
    {
        string rows = string.Join(',', Enumerable.Repeat($"[{string.Join(',', Enumerable.Range(0, 200))}]", 200));
        string words = string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"w{i}\""));
        string html = new ChartView(Charts.Of($$"""{"type":"heatmap","x":[{{words}}],"z":[{{rows}}]}""")).ToFragment();
        Assert.Contains("Drawn are 126 × 126 of 200 × 200 cells", System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("\"w199\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\"w198\"", html, StringComparison.Ordinal);
    }

    /// <summary>Places of which one is no number, words of cells, and traces that fewer cells would show wrong.</summary>
    [Theory]
    [InlineData("heatmap", """
        "x":[null,POINTS]
        """, "126 × 126 of 200 × 200 cells: each")]
    [InlineData("heatmap", """
        "y":["NaN",POINTS],"hovertext":[["a"]],"hovertemplate":"%{hovertext}"
        """, "126 × 126 of 200 × 200 cells, without their words: each")]
    [InlineData("surface", """
        "surfacecolor":ROWS
        """, "all of its 200 × 200 cells, as they have colours of their own")]
    [InlineData("surface", """
        "x":ROWS
        """, "all of its 200 × 200 cells, as their places are neither")]
    [InlineData("heatmap", """
        "transpose":true
        """, "all of its 200 × 200 cells, as it is transposed")]
    [InlineData("heatmap", """
        "x":[EDGES]
        """, "all of its 200 × 200 cells, as their places are neither")]
    public void WhatFewerCellsCannotShowIsKeptOrNamed(string type, string more, string note)
    {
        string rows = $"[{string.Join(',', Enumerable.Repeat($"[{string.Join(',', Enumerable.Range(0, 200))}]", 200))}]";
        string edges = string.Join(',', Enumerable.Range(0, 201).Select(i => $"\"{new DateTime(2024, 1, 1).AddDays(i):yyyy-MM-dd}\""));
        more = more.Replace("ROWS", rows, StringComparison.Ordinal).Replace("EDGES", edges, StringComparison.Ordinal)
            .Replace("POINTS", string.Join(',', Enumerable.Range(1, 199)), StringComparison.Ordinal);
        string html = new ChartView(Charts.Of($$"""{"type":"{{type}}",{{more}},"z":{{rows}}}""")).ToFragment();
        Assert.Contains(note, System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.DoesNotContain("%{hovertext", html, StringComparison.Ordinal);
        Assert.Equal(more.Contains("surfacecolor", StringComparison.Ordinal), html.Contains("\"surfacecolor\"", StringComparison.Ordinal));
    }

    private static float[] Floats(string html, string name)
    {
        var match = Regex.Match(html, $"\"{name}\":\\{{\"dtype\":\"(f4|i4)\",\"bdata\":\"([^\"]+)\"");
        byte[] bytes = Convert.FromBase64String(match.Groups[2].Value);
        return [.. Enumerable.Range(0, bytes.Length / 4).Select(i => match.Groups[1].Value == "f4" ? BitConverter.ToSingle(bytes, 4 * i) : BitConverter.ToInt32(bytes, 4 * i))];
    }

    [Fact]
    public void APictureOfManyPointsStaysSmall()
    {
        var random = new Random(1);
        string Values() => Newtonsoft.Json.JsonConvert.SerializeObject(Enumerable.Range(0, 20_000).Select(_ => random.NextDouble()));
        string html = new ChartView(Charts.Of($$"""{"type":"scattergl","mode":"markers","x":{{Values()}},"y":{{Values()}}}""", """{"font":{"size":9}}""")).ToFragment();
        Assert.Contains("src=\"data:image/png", html, StringComparison.Ordinal);
        Assert.True(html.Length < 350_000);
    }

    [Fact]
    public void TheTypesThatAreDrawnAreThoseOfTheFrontEnd()
    {
        string source = File.ReadAllText(Path.Combine(Shared.Root, "src", "web", "plotly.js"));
        Assert.Equal(Import().Matches(source).Select(m => m.Groups[1].Value).Where(n => n != "core").Append("scatter").Order(), ChartPayload.Types.Order());
    }

    [GeneratedRegex(@"from 'plotly\.js/lib/(\w+)'")]
    private static partial Regex Import();
}
