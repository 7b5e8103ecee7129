using System.Text.Json;
using NNViz.Html;
using NNViz.Images;
using NNViz.Views;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Views;

public class TensorViewTests
{
    private const int Budget = 300_000;

    [Fact]
    public void TheLineSaysWhatHandCalculationGives()
    {
        using Tensor t = tensor(new float[] { -1, 0, 0, 3 });
        string text = TensorView.From(t).ToString();
        // mean 2/4; squared deviations 2.25 + 0.25 + 0.25 + 6.25 = 9, √(9 / 3)
        Assert.StartsWith("Tensor [4] float32 on cpu · 4 values, 16 B · −1 … 3 · mean 0.5 ± 1.732 · 2 zeros (50 %)", text, StringComparison.Ordinal);
        Assert.EndsWith("\n[−1, 0, 0, 3]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNoNumberIsCalledOut()
    {
        using Tensor t = tensor(new[] { 1, float.NaN, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 2, 3, 4, 5, 6 });
        var view = TensorView.From(t);
        Assert.Contains("⚠ 2 NaN, 1 +Inf, 1 −Inf (40 %)", view.ToString(), StringComparison.Ordinal);
        Assert.Contains("⚠ 2 NaN", System.Net.WebUtility.HtmlDecode(view.ToHtml()), StringComparison.Ordinal);
    }

    public static TheoryData<ScalarType, string> DTypes => new()
    {
        { ScalarType.Byte, "uint8" }, { ScalarType.Int8, "int8" }, { ScalarType.Int16, "int16" }, { ScalarType.Int32, "int32" },
        { ScalarType.Int64, "int64" }, { ScalarType.Float16, "float16" }, { ScalarType.BFloat16, "bfloat16" }, { ScalarType.Float32, "float32" },
        { ScalarType.Float64, "float64" }, { ScalarType.Bool, "bool" },
    };

    [Theory]
    [MemberData(nameof(DTypes))]
    public void EveryDTypeAndRankIsShown(ScalarType dtype, string name)
    {
        foreach (long[] shape in new long[][] { [], [0], [1], [5], [1, 5], [3, 4], [3, 0], [2, 3, 4], [2, 1, 3, 2, 2] })
        {
            using Tensor t = (arange(120).reshape(2, 60)[0, ..(int)shape.Aggregate(1L, (a, b) => a * b)].reshape(shape) - (dtype == ScalarType.Byte ? 0 : 3)).to_type(dtype);
            var view = TensorView.From(t);
            Assert.StartsWith($"Tensor [{string.Join(", ", shape)}] {name} on cpu", view.ToString(), StringComparison.Ordinal);
            string html = view.ToHtml();
            Assert.Equal(t.numel() > 1, html.Contains("class=\"nnviz-widget\"", StringComparison.Ordinal));
            if (shape.Count(size => size > 1) > 1)
            {
                double[] expected = [.. t.to_type(ScalarType.Float64).data<double>()];
                Assert.Equal(expected, Output.Cells(Output.Payload(html)));
            }
        }
    }

    [Fact]
    public void IntegersAreExact()
    {
        using Tensor t = tensor(new[] { 9007199254740993, -1 });
        Assert.EndsWith("[9007199254740993, −1]", TensorView.From(t).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void LayoutDoesNotMatter()
    {
        using Tensor t = randn(7, 5), turned = t.t(), copy = turned.contiguous();
        Assert.Equal(Output.Cells(Output.Payload(TensorView.From(copy))), Output.Cells(Output.Payload(TensorView.From(turned))));
        using Tensor indices = tensor(new long[] { 0, 1, 2, 0 }, 2, 2), values = tensor(new float[] { 5, -6 }), sparse = sparse_coo_tensor(indices, values, [2, 3]);
        Assert.Equal([0, 0, 5, -6, 0, 0], Output.Cells(Output.Payload(TensorView.From(sparse)))); // 5 at [0, 2], −6 at [1, 0]
        Assert.Contains("on cpu, sparse, ", TensorView.From(sparse).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AutogradIsSaidAndNotTouched()
    {
        using Tensor t = tensor(new float[] { 1, 2 }, requires_grad: true);
        Assert.EndsWith("requires_grad, no gradient yet", TensorView.From(t).ToString().Split('\n')[0], StringComparison.Ordinal);
        using Tensor loss = (t * t).sum();
        loss.backward();
        Assert.EndsWith("requires_grad, gradient 2 … 4", TensorView.From(t).ToString().Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("not a leaf", TensorView.From(loss).ToString(), StringComparison.Ordinal);
        Assert.True(t.requires_grad);
    }

    [Fact]
    public void AComplexTensorShowsItsFourParts()
    {
        using Tensor t = complex(tensor(new float[] { 3, 0, 1, -2 }).reshape(2, 2), tensor(new float[] { 4, -1, 0, 0 }).reshape(2, 2));
        JsonElement panels = Output.Payload(TensorView.From(t)).GetProperty("panels");
        double[][] parts = [.. panels.EnumerateArray().Select(p => Output.Cells(p.GetProperty("payload")))];
        Approx.Equal([5, 1, 1, 2], parts[0]);
        Approx.Equal([Math.Atan2(4, 3), -Math.PI / 2, 0, Math.PI], parts[1]);
        Assert.Equal([3, 0, 1, -2], parts[2]);
        Assert.Equal([4, -1, 0, 0], parts[3]);
    }

    [Fact]
    public void AComplexLineShowsBothParts()
    {
        using Tensor t = complex(tensor(new float[] { 3, 0 }), tensor(new float[] { 4, -1 }));
        JsonElement data = Output.Payload(TensorView.From(t)).GetProperty("figure").GetProperty("data");
        Assert.Equal(["real part", "imaginary part"], new[] { 0, 1 }.Select(i => data[i].GetProperty("name").GetString()));
        byte[] imaginary = data[1].GetProperty("y").GetProperty("bdata").GetBytesFromBase64();
        Assert.Equal([4, -1], System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(imaginary).ToArray());
    }

    [Fact]
    public void OfALongLineTheExtremesAndOddValuesAreSeen()
    {
        using Tensor t = zeros(1_000_000);
        (t[123_456], t[777_777], t[500_000], t[9]) = (50f, -60f, float.NaN, float.PositiveInfinity);
        TensorView view = TensorView.From(t);
        JsonElement data = Output.Payload(view).GetProperty("figure").GetProperty("data");
        double[] Numbers(int trace, string axis)
        {
            JsonElement array = data[trace].GetProperty(axis);
            byte[] bytes = array.GetProperty("bdata").GetBytesFromBase64();
            return array.GetProperty("dtype").GetString() == "f8"
                ? System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(bytes).ToArray()
                : [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(bytes).ToArray().Select(i => (double)i)];
        }

        (double[] x, double[] y) = (Numbers(0, "x"), Numbers(0, "y"));
        Assert.Equal((50, -60), (y.Where(double.IsFinite).Max(), y.Where(double.IsFinite).Min()));
        Assert.InRange(123_456 - x[Array.IndexOf(y, 50)], 0, 1_000_000 / (x.Length / 2) + 1);
        Assert.Equal(["NaN", "+Inf"], new[] { 1, 2 }.Select(i => data[i].GetProperty("name").GetString()));
        Assert.InRange(500_000 - Numbers(1, "x")[0], 0, 300);
        Assert.Equal(0, Numbers(2, "x")[0]);
    }

    [Fact]
    public void WithoutValuesItSaysWhy()
    {
        using Tensor meta = zeros(2, 3, device: torch.device("meta"));
        Assert.Contains("meta device", TensorView.From(meta).ToString(), StringComparison.Ordinal);
        Tensor gone = zeros(2);
        gone.Dispose();
        Assert.Contains("disposed", Assert.Throws<InvalidOperationException>(() => TensorView.From(gone)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new long[] { 4096, 4096 })]
    [InlineData(new long[] { 256, 256 })]
    [InlineData(new long[] { 3_000_000 })]
    [InlineData(new long[] { 512, 28, 28 })]
    [InlineData(new long[] { 20_000, 16 })]
    [InlineData(new long[] { 64, 32, 3, 3 })]
    [InlineData(new long[] { 200, 150, 2, 2 })]
    [InlineData(new long[] { 40_000, 2, 2 })]
    [InlineData(new long[] { 2, 65_000 })]
    public void AnOutputStaysWithinItsBudget(long[] shape)
    {
        using var generator = new Generator(3);
        using Tensor t = randn(shape, generator: generator);
        Assert.InRange(TensorView.From(t).ToHtml().Length, 1000, Budget);
    }

    /// <summary>The picture keeps the one cell that stands out, in the block where it is, though it has a quarter of the cells.</summary>
    [Fact]
    public void TheStaticPictureOfManyCellsIsCoarserAndKeepsWhatStandsOut()
    {
        using Tensor t = zeros(256, 256);
        t[130, 201] = -5;
        string html = System.Net.WebUtility.HtmlDecode(TensorView.From(t).ToHtml());
        Assert.Contains("here 2×2 cells are one", html, StringComparison.Ordinal);
        string svg = Uri.UnescapeDataString(html[html.LastIndexOf("data:image/svg+xml,", StringComparison.Ordinal)..].Split('"')[0]);
        string png = svg[(svg.IndexOf("data:image/png;base64,", StringComparison.Ordinal) + 22)..].Split('"', '\'')[0];
        var picture = Images.PngDecoder.Decode(Convert.FromBase64String(png));
        Assert.Equal((128, 128), (picture.Width, picture.Height));
        Assert.Equal([(65 * 128) + 100], Enumerable.Range(0, 128 * 128).Where(i => picture[i % 128, i / 128] != picture[0, 0]));
    }

    public static TheoryData<string> Calls => [.. Shown.Keys];

    private static Dictionary<string, Func<Tensor, View>> Shown { get; } = new()
    {
        ["matrix"] = t => TensorView.From(t),
        ["slices"] = t => WithPart(t.reshape(4, 10, 30), part => TensorView.From(part)),
        ["line"] = t => WithPart(t.reshape(1200), part => TensorView.From(part)),
        ["complex"] = t => WithPart(complex(t, t), part => TensorView.From(part)),
        ["gallery"] = t => t.Gallery(new() { Order = TileOrder.Norm }),
        ["image"] = t => t.Image(),
        ["compare"] = t => t.Compare(t),
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void NoTensorIsLeftBehind(string call)
    {
        using Tensor t = randn(40, 30);
        Shown[call](t).ToHtml();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Shown[call](t).ToHtml();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static View WithPart(Tensor part, Func<Tensor, View> show)
    {
        using (part)
        {
            return show(part);
        }
    }

    [Fact]
    public void TheOneListKnowsTensors()
    {
        using Tensor t = ones(2, 2);
        Assert.IsType<TensorView>(NNViz.Views.Views.Of(t));
        Assert.IsType<StatsView>(NNViz.Views.Views.Of(t.Stats()));
    }
}
