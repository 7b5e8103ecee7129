using System.Text.Json;
using NNViz.Html;

namespace NNViz.Tests.Html;

public class PayloadTests
{
    [Theory]
    [InlineData("</script>")]
    [InlineData("<!-- <script> -->")]
    [InlineData("line\u2028and\u2029paragraph")]
    [InlineData("Größe \"quoted\" \\ back")]
    [InlineData("𝔘 emoji 🙂")]
    public void Strings_survive_and_cannot_end_the_script(string text)
    {
        var json = Payload.Json(writer => writer.WriteStringValue(text));
        Assert.DoesNotContain("<", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\u2028", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\u2029", json, StringComparison.Ordinal);
        Assert.Equal(text, JsonSerializer.Deserialize<string>(json));
    }

    [Fact]
    public void Numbers_are_little_endian_base64_with_their_type_and_shape()
    {
        // 1f is 00 00 80 3f and -2f is 00 00 00 c0 (IEEE 754, little-endian); base64 by hand.
        var json = Payload.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteArray("z", new float[] { 1f, -2f }, 1, 2);
            writer.WriteArray("flat", new ushort[] { 1, 256 });
            writer.WriteEndObject();
        });
        Assert.Equal("""{"z":{"dtype":"f4","bdata":"AACAPwAAAMA=","shape":"1,2"},"flat":{"dtype":"u2","bdata":"AQAAAQ=="}}""", json);
    }

    [Fact]
    public void A_shape_that_does_not_fit_and_a_type_the_browser_lacks_are_errors()
    {
        static string Write(Action<Utf8JsonWriter> write) => Payload.Json(json =>
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        });
        Assert.Contains("[2, 2]", Assert.Throws<ArgumentException>(() => Write(json => json.WriteArray("z", new float[3], 2, 2))).Message, StringComparison.Ordinal);
        Assert.Contains("Int64", Assert.Throws<ArgumentException>(() => Write(json => json.WriteArray("z", new long[3]))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://example.org/x.png")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    public void A_picture_from_elsewhere_is_refused(string address) => Assert.Throws<ArgumentException>(() => new Picture(address, 1, 1, ""));

    [Fact]
    public void A_picture_without_size_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => Picture.Png([1], 0, 5, ""));
}
