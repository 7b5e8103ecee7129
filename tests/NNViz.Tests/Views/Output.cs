using System.Runtime.InteropServices;
using System.Text.Json;
using NNViz.Views;

namespace NNViz.Tests.Views;

/// <summary>Reads what a view has written.</summary>
internal static class Output
{
    /// <summary>The payload of the view's one widget.</summary>
    public static JsonElement Payload(View view) => Payload(view.ToHtml());

    /// <summary>The payload of the first widget in an output.</summary>
    public static JsonElement Payload(string html)
    {
        int start = html.IndexOf("payload:", StringComparison.Ordinal) + 8;
        int end = html.IndexOf("});globalThis.nnviz?.drain()", start, StringComparison.Ordinal);
        return JsonDocument.Parse(html[start..end]).RootElement;
    }

    /// <summary>A payload's cells, rounded ones taken back to values as the front end does.</summary>
    public static double[] Cells(JsonElement payload)
    {
        JsonElement cells = payload.GetProperty("cells");
        byte[] bytes = cells.GetProperty("bdata").GetBytesFromBase64();
        double[] codes = cells.GetProperty("dtype").GetString() switch
        {
            "u1" => [.. bytes.Select(b => (double)b)],
            "u2" => [.. MemoryMarshal.Cast<byte, ushort>(bytes).ToArray().Select(v => (double)v)],
            "f4" => [.. MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(v => (double)v)],
            "f8" => MemoryMarshal.Cast<byte, double>(bytes).ToArray(),
            var dtype => throw new InvalidDataException(dtype),
        };
        if (!payload.TryGetProperty("quantised", out JsonElement quantised))
        {
            return codes;
        }

        (double low, double step) = (quantised.GetProperty("low").GetDouble(), quantised.GetProperty("step").GetDouble());
        double top = cells.GetProperty("dtype").GetString() == "u1" ? 255 : 65535;
        return [.. codes.Select(c => c == top ? double.NaN : c == top - 1 ? double.PositiveInfinity : c == top - 2 ? double.NegativeInfinity : low + (step * c))];
    }
}
