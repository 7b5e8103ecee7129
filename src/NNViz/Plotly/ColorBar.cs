namespace NNViz.Plotly;

/// <summary>The scale beside a panel: colours from low to high, with ticks.</summary>
/// <param name="Title">What the numbers are; may be empty.</param>
/// <param name="Low">The number at the foot.</param>
/// <param name="High">The number at the head.</param>
/// <param name="Stops">The colours.</param>
internal sealed record ColorBar(string Title, double Low, double High, IReadOnlyList<ColorStop> Stops)
{
    private const int Shades = 64, MostTicks = 6;
    private const double TickDistance = 34, TitleDistance = 50;

    /// <summary>Draws the bar in a box, its words to the right of it.</summary>
    public void Draw(ICanvas canvas, Box box)
    {
        for (int i = 0; i < Shades; i++)
        {
            var shade = new Box(box.X, box.Bottom - (box.Height * (i + 1) / Shades), box.Width, box.Height / Shades);
            canvas.Area(shade.Corners, Colors.At(Stops, (i + 0.5) / Shades).Css, seamless: true);
        }

        var map = new AxisMap(new Axis("scale"), new Interval(Low, High), box.Bottom, box.Y);
        IReadOnlyList<(double At, string Text)> ticks = High > Low
            ? Ticks.Of(map.Axis, map.Interval, Math.Min(MostTicks, (int)(box.Height / TickDistance)))
            : [(Low, Ticks.Words(Low, Math.Abs(Low) / 100))];
        foreach ((double at, string text) in ticks)
        {
            double y = High > Low ? map.At(at) : box.Y + (box.Height / 2);
            canvas.Text(new Spot(box.Right + 4, y + 4), text, new TextStyle(Size: 10));
        }

        if (Title.Length > 0)
        {
            var style = new TextStyle(TextAnchor.Middle, Upwards: true);
            canvas.Text(new Spot(box.Right + TitleDistance, box.Y + (box.Height / 2)), Title, style);
        }
    }
}
