using NNViz.Images;

namespace NNViz.Tests.Images;

public class ColormapTests
{
    [Theory]
    [InlineData("viridis")]
    [InlineData("magma")]
    [InlineData("inferno")]
    [InlineData("plasma")]
    [InlineData("cividis")]
    [InlineData("gray")]
    [InlineData("hot")]
    [InlineData("turbo")]
    [InlineData("RdBu")]
    [InlineData("coolwarm")]
    [InlineData("bwr")]
    [InlineData("seismic")]
    public void TablesAreMatplotlibs(string name)
    {
        byte[] expected = File.ReadAllBytes(Shared.Path($"golden/colormaps/{name}.bin"));
        Assert.Equal(expected, Colormap.Named(name).Table.SelectMany(c => new[] { c.R, c.G, c.B }));
        Assert.Contains(name, Colormap.Names);
    }

    [Fact]
    public void PublishedEndsOfViridis()
    {
        Assert.Equal(new Rgb(68, 1, 84), Colormap.Viridis.At(0)); // #440154 … #fde725
        Assert.Equal(new Rgb(253, 231, 37), Colormap.Viridis.At(1));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.003, 0)]
    [InlineData(0.004, 1)]
    [InlineData(0.5, 128)]
    [InlineData(1, 255)]
    [InlineData(-7, 0)]
    [InlineData(7, 255)]
    public void TheTableIsEntered256TimesT(double t, byte gray) => Assert.Equal(new Rgb(gray, gray, gray), Colormap.Gray.At(t));

    [Fact]
    public void ReversedRunsBackwards()
    {
        Assert.Equal(Colormap.RdBu.Table.Reverse(), Colormap.BlueRed.Table);
        Assert.Equal(Colormap.RdBu.Table, Colormap.BlueRed.Reversed().Table);
        Assert.Equal("viridis_r", Colormap.Viridis.Reversed().Name);
    }

    [Fact]
    public void PhasesGoRoundAtOneLightness()
    {
        // CIE 1976 lightness from sRGB (IEC 61966-2-1)
        static double Linear(byte v) => v <= 10 ? v / 255.0 / 12.92 : Math.Pow(((v / 255.0) + 0.055) / 1.055, 2.4);
        static double Lightness(Rgb c) => (116 * Math.Cbrt((0.2126 * Linear(c.R)) + (0.7152 * Linear(c.G)) + (0.0722 * Linear(c.B)))) - 16;
        Assert.All(Colormap.Phase.Table, c => Assert.Equal(65, Lightness(c), 0.5));
        int Apart(Rgb a, Rgb b) => Math.Abs(a.R - b.R) + Math.Abs(a.G - b.G) + Math.Abs(a.B - b.B);
        Assert.InRange(Apart(Colormap.Phase.At(0), Colormap.Phase.At(1)), 0, 12);
        Assert.True(Apart(Colormap.Phase.At(0), Colormap.Phase.At(0.5)) > 100);
    }

    [Fact]
    public void AnUnknownNameListsWhatThereIs()
    {
        var error = Assert.Throws<ArgumentException>(() => Colormap.Named("jet"));
        Assert.Contains("'jet'", error.Message, StringComparison.Ordinal);
        Assert.Contains("turbo", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADivergingScaleHasZeroInTheMiddle()
    {
        ColorScale scale = ColorScale.Diverging(2);
        Rgb zero = scale.Of(0), low = scale.Of(-2), high = scale.Of(2);
        Assert.True(scale.IsDiverging);
        Assert.True((0.2126 * zero.R) + (0.7152 * zero.G) + (0.0722 * zero.B) > 0.94 * 255, $"zero is near white, not {zero}");
        Assert.True(low.B > 2 * low.R, $"negative is blue, not {low}");
        Assert.True(high.R > 2 * high.B, $"positive is red, not {high}");
    }

    [Fact]
    public void WhatTheScaleCannotShowHasItsOwnColor()
    {
        ColorScale scale = ColorScale.Diverging(1);
        double[] odd = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1.001, -1.001];
        Rgb[] colors = [.. odd.Select(scale.Of)];
        Assert.Equal(5, colors.Distinct().Count());
        Assert.All(Colormap.Names, name => Assert.Empty(Colormap.Named(name).Table.Intersect(colors.Take(3))));
        Assert.Equal([false, false, false, true, true], odd.Select(scale.Clips));
    }

    [Fact]
    public void AScaleOfTheWholeRangeDoesNotOverflow() =>
        Assert.Equal(0.75, new ColorScale(Colormap.Gray, -double.MaxValue, double.MaxValue).Position(double.MaxValue / 2), 12);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(0, double.PositiveInfinity)]
    public void BoundsMustBeFiniteAndInOrder(double low, double high) =>
        Assert.Throws<ArgumentException>(() => ColorScale.Sequential(low, high));
}
