using System.Globalization;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using Style = TorchSharp.TensorStringStyle;

namespace Standins.Tests;

/// <summary>Texts as the documentation and tests of TorchSharp show them.</summary>
public class PrintingTests
{
    private static string Text(Tensor t, Style style, string? format = null) =>
        t.ToString(style, format, 100, CultureInfo.InvariantCulture, "\n");

    [Fact]
    public void Metadata()
    {
        using var scope = NewDisposeScope();
        Assert.Equal("[2x3], type = Float32, device = cpu", zeros(2, 3).ToString());
        Assert.Equal("[], type = Float64, device = cpu", tensor(1.5).ToString());
    }

    [Fact]
    public void Julia()
    {
        using var scope = NewDisposeScope();
        Assert.Equal("[], type = Float32, device = cpu, value = 3.14", Text(tensor(3.14f), Style.Julia));
        Assert.Equal("[4], type = Int32, device = cpu\n 0 1 2 3\n", Text(arange(4, dtype: int32), Style.Julia));
        Assert.Equal(
            "[2x2], type = Float32, device = cpu\n    0 3.14\n -2.5 3.14\n",
            Text(tensor(new[,] { { 0f, 3.14f }, { -2.5f, 3.14f } }), Style.Julia));
        Assert.Equal(
            "[2x1x2], type = Int64, device = cpu\n[0,..,..] =\n 0 1\n\n[1,..,..] =\n 2 3\n",
            Text(arange(4).reshape(2, 1, 2), Style.Julia));
    }

    [Fact]
    public void Numpy()
    {
        using var scope = NewDisposeScope();
        Assert.Equal("[0, 1, 2, ... 7, 8, 9]", Text(arange(10), Style.Numpy));
        Assert.Equal("[[0, 1]\n [2, 3]]", Text(arange(4).reshape(2, 2), Style.Numpy));
        Assert.Equal("[[[0, 1]\n  [2, 3]]\n\n [[4, 5]\n  [6, 7]]]", Text(arange(8).reshape(2, 2, 2), Style.Numpy));
    }

    [Fact]
    public void CSharp()
    {
        using var scope = NewDisposeScope();
        Assert.Equal("[2], type = Float32, device = cpu, value = float [] {1f, 2.5f}", Text(tensor(new[] { 1f, 2.5f }), Style.CSharp));
        Assert.Equal(
            "[2x2], type = Int64, device = cpu, value = \nlong [,] {\n {0L, 1L},\n {2L, 3L}\n}",
            Text(arange(4).reshape(2, 2), Style.CSharp));
    }
}
