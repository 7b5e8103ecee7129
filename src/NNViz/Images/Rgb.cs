using System.Globalization;

namespace NNViz.Images;

/// <summary>A colour: red, green and blue as sRGB bytes 0..255.</summary>
public readonly record struct Rgb(byte R, byte G, byte B)
{
    /// <summary>Pure black.</summary>
    public static Rgb Black { get; }

    /// <summary>Pure white.</summary>
    public static Rgb White { get; } = new(255, 255, 255);

    /// <summary>The colour between two, linear in sRGB bytes: <paramref name="from"/> at t = 0, <paramref name="to"/> at t = 1.</summary>
    public static Rgb Mix(Rgb from, Rgb to, double t) => new(Between(from.R, to.R, t), Between(from.G, to.G, t), Between(from.B, to.B, t));

    /// <summary>CSS notation, <c>#rrggbb</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{R:x2}{G:x2}{B:x2}");

    private static byte Between(byte a, byte b, double t) => (byte)Math.Round(a + ((b - a) * Math.Clamp(t, 0, 1)));
}
