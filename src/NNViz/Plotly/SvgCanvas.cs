using System.Globalization;
using System.Text;
using System.Xml;

namespace NNViz.Plotly;

/// <summary>Writes SVG without style sheets, scripts or ids, so that it can stand in a page any number of times.</summary>
internal sealed class SvgCanvas : ICanvas, IDisposable
{
    private readonly Func<byte[], int, int, string> _pictureUri;
    private readonly StringBuilder _text = new();
    private readonly XmlWriter _xml;

    /// <param name="width">In CSS pixels.</param>
    /// <param name="height">In CSS pixels.</param>
    /// <param name="title">What the picture shows, in words.</param>
    /// <param name="pictureUri">Makes a data address of the RGB bytes, width and height of a picture.</param>
    public SvgCanvas(int width, int height, string title, Func<byte[], int, int, string> pictureUri)
    {
        _pictureUri = pictureUri;
        _xml = XmlWriter.Create(_text, new XmlWriterSettings { OmitXmlDeclaration = true });
        _xml.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        Attributes(("width", Number(width)), ("height", Number(height)), ("viewBox", $"0 0 {Number(width)} {Number(height)}"));
        Attributes(("font-family", "system-ui, sans-serif"), ("role", "img"));
        _xml.WriteElementString("title", Allowed(title));
    }

    public void Line(IReadOnlyList<Spot> spots, Pen pen)
    {
        if (spots.Count > 1)
        {
            Element("path", ("d", Path(spots)), ("fill", "none"), ("stroke", pen.Color), ("stroke-width", Number(pen.Width)),
                ("stroke-linejoin", "round"), ("stroke-dasharray", pen.Dashed ? "5 4" : null), ("stroke-opacity", Opacity(pen.Opacity)));
        }
    }

    public void Area(IReadOnlyList<Spot> spots, string color, double opacity = 1, bool seamless = false) =>
        Element("path", ("d", Path(spots) + "z"), ("fill", color), ("fill-opacity", Opacity(opacity)),
            ("stroke", seamless ? color : null), ("stroke-width", seamless ? "0.6" : null));

    // One path of dots: a line of no length with round ends is a disc, and takes a tenth of a <circle>.
    public void Dots(IReadOnlyList<Spot> spots, double diameter, Pen pen, bool rings = false)
    {
        if (rings)
        {
            foreach (Spot s in spots)
            {
                Element("circle", ("cx", Number(s.X)), ("cy", Number(s.Y)), ("r", Number(diameter / 2)), ("fill", "none"),
                    ("stroke", pen.Color), ("stroke-width", Number(pen.Width)), ("stroke-opacity", Opacity(pen.Opacity)));
            }
        }
        else if (spots.Count > 0)
        {
            string path = string.Concat(spots.Select(s => $"M{Number(s.X)} {Number(s.Y)}h0"));
            Element("path", ("d", path), ("fill", "none"), ("stroke", pen.Color), ("stroke-width", Number(diameter)),
                ("stroke-linecap", "round"), ("stroke-opacity", Opacity(pen.Opacity)));
        }
    }

    public void Text(Spot at, string text, TextStyle style)
    {
        _xml.WriteStartElement("text");
        string anchor = style.Anchor switch { TextAnchor.Start => "start", TextAnchor.Middle => "middle", _ => "end" };
        string place = $"{Number(at.X)} {Number(at.Y)}";
        Attributes(("x", Number(at.X)), ("y", Number(at.Y)), ("text-anchor", anchor), ("font-size", Number(style.Size)),
            ("fill", style.Color), ("font-weight", style.Bold ? "600" : null),
            ("transform", style.Upwards ? $"rotate(-90 {place})" : null));
        _xml.WriteString(Allowed(text));
        _xml.WriteEndElement();
    }

    public void Pixels(byte[] rgb, int width, int height, Box box) =>
        Element("image", ("x", Number(box.X)), ("y", Number(box.Y)), ("width", Number(box.Width)), ("height", Number(box.Height)),
            ("preserveAspectRatio", "none"),
            ("style", "image-rendering:pixelated"), ("href", _pictureUri(rgb, width, height)));

    // A nested svg cuts off what lies outside of it and needs no id as clipPath would.
    public void Clipped(Box box, Action draw)
    {
        _xml.WriteStartElement("svg");
        string[] sides = [Number(box.X), Number(box.Y), Number(box.Width), Number(box.Height)];
        Attributes(("x", sides[0]), ("y", sides[1]), ("width", sides[2]), ("height", sides[3]), ("viewBox", string.Join(' ', sides)));
        draw();
        _xml.WriteEndElement();
    }

    /// <summary>The picture so far, closed.</summary>
    public override string ToString()
    {
        _xml.Close();
        return _text.ToString();
    }

    public void Dispose() => _xml.Dispose();

    private static string Number(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);

    private static string? Opacity(double value) => value < 1 ? Math.Round(value, 3).ToString(CultureInfo.InvariantCulture) : null;

    // Gaps (NaN) begin a new line.
    private static string Path(IReadOnlyList<Spot> spots)
    {
        var path = new StringBuilder();
        bool drawing = false;
        foreach (Spot s in spots)
        {
            if (s.IsSome)
            {
                path.Append(drawing ? 'L' : 'M').Append(Number(s.X)).Append(' ').Append(Number(s.Y));
                drawing = true;
            }
            else
            {
                drawing = false;
            }
        }

        return path.ToString();
    }

    // XML has no way to write most control characters and lone surrogates.
    private static string Allowed(string text)
    {
        var allowed = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            allowed.Append(rune.Value < 0x20 || rune.Value is 0xfffe or 0xffff ? "\ufffd" : rune.ToString());
        }

        return allowed.ToString();
    }

    private void Element(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _xml.WriteStartElement(name);
        Attributes(attributes);
        _xml.WriteEndElement();
    }

    private void Attributes(params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        foreach ((string name, string? value) in attributes)
        {
            if (value is not null)
            {
                _xml.WriteAttributeString(name, value);
            }
        }
    }
}
