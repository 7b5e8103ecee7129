using System.Drawing;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using NNViz.Images;
using NNViz.Plotly;
using NNViz.Views;

namespace NNViz.PlotlyNET.Reading;

/// <summary>Colours as charts write them.</summary>
internal static partial class ChartColors
{
    // plotly.js's names of scales that are maps of ours; it has them from dark to light or the other way round.
    private static readonly Dictionary<string, string> Scales = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Viridis"] = "viridis",
        ["Cividis"] = "cividis",
        ["Greys"] = "gray",
        ["Hot"] = "hot",
        ["RdBu"] = "RdBu_r",
    };

    /// <summary>The colours where a chart has chosen none.</summary>
    public static IReadOnlyList<ColorStop> DefaultStops { get; } = ColorStops.Of(Colormap.Viridis);

    /// <summary>
    /// <c>#rrggbb</c> and the opacity of <c>#rgb</c>, <c>rgb(…)</c>, <c>rgba(…)</c> or a name of CSS; null for another text.
    /// </summary>
    public static (string Css, double Opacity)? Read(string text)
    {
        text = text.Trim();
        if (Function().Match(text) is { Success: true } match)
        {
            double[] parts = [.. match.Groups[1].Value.Split(',').Select(part => double.Parse(part, CultureInfo.InvariantCulture))];
            return parts.Length is 3 or 4 ? (Css(parts[0], parts[1], parts[2]), parts.Length == 4 ? parts[3] : 1) : null;
        }
        if (Hex().IsMatch(text))
        {
            string digits = text[1..].ToLowerInvariant();
            return ("#" + (digits.Length == 6 ? digits : string.Concat(digits.Select(c => new string(c, 2)))), 1);
        }
        var named = Color.FromName(text);
        return named.IsKnownColor && !named.IsSystemColor ? (Css(named.R, named.G, named.B), named.A / 255.0) : null;
    }

    /// <summary>A colour scale, by its stops or by its name; null where it is neither, or of an unknown name.</summary>
    public static IReadOnlyList<ColorStop>? Stops(JsonElement scale)
    {
        if (scale.ValueKind == JsonValueKind.String)
        {
            return Scales.TryGetValue(scale.GetString()!, out string? map) ? ColorStops.Of(Colormap.Named(map)) : null;
        }
        if (scale.ValueKind != JsonValueKind.Array)
        {
            return null;
        }
        ColorStop?[] stops = [.. scale.EnumerateArray().Select(Stop)];
        return stops.Length > 1 && stops.All(stop => stop is not null) ? [.. stops.Select(stop => stop!.Value)] : null;
    }

    private static ColorStop? Stop(JsonElement stop)
    {
        if (stop.ValueKind != JsonValueKind.Array || stop.GetArrayLength() != 2 || stop[0].ValueKind != JsonValueKind.Number
            || stop[1].ValueKind != JsonValueKind.String || Read(stop[1].GetString()!) is not { } color)
        {
            return null;
        }
        byte[] rgb = Convert.FromHexString(color.Css[1..]);
        return new ColorStop(stop[0].GetDouble(), rgb[0], rgb[1], rgb[2]);
    }

    private static string Css(double r, double g, double b) => string.Create(
        CultureInfo.InvariantCulture, $"#{Byte(r):x2}{Byte(g):x2}{Byte(b):x2}");

    private static byte Byte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);

    [GeneratedRegex(@"^rgba?\(([\d\s.,]+)\)$", RegexOptions.IgnoreCase)]
    private static partial Regex Function();

    [GeneratedRegex("^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")]
    private static partial Regex Hex();
}
