using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NNViz.Html;

/// <summary>JSON as it may stand inside a <c>&lt;script&gt;</c> element, and numbers in it as base64.</summary>
public static class Payload
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<Type, string> DTypes = new()
    {
        [typeof(sbyte)] = "i1",
        [typeof(byte)] = "u1",
        [typeof(short)] = "i2",
        [typeof(ushort)] = "u2",
        [typeof(int)] = "i4",
        [typeof(uint)] = "u4",
        [typeof(float)] = "f4",
        [typeof(double)] = "f8",
    };

    /// <summary>
    /// What <paramref name="write"/> writes, as JSON that cannot end or derange the script element it stands in: every <c>&lt;</c> of a
    /// string is written as <c>\u003C</c> (so <c>&lt;/script</c> and <c>&lt;!--</c> cannot occur), and U+2028 and U+2029 as escapes.
    /// </summary>
    public static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            write(json);
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan)
            .Replace("<", "\\u003C", StringComparison.Ordinal)
            .Replace("\u2028", "\\u2028", StringComparison.Ordinal)
            .Replace("\u2029", "\\u2029", StringComparison.Ordinal);
    }

    /// <summary>
    /// Writes a property holding numbers as plotly.js and our widgets read them, little-endian base64, row-major:
    /// <c>{"dtype":"f4","bdata":"…","shape":"rows,columns"}</c>.
    /// </summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="name">The property's name.</param>
    /// <param name="values">8-, 16- or 32-bit integers, float or double: the browser's arrays have no 64-bit integers and no halves.</param>
    /// <param name="shape">The sizes, whose product is the number of values; none means one axis.</param>
    /// <exception cref="ArgumentException">The element type is not one of those above, or the shape does not fit.</exception>
    public static void WriteArray<T>(this Utf8JsonWriter json, string name, ReadOnlySpan<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        if (!DTypes.TryGetValue(typeof(T), out var dtype))
        {
            var known = string.Join(", ", DTypes.Keys.Select(type => type.Name));
            throw new ArgumentException($"A payload has no arrays of {typeof(T).Name}; convert to one of {known}.", nameof(values));
        }
        var count = 1L;
        foreach (var size in shape)
        {
            count *= size;
        }
        if (!shape.IsEmpty && count != values.Length)
        {
            throw new ArgumentException($"{values.Length} values do not fill the shape {Words.Shape(shape.ToArray())}, which has {count}.", nameof(shape));
        }
        json.WriteStartObject(name);
        json.WriteString("dtype", dtype);
        json.WriteBase64String("bdata", MemoryMarshal.AsBytes(values));
        if (!shape.IsEmpty)
        {
            json.WriteString("shape", Join(shape));
        }
        json.WriteEndObject();
    }

    private static string Join(ReadOnlySpan<int> shape) =>
        string.Join(",", shape.ToArray().Select(size => size.ToString(CultureInfo.InvariantCulture)));
}
