using System.Globalization;
using System.Xml.Linq;
using NNViz.Images;
using NNViz.Plotly;
using NNViz.Tests.Images;

namespace NNViz.Tests.Plotly;

public class FigureSvgTests
{
    private static readonly FigureLayout Plain = new("t", new Axis("x") { Range = (0, 10) }, new Axis("y") { Range = (0, 100) });

    [Fact]
    public void PointsLieWhereTheAxesSay()
    {
        // A line along the axes' own corners fixes the box; a third point must lie in the middle.
        List<(double X, double Y)> spots = SpotsOfLine(Draw(Plain, new Line(new double[] { 0, 5, 10 }, new double[] { 0, 50, 100 })));
        Assert.Equal((spots[0].X + spots[2].X) / 2, spots[1].X, 0.2);
        Assert.Equal((spots[0].Y + spots[2].Y) / 2, spots[1].Y, 0.2);
        Assert.True(spots[0].Y > spots[2].Y, "larger numbers lie higher");
        Assert.True(spots[0].X < spots[2].X);
    }

    [Fact]
    public void ReversedAndLogarithmicAxes()
    {
        var layout = new FigureLayout("t", new Axis("x") { Log = true, Range = (1, 100) }, new Axis("y") { Reversed = true, Range = (0, 1) });
        List<(double X, double Y)> spots = SpotsOfLine(Draw(layout, new Line(new double[] { 1, 10, 100 }, new double[] { 0, 0, 1 })));
        Assert.Equal((spots[0].X + spots[2].X) / 2, spots[1].X, 0.2);
        Assert.True(spots[0].Y < spots[2].Y, "smaller numbers lie higher");
    }

    [Fact]
    public void ANaNLeavesAGap()
    {
        string path = PathOfLine(Draw(Plain, new Line(new double[] { 0, 1, 5, 6, 7 }, new double[] { 1, 2, double.NaN, 3, 4 })));
        Assert.Equal(2, path.Count(c => c == 'M'));
        Assert.Equal(2, path.Count(c => c == 'L'));
    }

    [Fact]
    public void AMillionPointsKeepTheirExtremes()
    {
        double[] x = [.. Enumerable.Range(0, 1_000_000).Select(i => i * 1e-5)], y = new double[x.Length];
        (y[123_456], y[876_543]) = (100, -50);
        var layout = new FigureLayout("t", Plain.Panels[0].X, new Axis("y"));
        XElement svg = Draw(layout, new Line(x, y));
        Assert.True(svg.ToString().Length < 60_000);
        double[] heights = [.. SpotsOfLine(svg).Select(s => s.Y)];
        double unit = (heights.Max() - heights.Min()) / 150;
        Assert.Equal(heights.Min() + (100 * unit), heights.OrderBy(v => v).ElementAt(heights.Length / 2), 0.3);
    }

    [Theory]
    [InlineData(false, "KW")] // row 0 at the bottom, row 1 above it
    [InlineData(true, "WK")]
    public void RowsOfAHeatmapFollowTheAxis(bool reversed, string fromBelow)
    {
        var layout = new FigureLayout("t", new Axis("x"), new Axis("y") { Reversed = reversed });
        XElement svg = Draw(layout, new Heatmap(new double[] { 0, 0, 1, 1 }, 2, 2, FigureTests.BlackToWhite));
        string uri = svg.Descendants().Single(e => e.Name.LocalName == "image").Attribute("href")!.Value;
        Raster picture = PngDecoder.Decode(Convert.FromBase64String(uri[(uri.IndexOf(',') + 1)..]));
        Assert.Equal((2, 2), (picture.Width, picture.Height));
        Assert.Equal(fromBelow, string.Concat(new[] { 1, 0 }.Select(y => picture[0, y] == Rgb.White ? 'W' : 'K')));
    }

    [Fact]
    public void LinesOfEqualHeightLieWhereTheyShould()
    {
        // z = x on a grid from 0 to 4: the line of height 2 is the vertical in the middle.
        double[] z = [.. Enumerable.Range(0, 25).Select(i => (double)(i % 5))];
        var contour = new Contour(z, 5, 5, FigureTests.BlackToWhite) { LinesOnly = true, Step = 2, LineColor = "#123456" };
        var axis = new Axis("x") { Range = (0, 4) };
        XElement svg = Draw(new FigureLayout("t", axis, axis), contour, new Line(new double[] { 0, 4 }, new double[] { 0, 0 }));
        List<(double X, double Y)> frame = SpotsOfLine(svg);
        double[] xs = [.. Spots(Strokes(svg, "#123456").Last()).Select(s => s.X)];
        Assert.All(xs, x => Assert.Equal((frame[0].X + frame[1].X) / 2, x, 0.2));
        Assert.Equal(8, xs.Length); // four cells, two ends each
    }

    [Fact]
    public void BarsStandSideBySideOnZero()
    {
        var layout = new FigureLayout("t", new Axis("x") { Labels = ["a", "b"] }, new Axis("y") { Range = (-2, 2) });
        XElement svg = Draw(layout, new Bar(new double[] { 1, -1 }) { Color = "#111111" }, new Bar(new double[] { 2, 2 }) { Color = "#222222" });
        List<(double X, double Y)>[] Bars(string color) => [.. Fills(svg, color).Select(Spots)];
        double zero = Bars("#222222")[0].Max(s => s.Y);
        Assert.Equal(zero, Bars("#111111")[0].Max(s => s.Y), 0.1);
        Assert.Equal(zero, Bars("#111111")[1].Min(s => s.Y), 0.1);
        Assert.Equal(Bars("#111111")[0].Max(s => s.X), Bars("#222222")[0].Min(s => s.X), 0.11);
        double one = zero - Bars("#111111")[0].Min(s => s.Y), two = zero - Bars("#222222")[0].Min(s => s.Y);
        Assert.Equal(2 * one, two, 0.2);
    }

    [Fact]
    public void HistogramHeightsAreProportionalToCounts()
    {
        XElement svg = Draw(Plain with { Title = null }, new Histogram(new double[] { 0, 1, 3 }, new int[] { 20, 40 }) { Color = "#111111" });
        List<(double X, double Y)> outline = Spots(Fills(svg, "#111111").Single());
        double ground = outline.Max(s => s.Y);
        Assert.Equal(2 * (ground - outline[1].Y), ground - outline[5].Y, 0.2);
        Assert.Equal(2 * (outline[3].X - outline[0].X), outline[7].X - outline[4].X, 0.2);
    }

    [Fact]
    public void NamesAreText()
    {
        const string evil = "</svg><script>alert(1)</script>\u0001\ud800";
        XElement svg = Draw(new FigureLayout(evil, new Axis(evil) { Labels = [evil] }, new Axis("y")), new Bar(new double[] { 1 }) { Name = evil });
        Assert.DoesNotContain(svg.Descendants(), e => e.Name.LocalName == "script");
        Assert.Contains(svg.Descendants(), e => e.Name.LocalName == "text" && e.Value.StartsWith("</svg><script>", StringComparison.Ordinal));
    }

    [Fact]
    public void EveryKindOfTraceIsDrawnOfNothingAndOfNaN()
    {
        double[] nan = [double.NaN, double.NaN, double.NaN, double.NaN];
        Trace[] traces =
        [
            new Line(Numbers.Empty, Numbers.Empty), new Line(nan, nan) { Filled = true }, new Scatter(nan, nan) { Values = nan }, new Bar(nan),
            new Histogram(new double[] { 1 }, Numbers.Empty), new Heatmap(nan, 2, 2, FigureTests.BlackToWhite),
            new Contour(nan, 2, 2, FigureTests.BlackToWhite), new Surface(nan, 2, 2, FigureTests.BlackToWhite) { Panel = 1 },
        ];
        Panel panel = new(new Axis("x"), new Axis("y")), space = panel with { Z = new Axis("z") };
        foreach (Trace trace in traces)
        {
            var figure = new Figure(new FigureLayout(panel, space), trace);
            string svg = FigureSvg.Write(figure, PictureUri);
            Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
            Assert.Equal(1, FigureTests.Json(figure).GetProperty("data").GetArrayLength());
        }
    }

    private static XElement Draw(FigureLayout layout, params Trace[] traces) =>
        XElement.Parse(FigureSvg.Write(new Figure(layout, traces), PictureUri));

    private static string PictureUri(byte[] rgb, int width, int height) => Png.DataUri(Raster.FromPixels(width, height, rgb));

    private static IEnumerable<string> Strokes(XElement svg, string color) => Paths(svg, "stroke", color);

    private static IEnumerable<string> Fills(XElement svg, string color) => Paths(svg, "fill", color);

    private static IEnumerable<string> Paths(XElement svg, string attribute, string color) => svg.Descendants()
        .Where(e => e.Name.LocalName == "path" && e.Attribute(attribute)?.Value == color).Select(e => e.Attribute("d")!.Value);

    // The figure's lines have width 2, those of axes 1.
    private static string PathOfLine(XElement svg) =>
        svg.Descendants().Single(e => e.Name.LocalName == "path" && e.Attribute("stroke-width")?.Value == "2").Attribute("d")!.Value;

    private static List<(double X, double Y)> SpotsOfLine(XElement svg) => Spots(PathOfLine(svg));

    private static List<(double X, double Y)> Spots(string path)
    {
        double[] numbers = [.. path.Split(['M', 'L', 'z', ' '], StringSplitOptions.RemoveEmptyEntries).Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
        return [.. numbers.Chunk(2).Select(p => (p[0], p[1]))];
    }
}
