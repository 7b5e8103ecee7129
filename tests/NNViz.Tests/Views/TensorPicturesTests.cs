using System.Text.Json;
using NNViz.Images;
using NNViz.Tensors;
using NNViz.Views;
using static TorchSharp.torch;

namespace NNViz.Tests.Views;

public class TensorPicturesTests
{
    [Fact]
    public void NormalisationIsUndone()
    {
        using Tensor pixels = tensor(new float[] { 1, 0, 0.2f, 0.4f, 0, 1 }).reshape(3, 1, 2); // red, green, blue of two pixels
        using Tensor mean = tensor(new float[] { 0.485f, 0.456f, 0.406f }).reshape(3, 1, 1), std = tensor(new float[] { 0.229f, 0.224f, 0.225f }).reshape(3, 1, 1);
        using Tensor normalised = (pixels - mean) / std;
        ImageView view = normalised.Image(ImageOptions.ImageNet);
        Assert.Equal(new Rgb(255, 51, 0), view.Pictures[0][0, 0]);
        Assert.Equal(new Rgb(0, 102, 255), view.Pictures[0][1, 0]);
        Assert.Null(view.Note);
        Assert.Contains("lie outside 0 (black) … 1 (white)", normalised.Image().Note, StringComparison.Ordinal);
    }

    [Fact]
    public void BytesGrayAndChannelsLast()
    {
        using Tensor bytes = tensor(new byte[] { 0, 128, 255, 64 }).reshape(2, 2), last = arange(12).reshape(2, 2, 3).to_type(ScalarType.Byte);
        Assert.Equal(new Rgb(128, 128, 128), bytes.Image().Pictures[0][1, 0]);
        Assert.Equal(new Rgb(9, 10, 11), last.Image().Pictures[0][1, 1]);
    }

    [Fact]
    public void MinMaxIsAskedFor()
    {
        using Tensor t = tensor(new float[] { -2, 6, 0, 2 }).reshape(2, 2);
        Raster picture = t.Image(new() { Normalize = Normalize.MinMax }).Pictures[0];
        Assert.Equal([0, 255, 64, 128], new[] { picture[0, 0].R, picture[1, 0].R, picture[0, 1].R, picture[1, 1].R }.Select(v => (int)v));
    }

    [Fact]
    public void NotANumberIsMagentaAndCounted()
    {
        using Tensor t = tensor(new[] { 0, float.NaN, 0.5f, 1 }).reshape(2, 2);
        ImageView view = t.Image();
        Assert.Equal(ColorScale.NaNColor, view.Pictures[0][1, 0]);
        Assert.Equal("1 pixel not a number: magenta.", view.Note);
    }

    [Fact]
    public void LargePicturesBecomeMeansOfBlocks()
    {
        using Tensor t = arange(1024 * 1024).reshape(1024, 1024).remainder(2).to_type(ScalarType.Float32); // columns 0 1 0 1
        ImageView view = t.Image();
        Assert.Equal((512, 512), (view.Pictures[0].Width, view.Pictures[0].Height));
        Assert.Equal(new Rgb(128, 128, 128), view.Pictures[0][100, 200]);
        Assert.Contains("mean of 2×2", view.Note, StringComparison.Ordinal);
        using Tensor noise = rand(20, 3, 300, 300);
        Assert.InRange(noise.Image().ToHtml().Length, 1000, 300_000);
    }

    [Fact]
    public void FiltersAreNotCalledPictures()
    {
        using Tensor many = zeros(600, 1, 24, 24), large = zeros(1, 1024, 1024), two = zeros(2, 1, 4, 4);
        var options = new ImageOptions { Noun = "filter" };
        Assert.Contains("of 600 filters are shown", many.Image(options).Note, StringComparison.Ordinal);
        Assert.Contains("mean of 2×2: the filters are 1024×1024", large.Image(options).Note, StringComparison.Ordinal);
        Assert.Contains("1 titles were given for 2 filters", Assert.Throws<ArgumentException>(() => two.Image(options with { Titles = ["a"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherShapesAreNoPictures()
    {
        using Tensor t = zeros(5, 4, 4);
        var error = Assert.Throws<ArgumentException>(() => t.Image());
        Assert.Contains("[5, 4, 4]", error.Message, StringComparison.Ordinal);
        Assert.Contains("Gallery()", error.Message, StringComparison.Ordinal);
        using Tensor rgb = zeros(3, 4, 4);
        Assert.Contains("Mean has 1 number for 3 channels", Assert.Throws<ArgumentException>(() => rgb.Image(new() { Mean = [0.5] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TilesAreOrderedByNorm()
    {
        // Norms 5, 0, √(4 · 9) = 6.
        using Tensor t = tensor(new float[] { 3, 4, 0, 0, 0, 0, 0, 0, 3, 3, 3, -3 }).reshape(3, 2, 2);
        JsonElement payload = Output.Payload(t.Gallery(new() { Order = TileOrder.Norm, Noun = "kernel" }));
        Assert.Equal(["2", "0", "1"], payload.GetProperty("titles").EnumerateArray().Select(v => v.GetString()));
        Assert.Equal([3, 3, 3, -3, 3, 4, 0, 0, 0, 0, 0, 0], Output.Cells(payload));
        Assert.Contains("norm 6,", payload.GetProperty("facts")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("all 0", payload.GetProperty("facts")[2].GetString());
        Assert.Contains("1 of 3 kernels is one number throughout", t.Gallery(new() { Noun = "kernel" }).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AGalleryHasOneScaleUnlessMinMaxIsAskedFor()
    {
        using Tensor t = tensor(new float[] { 0, 1, 2, 3, 0, 10, 20, 30 }).reshape(2, 2, 2);
        JsonElement one = Output.Payload(t.Gallery()).GetProperty("scale"), each = Output.Payload(t.Gallery(new() { Normalize = Normalize.MinMax })).GetProperty("scale");
        Assert.Equal(30, one.GetProperty("high").GetDouble());
        Assert.Equal([3, 30], each.EnumerateArray().Select(s => s.GetProperty("high").GetDouble()));
    }

    [Fact]
    public void ManyTilesKeepTheirExtremes()
    {
        using Tensor t = zeros(512, 28, 28);
        (t[300, 27, 27], t[301, 0, 13]) = (5, -6);
        JsonElement payload = Output.Payload(t.Gallery());
        double[] cells = Output.Cells(payload);
        int size = cells.Length / 512;
        Assert.Equal(5, cells.AsSpan(300 * size, size).ToArray().Max(), 0.05);
        Assert.Equal(-6, cells.AsSpan(301 * size, size).ToArray().Min(), 0.05);
        Assert.InRange(t.Gallery().ToHtml().Length, 1000, 300_000);
    }

    [Fact]
    public void DifferencesByHand()
    {
        using Tensor a = tensor(new float[] { 3, 0, 1, 4 }).reshape(2, 2), b = tensor(new float[] { 0, 0, 1, 4 }).reshape(2, 2);
        TensorDifference d = a.Compare(b).Difference;
        Assert.Equal((3, 1, 4, false), (d.Largest, d.Unequal, d.Count, d.IsClose));
        Assert.Equal([0, 0], d.LargestAt);
        Assert.Equal(3 / Math.Sqrt(17), d.RelativeNorm, 1e-12);
        Assert.Equal(17 / (Math.Sqrt(26) * Math.Sqrt(17)), d.Cosine, 1e-12);
        Assert.Equal("All 4 values are equal.", a.Compare(a).ToString());
    }

    [Fact]
    public void DifferencesOfEveryKind()
    {
        using Tensor small = tensor(new byte[] { 1, 0 }), large = tensor(new byte[] { 2, 255 }), yes = tensor(new[] { true, false }), no = tensor(new[] { false, false });
        Assert.Equal(255, small.Compare(large).Difference.Largest); // bytes would wrap round
        Assert.Equal(1, yes.Compare(no).Difference.Unequal);
        using Tensor nan = tensor(new[] { float.NaN, 1 }), odd = tensor(new[] { float.NaN, 1.5f }), inf = tensor(new[] { 1, float.PositiveInfinity });
        Assert.Equal((0.5, 1), (nan.Compare(odd).Difference.Largest, nan.Compare(odd).Difference.Unequal));
        Assert.Equal((0, 2), (nan.Compare(inf).Difference.Largest, nan.Compare(inf).Difference.Unequal));
        using Tensor other = zeros(3);
        Assert.Contains("[2] and [3]", Assert.Throws<ArgumentException>(() => nan.Compare(other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BothAreDrawnOnOneScale()
    {
        using Tensor a = tensor(new float[] { -1, 2, 0, 0 }).reshape(2, 2), b = tensor(new float[] { -5, 0, 0, 0 }).reshape(2, 2);
        string html = a.Compare(b).ToHtml();
        double[] highs = [.. html.Split("payload:").Skip(1).Select(part => Output.Payload("payload:" + part).GetProperty("scale").GetProperty("high").GetDouble())];
        Assert.Equal([5, 5, 4], highs);
    }
}
