using System.Text.Json;
using NNViz.Plotly;

namespace NNViz.Tests.Plotly;

public class FigureTests
{
    private const string Evil = "</script><img src=x onerror=alert(1)>&amp;";

    internal static readonly ColorStop[] BlackToWhite = [new(0, 0, 0, 0), new(1, 255, 255, 255)];

    private static readonly FigureLayout Plain = new("title", new Axis("x"), new Axis("y"));

    [Fact]
    public void EveryAxisHasATitle() => Assert.Throws<ArgumentException>(() => new Axis(" "));

    [Fact]
    public void ATraceNamesAPanelThatThereIs()
    {
        var error = Assert.Throws<ArgumentException>(() => new Figure(Plain, new Line(Numbers.Empty, Numbers.Empty) { Panel = 1 }));
        Assert.Contains("no panel 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMatrixMustBeFull() => Assert.Throws<ArgumentException>(() => new Heatmap(new double[5], 2, 3, BlackToWhite));

    [Fact]
    public void PlotlyReadsNamesAsText()
    {
        var layout = new FigureLayout(Evil, new Axis(Evil) { Labels = [Evil] }, new Axis("y")) { Marks = [new Mark(0, Evil)] };
        JsonElement root = Json(new Figure(layout, new Bar(new double[] { 1 }) { Name = Evil }));
        const string asText = "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&amp;amp;";
        JsonElement drawn = root.GetProperty("layout");
        Assert.Equal(asText, root.GetProperty("data")[0].GetProperty("name").GetString());
        Assert.Equal(asText, drawn.GetProperty("title").GetProperty("text").GetString());
        Assert.Equal(asText, drawn.GetProperty("xaxis").GetProperty("title").GetProperty("text").GetString());
        Assert.Equal(asText, drawn.GetProperty("xaxis").GetProperty("ticktext")[0].GetString());
        Assert.Equal(asText, drawn.GetProperty("annotations")[0].GetProperty("text").GetString());
    }

    [Fact]
    public void PanelsShareTheRoom()
    {
        Panel panel = new(new Axis("x"), new Axis("y"));
        JsonElement layout = Json(new Figure(new FigureLayout(panel, panel, panel) { Columns = 2 })).GetProperty("layout");
        double[] Domain(string axis) => [.. layout.GetProperty(axis).GetProperty("domain").EnumerateArray().Select(v => v.GetDouble())];
        Assert.Equal(0, Domain("xaxis")[0]);
        Assert.Equal(1, Domain("xaxis2")[1]);
        Assert.True(Domain("xaxis")[1] < Domain("xaxis2")[0]);
        Assert.Equal(1, Domain("yaxis2")[1]);
        Assert.Equal(0, Domain("yaxis3")[0]);
        Assert.Equal("x3", layout.GetProperty("yaxis3").GetProperty("anchor").GetString());
    }

    [Theory]
    [InlineData(1, 0.8)]
    [InlineData(0.25, 0.2)]
    public void OverlaidBarsAreAsWideAsOneTraceOfThem(double gap, double width)
    {
        var far = new Bar(new double[] { 0, 4 * gap }, new double[] { 1, 1 });
        var between = new Bar(new double[] { gap }, new double[] { 1 });
        JsonElement data = Json(new Figure(Plain with { OverlayBars = true }, far, between)).GetProperty("data");
        Assert.Equal([width, width], data.EnumerateArray().Select(trace => trace.GetProperty("width").GetDouble()));
        Assert.False(Json(new Figure(Plain, far, between)).GetProperty("data")[0].TryGetProperty("width", out _));
    }

    [Fact]
    public void LogAxesGiveTheirRangeInPowersOfTen()
    {
        var axis = new Axis("loss") { Log = true, Range = (0.01, 1000) };
        JsonElement range = Json(new Figure(new FigureLayout("t", new Axis("x"), axis))).GetProperty("layout").GetProperty("yaxis").GetProperty("range");
        Assert.Equal([-2, 3], range.EnumerateArray().Select(v => v.GetDouble()));
    }

    [Fact]
    public void ColorsOfTextAndBackgroundAreThePages()
    {
        string layout = Json(new Figure(Plain)).GetProperty("layout").GetRawText();
        Assert.DoesNotContain("font", layout, StringComparison.Ordinal);
        Assert.DoesNotContain("bgcolor", layout, StringComparison.Ordinal);
    }

    [Fact]
    public void AltIsMadeOfTitlesAndNames()
    {
        var figure = new Figure(Plain, new Line(Numbers.Empty, Numbers.Empty) { Name = "train" });
        Assert.Equal("title; y over x (train)", figure.Alt);
        Assert.Equal("words", (figure with { Alt = "words" }).Alt);
    }

    internal static JsonElement Json(Figure figure) => JsonDocument.Parse(figure.ToJson()).RootElement;
}
