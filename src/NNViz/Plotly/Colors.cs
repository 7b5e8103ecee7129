using System.Globalization;

namespace NNViz.Plotly;

/// <summary>A colour of a scale: at <paramref name="At"/> (0..1) the sRGB bytes R, G, B.</summary>
public readonly record struct ColorStop(double At, byte R, byte G, byte B)
{
    /// <summary>CSS notation.</summary>
    public string Css => string.Create(CultureInfo.InvariantCulture, $"#{R:x2}{G:x2}{B:x2}");
}

/// <summary>Colours that can be read on white and on black.</summary>
internal static class Colors
{
    /// <summary>Axes and letters.</summary>
    public const string Ink = "#7f7f7f";

    private static readonly string[] Series =
        ["#3b7dd8", "#e0702a", "#2f9e6b", "#c2479a", "#8a6fd1", "#b0861a", "#1b9bb0", "#d64550", "#7d8b99", "#96714a"];

    /// <summary>How many different ones there are.</summary>
    public static int Count => Series.Length;

    /// <summary>The colour of the trace with this number, from 0; they repeat after ten.</summary>
    public static string Of(int trace) => Series[trace % Series.Length];

    /// <summary>The colour of a number, linear between the stops; what lies outside has the end's colour.</summary>
    public static ColorStop At(IReadOnlyList<ColorStop> stops, double t)
    {
        int next = 0;
        while (next < stops.Count - 1 && stops[next].At < t)
        {
            next++;
        }

        (ColorStop a, ColorStop b) = (stops[Math.Max(0, next - 1)], stops[next]);
        double w = b.At > a.At ? Math.Clamp((t - a.At) / (b.At - a.At), 0, 1) : 1;
        return new ColorStop(t, Mix(a.R, b.R, w), Mix(a.G, b.G, w), Mix(a.B, b.B, w));
    }

    private static byte Mix(byte a, byte b, double w) => (byte)Math.Round(a + ((b - a) * w));
}
