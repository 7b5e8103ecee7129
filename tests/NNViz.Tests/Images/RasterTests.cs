using NNViz.Images;

namespace NNViz.Tests.Images;

public class RasterTests
{
    private static readonly Rgb Red = new(255, 0, 0), Blue = new(0, 0, 255);

    [Fact]
    public void BlitCutsOffWhatLiesOutside()
    {
        var raster = new Raster(3, 3);
        raster.Blit(Raster.Filled(2, 2, Red), -1, -1);
        raster.Blit(Raster.Filled(2, 2, Blue), 2, 2);
        raster.Blit(Raster.Filled(2, 2, Blue), 5, -9);
        Assert.Equal("R../.../..B", Letters(raster));
    }

    [Fact]
    public void ScaleMakesSquares()
    {
        var raster = new Raster(2, 1) { [0, 0] = Red };
        Assert.Equal("RR../RR..", Letters(raster.Scale(2)));
    }

    [Fact]
    public void TilesStandOnAGridWithGaps()
    {
        Raster grid = Tiles.Grid([Raster.Filled(1, 1, Red), Raster.Filled(2, 2, Red), Raster.Filled(1, 2, Blue)], columns: 2, gap: 1);
        Assert.Equal("R..RR/...RR/...../B..../B....", Letters(grid));
    }

    [Theory]
    [InlineData(32, 10, 10, 7)] // √(32 · 1.6) = 7.2
    [InlineData(3, 10, 40, 3)]
    [InlineData(5, 100, 1, 1)]
    public void ColumnsComeNearTheWantedAspect(int count, int width, int height, int columns) =>
        Assert.Equal(columns, Tiles.Columns(count, width, height));

    [Fact]
    public void ErrorsSayWhatIsWrong()
    {
        var raster = new Raster(3, 2);
        Assert.Contains("(3, 0)", Assert.Throws<ArgumentOutOfRangeException>(() => raster[3, 0]).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Raster(0, 1));
        Assert.Throws<ArgumentException>(() => Raster.FromPixels(1, 1, [1, 2]));
        Assert.Throws<ArgumentException>(() => Tiles.Grid([], 1));
    }

    private static string Letters(Raster raster) => string.Join('/', Enumerable.Range(0, raster.Height).Select(y =>
        string.Concat(Enumerable.Range(0, raster.Width).Select(x => raster[x, y] == Red ? 'R' : raster[x, y] == Blue ? 'B' : '.'))));
}
