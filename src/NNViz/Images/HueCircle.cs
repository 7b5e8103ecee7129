namespace NNViz.Images;

// Colours of one lightness and chroma in CIELAB (D65), converted to sRGB (IEC 61966-2-1).
internal static class HueCircle
{
    private const double Lightness = 65, Chroma = 38;

    /// <summary>The colour at a part of the circle, 0 to 1; 0.5 (an angle of zero on −π…π) is a blue.</summary>
    public static Rgb At(double turn)
    {
        double angle = (turn * 2 * Math.PI) + 1.4;
        double fy = (Lightness + 16) / 116;
        (double x, double y, double z) =
            (0.95047 * Cubed(fy + (Chroma * Math.Cos(angle) / 500)), Cubed(fy), 1.08883 * Cubed(fy - (Chroma * Math.Sin(angle) / 200)));
        return new Rgb(
            Byte((3.2404542 * x) - (1.5371385 * y) - (0.4985314 * z)),
            Byte((-0.969266 * x) + (1.8760108 * y) + (0.041556 * z)),
            Byte((0.0556434 * x) - (0.2040259 * y) + (1.0572252 * z)));
    }

    private static double Cubed(double f) => f > 6.0 / 29 ? f * f * f : (f - (4.0 / 29)) * 108 / 841;

    private static byte Byte(double linear)
    {
        double v = linear <= 0.0031308 ? 12.92 * linear : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055;
        return (byte)Math.Round(255 * Math.Clamp(v, 0, 1));
    }
}
