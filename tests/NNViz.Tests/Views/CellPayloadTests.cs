using System.Runtime.InteropServices;
using System.Text.Json;
using NNViz.Html;
using NNViz.Images;
using NNViz.Views;

namespace NNViz.Tests.Views;

public class CellPayloadTests
{
    [Fact]
    public void AFewCellsAreExact()
    {
        JsonElement payload = Write([1.5, double.NaN, double.NegativeInfinity, -2]);
        Assert.Equal("f4", payload.GetProperty("cells").GetProperty("dtype").GetString());
        Assert.Equal([1.5f, float.NaN, float.NegativeInfinity, -2], Bytes<float>(payload));
        Assert.False(payload.TryGetProperty("quantised", out _));
    }

    [Fact]
    public void DoublesStayDoublesWhereSinglesWouldLie()
    {
        JsonElement payload = Write([0.1, 9007199254740992]);
        Assert.Equal("f8", payload.GetProperty("cells").GetProperty("dtype").GetString());
        Assert.Equal([0.1, 9007199254740992], Bytes<double>(payload));
    }

    [Fact]
    public void ManyCellsAreRoundedToStatedSteps()
    {
        var random = new Random(1);
        double[] cells = [.. Enumerable.Range(0, CellPayload.MostExact + 1).Select(_ => (random.NextDouble() * 7) - 3)];
        (cells[5], cells[6], cells[7], cells[8], cells[9]) = (double.NaN, double.PositiveInfinity, double.NegativeInfinity, -3.5, 12.25);
        JsonElement payload = Write(cells);
        JsonElement quantised = payload.GetProperty("quantised");
        (double low, double step) = (quantised.GetProperty("low").GetDouble(), quantised.GetProperty("step").GetDouble());
        ushort[] codes = Bytes<ushort>(payload);
        Assert.Equal([65535, 65534, 65533], codes[5..8]);
        Assert.Equal((-3.5, 0), (low, codes[8]));
        Assert.Equal(12.25, low + (step * codes[9]), 1e-9);
        Assert.All(cells.Index().Where(c => double.IsFinite(c.Item)), c => Assert.Equal(c.Item, low + (step * codes[c.Index]), (0.5 * step) + 1e-12));
    }

    [Fact]
    public void TheWholeRangeOfDoublesHasAStep()
    {
        double[] cells = new double[CellPayload.MostExact + 1];
        (cells[0], cells[1]) = (double.MaxValue, -double.MaxValue);
        JsonElement payload = Write(cells);
        Assert.True(double.IsFinite(payload.GetProperty("quantised").GetProperty("step").GetDouble()));
        Assert.InRange(Bytes<ushort>(payload)[2], 32765, 32767); // zero lies in the middle
    }

    [Fact]
    public void AScaleHasItsColors()
    {
        string json = Payload.Json(w =>
        {
            w.WriteStartObject();
            w.WriteScale("scale", ColorScale.Diverging(2));
            w.WriteEndObject();
        });
        JsonElement scale = JsonDocument.Parse(json).RootElement.GetProperty("scale");
        byte[] colors = scale.GetProperty("colors").GetBytesFromBase64();
        Assert.Equal((-2, 2), (scale.GetProperty("low").GetDouble(), scale.GetProperty("high").GetDouble()));
        Assert.Equal((768, 5, 48, 97), (colors.Length, colors[0], colors[1], colors[2])); // ColorBrewer's RdBu ends in #053061
        Assert.Equal("#ff00ff", scale.GetProperty("nan").GetString());
    }

    private static JsonElement Write(double[] cells) => JsonDocument.Parse(Payload.Json(w =>
    {
        w.WriteStartObject();
        w.WriteCells(cells, cells.Length);
        w.WriteEndObject();
    })).RootElement;

    private static T[] Bytes<T>(JsonElement payload)
        where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(payload.GetProperty("cells").GetProperty("bdata").GetBytesFromBase64()).ToArray();
}
