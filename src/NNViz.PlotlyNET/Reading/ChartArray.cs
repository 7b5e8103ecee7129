using System.Text.Json;

namespace NNViz.PlotlyNET.Reading;

/// <summary>Arrays of a chart's JSON.</summary>
internal static class ChartArray
{
    /// <summary>
    /// Numbers, plain or encoded; null becomes NaN, and so do the words "NaN" and "Infinity" of .NET's JSON what they say. Null where the
    /// value is no array of numbers.
    /// </summary>
    public static double[]? Numbers(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("bdata", out _))
        {
            return TypedArray.Read(value).Values;
        }
        if (value.ValueKind != JsonValueKind.Array)
        {
            return null;
        }
        var numbers = new double[value.GetArrayLength()];
        int i = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (Number(item) is not { } number)
            {
                return null;
            }
            numbers[i++] = number;
        }
        return numbers;
    }

    /// <summary>Rows of numbers as one array with its shape; null where the value is none, or ragged.</summary>
    public static TypedArray? Matrix(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("bdata", out _))
        {
            return TypedArray.Read(value);
        }
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            return null;
        }
        if (Numbers(value) is { } row)
        {
            return new TypedArray(row, [row.Length]);
        }
        TypedArray?[] parts = [.. value.EnumerateArray().Select(Matrix)];
        return parts[0] is { } first && parts.All(part => part is not null && part.Shape.SequenceEqual(first.Shape))
            ? new TypedArray([.. parts.SelectMany(part => part!.Values)], [parts.Length, .. first.Shape])
            : null;
    }

    /// <summary>Texts, numbers as they are written; null where the value is no array.</summary>
    public static string[]? Texts(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().SelectMany(item => item.ValueKind == JsonValueKind.Array ? Texts(item)! : [item.ToString()])] : null;

    private static double? Number(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.Number => item.GetDouble(),
        JsonValueKind.Null => double.NaN,
        JsonValueKind.String => item.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => null,
        },
        _ => null,
    };
}
