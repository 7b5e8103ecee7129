using System.Globalization;
using System.Text.Json;

namespace NNViz.Plotly;

/// <summary>Pieces of plotly.js's JSON.</summary>
internal static class JsonParts
{
    /// <summary>An array as <c>{"dtype":…,"bdata":…,"shape":…}</c>.</summary>
    public static void WriteNumbers(this Utf8JsonWriter json, string name, Numbers values, params ReadOnlySpan<int> shape)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", values.DType);
        json.WriteString("bdata", values.Base64);
        if (shape.Length > 1)
        {
            string[] sizes = Array.ConvertAll(shape.ToArray(), s => s.ToString(CultureInfo.InvariantCulture));
            json.WriteString("shape", string.Join(',', sizes));
        }

        json.WriteEndObject();
    }

    /// <summary>Words that plotly.js shows: it reads HTML in them, so that <c>&lt;</c> in a layer's name would vanish.</summary>
    public static void WriteWords(this Utf8JsonWriter json, string name, string words) => json.WriteString(name, PlotlyText(words));

    /// <summary>An array of words.</summary>
    public static void WriteWords(this Utf8JsonWriter json, string name, IEnumerable<string> words)
    {
        json.WritePropertyName(name);
        json.WriteWords(words);
    }

    /// <summary>An array of words as an item of another array.</summary>
    public static void WriteWords(this Utf8JsonWriter json, IEnumerable<string> words)
    {
        json.WriteStartArray();
        foreach (string text in words)
        {
            json.WriteStringValue(PlotlyText(text));
        }

        json.WriteEndArray();
    }

    /// <summary>A title object.</summary>
    public static void WriteTitle(this Utf8JsonWriter json, string title)
    {
        json.WriteStartObject("title");
        json.WriteWords("text", title);
        json.WriteEndObject();
    }

    /// <summary>Two numbers.</summary>
    public static void WritePair(this Utf8JsonWriter json, string name, double first, double second)
    {
        json.WriteStartArray(name);
        json.WriteNumberValue(first);
        json.WriteNumberValue(second);
        json.WriteEndArray();
    }

    /// <summary>A colour scale and its bounds: colorscale, zmin and zmax or cmin and cmax.</summary>
    public static void WriteColorScale(this Utf8JsonWriter json, ColorBar scale, char prefix)
    {
        json.WriteColorStops(scale.Stops);
        json.WriteNumber($"{prefix}min", scale.Low);
        json.WriteNumber($"{prefix}max", scale.High);
    }

    /// <summary>A colour scale without bounds.</summary>
    public static void WriteColorStops(this Utf8JsonWriter json, IEnumerable<ColorStop> stops)
    {
        json.WriteStartArray("colorscale");
        foreach (ColorStop stop in stops)
        {
            json.WriteStartArray();
            json.WriteNumberValue(Math.Round(stop.At, 5));
            json.WriteStringValue(stop.Css);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    /// <summary>showscale and colorbar.</summary>
    public static void WriteColorBar(this Utf8JsonWriter json, ColorBar? bar, TracePlace place)
    {
        json.WriteBoolean("showscale", bar is not null);
        if (bar is not null)
        {
            json.WriteStartObject("colorbar");
            json.WriteTitle(bar.Title);
            json.WriteNumber("x", place.BarX);
            json.WriteNumber("y", place.BarY);
            json.WriteNumber("len", place.BarLength);
            json.WriteEndObject();
        }
    }

    private static string PlotlyText(string words) =>
        words.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
}
