using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NNViz.Jupyter.Protocol;

/// <summary>The wire format of the Jupyter protocol 5.4: routing frames, a delimiter, an HMAC-SHA256 signature, four JSON frames and
/// binary buffers.</summary>
internal sealed partial class Wire(byte[] key)
{
    /// <summary>The version of the messaging protocol that the kernel speaks.</summary>
    public const string Version = "5.4";

    private const int JsonFrames = 4, MaxDepth = 128, HalfPairLength = 6;
    private static readonly byte[] Empty = "{}"u8.ToArray();
    private static readonly JsonWriterOptions Relaxed = new()
    { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private readonly string _session = Guid.NewGuid().ToString("N");
    private long _count;

    private static ReadOnlySpan<byte> Delimiter => "<IDS|MSG>"u8;

    /// <summary>Reads a message, or returns null when it is malformed or its signature is wrong: such messages are dropped in
    /// silence.</summary>
    public Message? Read(IReadOnlyList<byte[]> frames)
    {
        var start = 0;
        while (start < frames.Count && !frames[start].AsSpan().SequenceEqual(Delimiter))
            start++;
        if (frames.Count < start + 2 + JsonFrames)
            return null;
        var json = frames.Skip(start + 2).Take(JsonFrames).ToArray();
        if (key.Length > 0 && !CryptographicOperations.FixedTimeEquals(frames[start + 1], Sign(json)))
            return null;
        try
        {
            var header = Parse(json[0]);
            var dated = DateTimeOffset.TryParse(Field(header, "date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date);
            var parsed = new MessageHeader(Field(header, "msg_id"), Field(header, "session"), Field(header, "msg_type"), dated ? date : null);
            var content = Parse(json[3]);
            return parsed.Type.Length == 0 || content.ValueKind != JsonValueKind.Object
                ? null
                : new Message([.. frames.Take(start)], json[0], parsed, Parse(json[2]), content, [.. frames.Skip(start + 2 + JsonFrames)]);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes a message with a new header.</summary>
    /// <param name="identities">The routing frames, or the topic on iopub.</param>
    /// <param name="type">The message type.</param>
    /// <param name="parent">The header of the request that caused it, or null.</param>
    /// <param name="content">The content.</param>
    /// <param name="extra">Metadata and buffers; null for none.</param>
    public IReadOnlyList<ReadOnlyMemory<byte>> Write(
        IReadOnlyList<byte[]> identities, string type, byte[]? parent, JsonObject content, MessageExtra? extra = null)
    {
        byte[][] json = [Header(type), parent ?? Empty, extra?.Metadata is { } metadata ? Bytes(metadata) : Empty, Bytes(content)];
        List<ReadOnlyMemory<byte>> frames =
            [.. identities.Select(i => (ReadOnlyMemory<byte>)i), Delimiter.ToArray(), key.Length > 0 ? Sign(json) : Array.Empty<byte>()];
        frames.AddRange(json.Select(j => (ReadOnlyMemory<byte>)j));
        frames.AddRange(extra?.Buffers ?? []);
        return frames;
    }

    private byte[] Header(string type) => Bytes(new JsonObject
    {
        ["msg_id"] = $"{_session}_{Interlocked.Increment(ref _count)}",
        ["session"] = _session,
        ["username"] = "kernel",
        ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        ["msg_type"] = type,
        ["version"] = Version,
    });

    private byte[] Sign(IReadOnlyList<byte[]> json)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        foreach (var frame in json)
            hash.AppendData(frame);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Bytes that are no UTF-8 and halves of surrogate pairs (an editor that cuts an emoji in two sends one) become U+FFFD: valid
    /// JSON may hold them, no string can be read that does.</summary>
    private static JsonElement Parse(byte[] json)
    {
        var text = Escapes().Replace(Encoding.UTF8.GetString(json), e => e.Length == HalfPairLength ? "\\ufffd" : e.Value);
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
        return document.RootElement.Clone();
    }

    /// <summary>A surrogate pair, half of one, any other escape.</summary>
    [GeneratedRegex(@"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\.")]
    private static partial Regex Escapes();

    private static string Field(JsonElement header, string name) =>
        header.ValueKind == JsonValueKind.Object && header.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()! : "";

    private static byte[] Bytes(JsonObject json)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
            json.WriteTo(writer);
        return buffer.ToArray();
    }
}

/// <summary>What few messages carry beside their content.</summary>
internal sealed record MessageExtra(JsonObject? Metadata = null, IReadOnlyList<ReadOnlyMemory<byte>>? Buffers = null);
