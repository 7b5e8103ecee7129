using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

namespace NNViz.PlotlyNET;

/// <summary>Numbers with a shape, as plotly.js's encoded arrays hold them.</summary>
/// <param name="Values">Row-major.</param>
/// <param name="Shape">One size for each axis.</param>
internal sealed record TypedArray(double[] Values, int[] Shape)
{
    // Bytes of a number, and how to read it.
    private static readonly Dictionary<string, (int Size, Func<byte[], int, double> Read)> Types = new()
    {
        ["i1"] = (1, (b, i) => (sbyte)b[i]),
        ["u1"] = (1, (b, i) => b[i]),
        ["u1c"] = (1, (b, i) => b[i]),
        ["i2"] = (2, (b, i) => BinaryPrimitives.ReadInt16LittleEndian(b.AsSpan(i))),
        ["u2"] = (2, (b, i) => BinaryPrimitives.ReadUInt16LittleEndian(b.AsSpan(i))),
        ["i4"] = (4, (b, i) => BinaryPrimitives.ReadInt32LittleEndian(b.AsSpan(i))),
        ["u4"] = (4, (b, i) => BinaryPrimitives.ReadUInt32LittleEndian(b.AsSpan(i))),
        ["f4"] = (4, (b, i) => BinaryPrimitives.ReadSingleLittleEndian(b.AsSpan(i))),
        ["f8"] = (8, (b, i) => BinaryPrimitives.ReadDoubleLittleEndian(b.AsSpan(i))),
    };

    /// <summary>Reads <c>{"dtype":…,"bdata":…,"shape":…}</c>.</summary>
    public static TypedArray Read(JsonElement json)
    {
        (int size, var read) = Types[json.GetProperty("dtype").GetString()!];
        byte[] bytes = json.GetProperty("bdata").GetBytesFromBase64();
        var values = new double[bytes.Length / size];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = read(bytes, i * size);
        }

        int[] shape = json.TryGetProperty("shape", out var sizes)
            ? [.. sizes.ToString().Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture))] : [values.Length];
        return new TypedArray(values, shape);
    }

    /// <summary>
    /// Arrays in arrays. The innermost are doubles, or, where a number is NaN, doubles and null: JSON's text for NaN is a word, which
    /// plotly.js would take for the name of a category.
    /// </summary>
    public object ToPlain() => Array.Exists(Values, double.IsNaN)
        ? Nest(Array.ConvertAll(Values, v => double.IsNaN(v) ? (double?)null : v))
        : Nest(Values);

    private Array Nest<T>(T[] values)
    {
        Array[] parts = [.. values.Chunk(Math.Max(1, Shape[^1]))];
        for (int axis = Shape.Length - 2; axis >= 0; axis--)
        {
            parts = [.. parts.Chunk(Math.Max(1, Shape[axis])).Select(Together)];
        }
        return parts.Length > 0 ? parts[0] : values;
    }

    // As one type, double[][] and not Array[], so that C# code can read it.
    private static Array Together(Array[] parts)
    {
        var together = Array.CreateInstance(parts[0].GetType(), parts.Length);
        parts.CopyTo(together, 0);
        return together;
    }
}
