using System.Globalization;
using System.Xml.Linq;
using NNViz.Images;
using NNViz.Plotly;
using NNViz.Tests.Images;

namespace NNViz.Tests.Views;

public class PixelCanvasTests
{
    private static readonly Figure Peak = new(
        new FigureLayout("Peak", new Axis("x"), new Axis("y")), new Line(new double[] { 0, 1, 2 }, new double[] { 0, 1, 0 }) { Color = "#ff0000", Width = 4 });

    [Fact]
    public void PixelsShowWhatTheSvgShows()
    {
        XElement path = XElement.Parse(Peak.ToSvg()).Descendants().Single(e => e.Attribute("stroke")?.Value == "#ff0000");
        double[] numbers = [.. path.Attribute("d")!.Value.Split(['M', 'L', ' '], StringSplitOptions.RemoveEmptyEntries).Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
        Raster raster = Peak.ToRaster(scale: 1);
        Assert.Equal((Peak.Width, Peak.Height), (raster.Width, raster.Height));
        double x = (numbers[0] + numbers[2]) / 2, y = (numbers[1] + numbers[3]) / 2; // on the rising half
        Assert.Equal(new Rgb(255, 0, 0), raster[(int)x, (int)y]);
        Assert.Equal(Rgb.White, raster[(int)x, (int)y - 12]);
    }

    [Fact]
    public void AHeatmapIsTheRightWayUp()
    {
        var heatmap = new Heatmap(new double[] { 0, 1, 1, 1 }, 2, 2, [new(0, 0, 0, 255), new(1, 255, 255, 0)]) { ShowScale = false };
        Raster raster = new Figure(new FigureLayout("t", new Axis("x"), new Axis("y")), heatmap).ToRaster(scale: 1);
        (int X, int Y)[] blue = [.. Enumerable.Range(0, raster.Width * raster.Height).Select(i => (i % raster.Width, i / raster.Width)).Where(p => raster[p.Item1, p.Item2] == new Rgb(0, 0, 255))];
        (int X, int Y)[] yellow = [.. Enumerable.Range(0, raster.Width * raster.Height).Select(i => (i % raster.Width, i / raster.Width)).Where(p => raster[p.Item1, p.Item2] == new Rgb(255, 255, 0))];
        Assert.Equal(blue.Min(p => p.X), yellow.Min(p => p.X)); // row 0 lies below, column 0 on the left
        Assert.Equal(blue.Max(p => p.Y), yellow.Max(p => p.Y));
        Assert.Equal(3.0, (double)yellow.Length / blue.Length, 0.1);
    }

    [Fact]
    public void TheFileIsAPngOfTheScale()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("nnviz").FullName, "figure.png");
        Peak.SavePng(path, scale: 2, dark: true);
        Raster raster = PngDecoder.Decode(File.ReadAllBytes(path));
        Assert.Equal((2 * Peak.Width, 2 * Peak.Height), (raster.Width, raster.Height));
        Assert.Equal(new Rgb(17, 17, 17), raster[0, 0]);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void DashesLeaveGaps()
    {
        var line = new Line(new double[] { 0, 1 }, new double[] { 1, 1 }) { Color = "#ff0000", Dashed = true };
        Raster raster = new Figure(new FigureLayout("t", new Axis("x"), new Axis("y")), line).ToRaster(scale: 1);
        int row = Enumerable.Range(0, raster.Height).MaxBy(y => Enumerable.Range(0, raster.Width).Count(x => IsRed(raster[x, y])));
        string dots = string.Concat(Enumerable.Range(0, raster.Width).Select(x => IsRed(raster[x, row]) ? 'x' : '.')).Trim('.');
        Assert.InRange(dots.Split('.', StringSplitOptions.RemoveEmptyEntries).Length, dots.Length / 10, dots.Length / 8); // 5 drawn, 4 not
    }

    private static bool IsRed(Rgb color) => color.R > 200 && color.G < 100;
}
