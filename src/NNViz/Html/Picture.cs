using System.Text;

namespace NNViz.Html;

/// <summary>
/// A static picture: what stands in the output until the front end has drawn its widget, and all that is seen where scripts do not run
/// (an untrusted notebook, GitHub, a mail).
/// </summary>
/// <param name="DataUri">The picture itself as a <c>data:image/…</c> address; no other is accepted, so that nothing is ever fetched.</param>
/// <param name="Width">Width in CSS pixels, at least 1.</param>
/// <param name="Height">Height in CSS pixels, at least 1.</param>
/// <param name="Alt">What the picture shows, in words, for those who do not see it.</param>
public sealed record Picture(string DataUri, int Width, int Height, string Alt)
{
    private static readonly string[] Hex = [.. Enumerable.Range(0, 256).Select(b => $"%{b:X2}")];

    /// <summary>The picture itself as a <c>data:image/…</c> address.</summary>
    public string DataUri { get; } = DataUri.StartsWith("data:image/", StringComparison.Ordinal)
        ? DataUri
        : throw new ArgumentException(
            $"A picture is a data:image/… address, so that nothing is fetched; this one starts with '{DataUri[..Math.Min(20, DataUri.Length)]}'. " +
            "Use Picture.Png or Picture.Svg.", nameof(DataUri));

    /// <summary>Width in CSS pixels, at least 1.</summary>
    public int Width { get; } = AtLeastOne(Width, nameof(Width));

    /// <summary>Height in CSS pixels, at least 1.</summary>
    public int Height { get; } = AtLeastOne(Height, nameof(Height));

    /// <summary>A picture from the bytes of a PNG file; width and height are those of the place, in CSS pixels.</summary>
    public static Picture Png(byte[] file, int width, int height, string alt) =>
        new("data:image/png;base64," + Convert.ToBase64String(file), width, height, alt);

    /// <summary>A picture from the text of an SVG document; width and height are those of the place, in CSS pixels.</summary>
    public static Picture Svg(string svg, int width, int height, string alt) =>
        new("data:image/svg+xml," + PercentEncoded(svg), width, height, alt);

    private static int AtLeastOne(int size, string side) =>
        size > 0 ? size : throw new ArgumentOutOfRangeException(side, size, "A picture is at least 1 pixel wide and high.");

    // A third shorter than base64: paths and nested base64 are letters, digits and signs that an address may hold.
    private static string PercentEncoded(string svg)
    {
        var address = new StringBuilder(svg.Length + (svg.Length / 8));
        foreach (byte b in Encoding.UTF8.GetBytes(svg))
        {
            bool plain = char.IsAsciiLetterOrDigit((char)b) || " -_.~/:;,=+*@()!".Contains((char)b, StringComparison.Ordinal);
            address.Append(plain ? ((char)b).ToString() : Hex[b]);
        }
        return address.ToString();
    }
}
