using NNViz.Images;

namespace NNViz.Tests.Images;

public class PainterTests
{
    [Fact]
    public void APolygonHasItsArea()
    {
        var raster = new Raster(100, 100);
        new Painter(raster).Fill([[(10, 10), (90, 10), (50, 90)]], Rgb.White);
        Assert.Equal(80 * 80 / 2, Count(raster, Rgb.White), 100.0);
        Assert.Equal((Rgb.White, Rgb.Black), (raster[50, 50], raster[12, 60]));
    }

    [Fact]
    public void ADiscHasItsArea()
    {
        var raster = new Raster(200, 200);
        new Painter(raster).Fill([Painter.Circle((100, 100), 80)], Rgb.White);
        Assert.Equal(Math.PI * 80 * 80, Count(raster, Rgb.White), 150.0);
    }

    [Fact]
    public void ALineHasItsLengthAndWidth()
    {
        var raster = new Raster(200, 100);
        new Painter(raster).Stroke([[(30, 50), (170, 50)]], 20, Rgb.White);
        Assert.Equal((140 * 20) + (Math.PI * 10 * 10), Count(raster, Rgb.White), 40.0);
    }

    [Fact]
    public void WhereALineCrossesItselfItIsPaintedOnce()
    {
        var raster = new Raster(60, 60);
        new Painter(raster).Stroke([[(10, 10), (50, 50), (50, 10), (10, 50)]], 6, Rgb.White, opacity: 0.5);
        Rgb[] colors = [.. Enumerable.Range(0, 3600).Select(i => raster[i % 60, i / 60]).Distinct()];
        Assert.Equal([Rgb.Black, new Rgb(128, 128, 128)], colors);
    }

    [Fact]
    public void NothingIsPaintedOutsideOfTheClip()
    {
        var raster = new Raster(10, 10);
        new Painter(raster) { Clip = (2, 3, 7, 5) }.Fill([[(-50, -50), (50, -50), (50, 50), (-50, 50)]], Rgb.White);
        Assert.Equal(5 * 2, Count(raster, Rgb.White));
        Assert.Equal((Rgb.White, Rgb.White, Rgb.Black), (raster[2, 3], raster[6, 4], raster[7, 4]));
    }

    [Fact]
    public void ShrinkingTakesMeans()
    {
        var raster = new Raster(4, 2) { [0, 0] = Rgb.White, [1, 1] = Rgb.White, [3, 0] = new Rgb(4, 0, 100) };
        Raster small = raster.Shrink(2);
        Assert.Equal((2, 1), (small.Width, small.Height));
        Assert.Equal((new Rgb(128, 128, 128), new Rgb(1, 0, 25)), (small[0, 0], small[1, 0]));
        Assert.Throws<ArgumentException>(() => raster.Shrink(4));
    }

    [Fact]
    public void EveryPrintableLetterIsDrawn()
    {
        (_, double box) = StrokeFont.Write("\u2603"); // a snowman is not in the table: a box
        Assert.Equal(3.6, box, 1e-9);
        for (char c = '!'; c <= '~'; c++)
        {
            (List<(double X, double Y)[]> strokes, double width) = StrokeFont.Write(c.ToString());
            Assert.All(strokes.SelectMany(s => s), p => Assert.True(p.X >= -0.5 && p.X <= width + 0.5 && p.Y >= -2.01 && p.Y <= 8.01, $"{c}: {p}"));
            Assert.DoesNotContain(strokes, s => s.Length < 2);
        }
    }

    [Fact]
    public void TextRunsOnAndAccentsAreDropped()
    {
        double a = StrokeFont.Write("a").Width, b = StrokeFont.Write("b").Width;
        Assert.True(StrokeFont.Write("ab").Width > a + b);
        Assert.Equal(StrokeFont.Write("e").Width, StrokeFont.Write("é").Width);
        Assert.Equal(0, StrokeFont.Write("").Width);
    }

    private static int Count(Raster raster, Rgb color) =>
        Enumerable.Range(0, raster.Width * raster.Height).Count(i => raster[i % raster.Width, i / raster.Width] == color);
}
