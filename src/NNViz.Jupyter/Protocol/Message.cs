using System.Text.Json;

namespace NNViz.Jupyter.Protocol;

/// <summary>A Jupyter message as received.</summary>
/// <param name="Identities">The routing frames, which a reply repeats.</param>
/// <param name="HeaderBytes">The header as sent, which the messages it causes carry as their parent header.</param>
/// <param name="Header">The header, read.</param>
/// <param name="Metadata">The metadata.</param>
/// <param name="Content">The content, an object.</param>
/// <param name="Buffers">The binary frames after the JSON.</param>
internal sealed record Message(
    IReadOnlyList<byte[]> Identities, byte[] HeaderBytes, MessageHeader Header, JsonElement Metadata, JsonElement Content,
    IReadOnlyList<byte[]> Buffers)
{
    /// <summary>The message type, for example <c>execute_request</c>.</summary>
    public string Type => Header.Type;

    /// <summary>A string of the content, or <paramref name="missing"/>.</summary>
    public string Text(string name, string missing = "") =>
        Content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : missing;

    /// <summary>A Boolean of the content, or <paramref name="missing"/>.</summary>
    public bool Flag(string name, bool missing = false) =>
        Content.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
            : missing;

    /// <summary>An integer of the content, or <paramref name="missing"/>.</summary>
    public int Number(string name, int missing = 0) =>
        Content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number : missing;
}

/// <summary>The parts of a message header that the kernel reads; the date is null where the sender gives none.</summary>
internal sealed record MessageHeader(string Id, string Session, string Type, DateTimeOffset? Date);
