namespace NNViz.Plotly;

/// <summary>A point of a static picture: CSS pixels from its top left.</summary>
internal readonly record struct Spot(double X, double Y)
{
    /// <summary>No place: a gap in a line.</summary>
    public static Spot None { get; } = new(double.NaN, double.NaN);

    /// <summary>Whether it is a place.</summary>
    public bool IsSome => double.IsFinite(X) && double.IsFinite(Y);
}

/// <summary>A rectangle of a static picture.</summary>
internal readonly record struct Box(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;

    /// <summary>The corners, clockwise from the top left.</summary>
    public Spot[] Corners => [new(X, Y), new(Right, Y), new(Right, Bottom), new(X, Bottom)];
}

/// <summary>How a line is drawn.</summary>
internal readonly record struct Pen(string Color, double Width = 1, bool Dashed = false, double Opacity = 1);

/// <summary>Where the given spot lies in a text, from left to right.</summary>
internal enum TextAnchor
{
    /// <summary>At the text's beginning.</summary>
    Start,

    /// <summary>In its middle.</summary>
    Middle,

    /// <summary>At its end.</summary>
    End,
}

/// <summary>How a text is drawn; its spot lies on the base line.</summary>
/// <param name="Anchor">Where the spot lies in the text.</param>
/// <param name="Size">Height of the font in pixels.</param>
/// <param name="Color">CSS notation.</param>
/// <param name="Upwards">Turned by 90°, to be read from below.</param>
/// <param name="Bold">Heavier strokes.</param>
internal sealed record TextStyle(
    TextAnchor Anchor = TextAnchor.Start, double Size = 11, string Color = Colors.Ink, bool Upwards = false, bool Bold = false);

/// <summary>What a figure is drawn on: <see cref="SvgCanvas"/>, or pixels.</summary>
internal interface ICanvas
{
    /// <summary>A line through the spots; a spot of NaN begins a new one.</summary>
    void Line(IReadOnlyList<Spot> spots, Pen pen);

    /// <summary>The inside of a polygon; seamless: a little beyond its edges, so that neighbours leave no gap.</summary>
    void Area(IReadOnlyList<Spot> spots, string color, double opacity = 1, bool seamless = false);

    /// <summary>A disc at each spot, or a ring.</summary>
    void Dots(IReadOnlyList<Spot> spots, double diameter, Pen pen, bool rings = false);

    /// <summary>Words; all characters are allowed.</summary>
    void Text(Spot at, string text, TextStyle style);

    /// <summary>A picture of <c>3 · width · height</c> bytes RGB stretched to a box, its pixels with hard edges.</summary>
    void Pixels(byte[] rgb, int width, int height, Box box);

    /// <summary>What is drawn by <paramref name="draw"/> is cut off at the box.</summary>
    void Clipped(Box box, Action draw);
}
