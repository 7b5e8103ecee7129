using System.Text;
using System.Text.Json.Nodes;
using NNViz.Jupyter.Protocol;
using Xunit;

namespace NNViz.Jupyter.Tests;

public sealed class WireTests
{
    private static readonly byte[] Key = "a0436f6c-1916-498b-8eb9-e81ab9368e84"u8.ToArray();

    [Fact]
    public void A_written_message_reads_back()
    {
        var wire = new Wire(Key);
        byte[] parent = [.. "{\"msg_id\":\"1\"}"u8], buffer = [0, 255, 1], identity = [7, 0, 9];
        var frames = wire.Write([identity], "status", parent, new JsonObject { ["text"] = "naïve 😀" }, new MessageExtra(Buffers: [buffer]))
            .Select(f => f.ToArray()).ToArray();
        var message = wire.Read(frames);
        Assert.NotNull(message);
        Assert.Equal(("status", "naïve 😀"), (message.Type, message.Text("text")));
        Assert.Equal(identity, Assert.Single(message.Identities));
        Assert.Equal(buffer, Assert.Single(message.Buffers));
        Assert.Equal(parent, frames[4]);
    }

    /// <summary>The digest is Python's: hmac.new(key, b'{"msg_type":"x"}' + b'{}' * 3, 'sha256').hexdigest().</summary>
    [Fact]
    public void The_signature_is_that_of_Python()
    {
        byte[][] frames = ["<IDS|MSG>"u8.ToArray(), "478078d59f7902e41b64714d45a61ef90e041bb7a0ac2a82403c47e3ea3dcf0a"u8.ToArray(),
            "{\"msg_type\":\"x\"}"u8.ToArray(), "{}"u8.ToArray(), "{}"u8.ToArray(), "{}"u8.ToArray()];
        Assert.NotNull(new Wire(Key).Read(frames));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_changed_frame_is_rejected(int frame)
    {
        var wire = new Wire(Key);
        var frames = wire.Write([], "x", null, []).Select(f => f.ToArray()).ToArray();
        Assert.NotNull(wire.Read(frames));
        frames[frame] = [.. frames[frame], (byte)' '];
        Assert.Null(wire.Read(frames));
    }

    [Fact]
    public void Without_a_key_nothing_is_signed_or_checked()
    {
        var wire = new Wire([]);
        var frames = wire.Write([], "x", null, []).Select(f => f.ToArray()).ToArray();
        Assert.Empty(frames[1]);
        Assert.NotNull(wire.Read(frames));
    }

    [Theory]
    [InlineData("{", "{}", "{}")]
    [InlineData("{\"msg_type\":\"x\"}", "{}", "[]")]
    [InlineData("{\"msg_type\":\"x\"}", "{}", "\u0001")]
    [InlineData("{\"msg_type\":5}", "{}", "{}")]
    [InlineData("[]", "{}", "{}")]
    public void Malformed_messages_are_rejected(string header, string metadata, string content)
    {
        byte[][] frames = [[], "<IDS|MSG>"u8.ToArray(), [], Encoding.UTF8.GetBytes(header), "{}"u8.ToArray(),
            Encoding.UTF8.GetBytes(metadata), Encoding.UTF8.GetBytes(content)];
        Assert.Null(new Wire([]).Read(frames));
    }

    /// <summary>Valid JSON whose strings are none: halves of a surrogate pair, and bytes that are no UTF-8 (the last).</summary>
    [Theory]
    [InlineData("a\\ud83d", "a\ufffd")]
    [InlineData("\\uDE00b", "\ufffdb")]
    [InlineData("\\ude00\\ud83d", "\ufffd\ufffd")]
    [InlineData("\\ud83d\\ud83d\\uDE00", "\ufffd\ud83d\ude00")]
    [InlineData("\\\\ud83d", "\\ud83d")]
    [InlineData("\\\\\\ud83d", "\\\ufffd")]
    [InlineData("\\ud7ff\\ue000\\u0041", "\ud7ff\ue000A")]
    [InlineData("c\u00ff", "c\ufffd")]
    public void A_string_that_is_none_is_read_with_replacement_characters(string json, string text)
    {
        byte[] Latin(string s) => Encoding.Latin1.GetBytes(s);
        byte[][] frames = ["<IDS|MSG>"u8.ToArray(), [], Latin($"{{\"msg_type\":\"{json}\"}}"), "{}"u8.ToArray(), Latin($"{{\"{json}\":1}}"),
            Latin($"{{\"code\":\"{json}\",\"{json}\":5}}")];
        var message = new Wire([]).Read(frames);
        Assert.NotNull(message);
        Assert.Equal((text, text, 5), (message.Type, message.Text("code"), message.Number(text)));
        Assert.Equal(1, message.Metadata.GetProperty(text).GetInt32());
        Assert.Equal(frames[2], message.HeaderBytes);
    }

    [Fact]
    public void Random_and_truncated_frames_never_throw()
    {
        var (wire, random) = (new Wire(Key), new Random(5));
        var good = wire.Write([[1]], "execute_request", null, new JsonObject { ["code"] = "1" }).Select(f => f.ToArray()).ToArray();
        for (var cut = 0; cut < good.Length; cut++)
            Assert.Null(wire.Read(good[..cut]));
        for (var round = 0; round < 2000; round++)
        {
            var frames = good.Select(f => f.ToArray()).ToArray();
            var frame = frames[random.Next(2, frames.Length)];
            frame[random.Next(frame.Length)] ^= (byte)random.Next(1, 256);
            Assert.Null(wire.Read(frames));
        }
    }
}

public sealed class CodePointTests
{
    [Theory]
    [InlineData("abc", 2, 2)]
    [InlineData("😀bc", 1, 2)]
    [InlineData("a😀😀c", 3, 5)]
    [InlineData("e\u0301", 2, 2)]
    [InlineData("\ud83d", 1, 1)]
    [InlineData("\ude00x", 2, 2)]
    public void Positions_convert_both_ways(string text, int codePoints, int utf16)
    {
        Assert.Equal(utf16, CodePoints.ToUtf16(text, codePoints));
        Assert.Equal(codePoints, CodePoints.FromUtf16(text, utf16));
    }

    [Fact]
    public void Positions_outside_the_text_are_its_ends()
    {
        Assert.Equal(3, CodePoints.ToUtf16("abc", 99));
        Assert.Equal(0, CodePoints.ToUtf16("abc", -1));
        Assert.Equal(3, CodePoints.FromUtf16("abc", 99));
    }
}
