using System.Text.Json;
using NNViz.Images;
using NNViz.Views;
using static TorchSharp.torch;

namespace NNViz.Tests.Views;

public class HeatmapViewTests
{
    [Fact]
    public void ExtremesAndOddValuesSurvive()
    {
        using var generator = new Generator(1);
        using Tensor t = randn(1000, 3000, generator: generator);
        (t[17, 2222], t[500, 40], t[3, 4], t[5, 1600]) = (123.5f, -77f, float.NaN, float.PositiveInfinity);
        JsonElement payload = Output.Payload(t.Heatmap());
        double[] cells = Output.Cells(payload);
        int[] steps = [.. payload.GetProperty("axes").EnumerateArray().Select(a => a.GetProperty("step").GetInt32())];
        int columns = (3000 + steps[1] - 1) / steps[1];
        Assert.True(steps[0] * steps[1] > 1);
        double At(int row, int column) => cells[(row / steps[0] * columns) + (column / steps[1])];
        Assert.Equal(123.5, At(17, 2222), 1e-9);
        Assert.Equal(-77, At(500, 40), 1e-9);
        Assert.Equal(double.NaN, At(3, 4));
        Assert.Equal(double.PositiveInfinity, At(5, 1600));
        Assert.Equal(2, t.Heatmap().Clipped);
        Assert.StartsWith($"A cell stands for {steps[0]}×{steps[1]} elements", t.Heatmap().Note, StringComparison.Ordinal);
    }

    [Fact]
    public void AxesCanBeChosenAndNamed()
    {
        using Tensor t = arange(24).reshape(2, 3, 4);
        JsonElement plain = Output.Payload(t.Heatmap()), turned = Output.Payload(t.Heatmap(new() { Rows = -1, Columns = 0, AxisNames = ["n", "c", "x"] }));
        Assert.Equal((1, 2), (plain.GetProperty("rows").GetInt32(), plain.GetProperty("columns").GetInt32()));
        Assert.Equal((2, 0), (turned.GetProperty("rows").GetInt32(), turned.GetProperty("columns").GetInt32()));
        double[] inOrder = [.. Enumerable.Range(0, 24).Select(i => (double)i)];
        Assert.Equal(inOrder, Output.Cells(plain));
        Assert.Equal(inOrder, Output.Cells(turned)); // the cells stay in the tensor's own order
        Assert.Equal(["n", "c", "x"], turned.GetProperty("axes").EnumerateArray().Select(a => a.GetProperty("name").GetString()));
    }

    [Fact]
    public void AxesOfOneEntryAreNotDrawn()
    {
        using Tensor t = zeros(10, 5, 1, 1);
        JsonElement payload = Output.Payload(t.Heatmap());
        Assert.Equal((0, 1), (payload.GetProperty("rows").GetInt32(), payload.GetProperty("columns").GetInt32()));
    }

    [Fact]
    public void SlicesThatAreLeftOutAreNamed()
    {
        using Tensor t = zeros(400, 3, 32, 32);
        t[123, 1, 5, 6] = 9;
        HeatmapView view = t.Heatmap();
        JsonElement slices = Output.Payload(view).GetProperty("axes")[0];
        string[] labels = [.. slices.GetProperty("labels").EnumerateArray().Select(l => l.GetString()!)];
        Assert.Equal(1200, slices.GetProperty("size").GetInt32());
        Assert.True(labels.Length < 1200);
        Assert.Contains("123, 1", labels);
        Assert.Contains("of 1,200 slices", view.Note, StringComparison.Ordinal);
        Assert.Contains(9, Output.Cells(Output.Payload(view)));
    }

    [Fact]
    public void LabelsAreTextAndMustFit()
    {
        const string evil = "</script><img src=x onerror=alert(1)>";
        using Tensor t = zeros(2, 3);
        string html = t.Heatmap(new() { RowLabels = [evil, "b"], ColumnLabels = ["x", "y", "z"] }).ToHtml();
        Assert.DoesNotContain("<img src=x", html, StringComparison.Ordinal);
        Assert.Equal(evil, Output.Payload(html).GetProperty("axes")[0].GetProperty("labels")[0].GetString());
        var error = Assert.Throws<ArgumentException>(() => t.Heatmap(new() { RowLabels = ["a"] }));
        Assert.Contains("1 labels were given for the 2 entries of axis 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WrongAxesAreExplained()
    {
        using Tensor t = zeros(2, 3), line = zeros(4);
        Assert.Contains("axes 0 to 1", Assert.Throws<ArgumentException>(() => t.Heatmap(new() { Rows = 2 })).Message, StringComparison.Ordinal);
        Assert.Contains("both axis 1", Assert.Throws<ArgumentException>(() => t.Heatmap(new() { Rows = 1, Columns = -1 })).Message, StringComparison.Ordinal);
        Assert.Contains("[4]", Assert.Throws<ArgumentException>(() => line.Heatmap()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { -1, 2.0 }, -2, 2)] // signed: about zero
    [InlineData(new[] { 0.5, 2.0 }, 0, 2)] // unsigned: from zero
    [InlineData(new[] { 9, 10.0 }, 9, 10)] // far from zero: from the smallest
    [InlineData(new[] { -3, double.NaN, double.PositiveInfinity }, -3, 3)]
    [InlineData(new double[0], 0, 1)]
    public void TheScaleHoldsTheNumbers(double[] values, double low, double high) =>
        Assert.Equal((low, high), (ColorScale.For(values).Low, ColorScale.For(values).High));

    [Fact]
    public void AFewNumbersFarOutDoNotHideTheRest()
    {
        double[] values = [.. Enumerable.Range(0, 1000).Select(i => Math.Sin(i)), 500, -90];
        ColorScale scale = ColorScale.For(values);
        Assert.InRange(scale.High, 0.99, 1);
        Assert.Equal([500, -90], values.Where(scale.Clips));
    }

    [Fact]
    public void MinMaxUsesTheWholeScale()
    {
        ColorScale scale = ColorScale.For([-1, 3, 500], Normalize.MinMax);
        Assert.Equal((-1, 500), (scale.Low, scale.High));
    }

    [Fact]
    public void TheCellsOfTheStaticPictureHaveTheColorsOfTheScale()
    {
        var cells = new double[] { -1, 0, 1, 5, double.NaN, double.NegativeInfinity };
        ColorScale scale = ColorScale.Diverging(1);
        Raster raster = SlicePictures.Paint(cells, 2, 3, scale);
        Rgb[] colors = [.. Enumerable.Range(0, 6).Select(i => raster[i % 3, i / 3])];
        Assert.Equal([ColorScale.AboveColor, ColorScale.NaNColor, ColorScale.NegativeInfinityColor], colors[3..]);
        for (int i = 0; i < 3; i++)
        {
            Rgb expected = scale.Of(cells[i]);
            Assert.InRange(Math.Abs(colors[i].R - expected.R) + Math.Abs(colors[i].G - expected.G) + Math.Abs(colors[i].B - expected.B), 0, 8);
        }
    }
}
