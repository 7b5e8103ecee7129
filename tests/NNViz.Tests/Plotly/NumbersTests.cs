using System.Text.Json;
using NNViz.Plotly;

namespace NNViz.Tests.Plotly;

public class NumbersTests
{
    public static TheoryData<Numbers, string, string> Arrays => new()
    {
        { new double[] { 1, -2 }, "f8", "000000000000F03F00000000000000C0" }, // IEEE 754, little-endian
        { new float[] { 1, float.NaN }, "f4", "0000803F0000C0FF" },
        { new int[] { 1, -1 }, "i4", "01000000FFFFFFFF" },
        { new uint[] { 258 }, "u4", "02010000" },
        { new short[] { -2 }, "i2", "FEFF" },
        { new ushort[] { 513 }, "u2", "0102" },
        { new sbyte[] { -1 }, "i1", "FF" },
        { new byte[] { 7, 255 }, "u1", "07FF" },
        { new long[] { 1 }, "f8", "000000000000F03F" },
    };

    [Theory]
    [MemberData(nameof(Arrays))]
    public void BytesAreLittleEndian(Numbers numbers, string dtype, string hex)
    {
        Assert.Equal(dtype, numbers.DType);
        Assert.Equal(hex, Convert.ToHexString(numbers.Bytes));
        Assert.Equal(hex, Convert.ToHexString(Convert.FromBase64String(numbers.Base64)));
    }

    [Fact]
    public void ValuesReadBack() => Assert.Equal([3, 250], ((Numbers)new byte[] { 3, 250 }).ToDoubles());

    [Fact]
    public void AMatrixHasItsShape()
    {
        var figure = new Figure(
            new FigureLayout("m", new Axis("x"), new Axis("y")), new Heatmap(new float[] { 1, 2, 3, 4, 5, 6 }, 2, 3, FigureTests.BlackToWhite));
        JsonElement z = JsonDocument.Parse(figure.ToJson()).RootElement.GetProperty("data")[0].GetProperty("z");
        Assert.Equal(("f4", "2,3"), (z.GetProperty("dtype").GetString(), z.GetProperty("shape").GetString()));
        Assert.Equal("0000803F000000400000404000008040" + "0000A0400000C040", Convert.ToHexString(z.GetProperty("bdata").GetBytesFromBase64()));
    }
}
