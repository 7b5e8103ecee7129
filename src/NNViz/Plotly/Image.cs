using System.Text.Json;

namespace NNViz.Plotly;

/// <summary>A picture of RGB pixels; row 0 lies at the top on a reversed vertical axis.</summary>
public sealed record Image : Trace
{
    private readonly byte[] _rgb;

    /// <param name="rgb">3 · width · height bytes R, G, B, row-major.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <exception cref="ArgumentException">The number of bytes does not fit.</exception>
    public Image(byte[] rgb, int width, int height)
    {
        if (width < 1 || height < 1 || rgb.Length != 3 * width * height)
        {
            throw new ArgumentException($"{rgb.Length} bytes are no picture of {width}×{height} RGB pixels.", nameof(rgb));
        }

        (_rgb, Width, Height) = (rgb, width, height);
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Entries of the horizontal axis that a pixel spans: pixel x lies over [x · StepX − 0.5, (x + 1) · StepX − 0.5].</summary>
    public int StepX { get; init; } = 1;

    /// <summary>Entries of the vertical axis that a pixel spans.</summary>
    public int StepY { get; init; } = 1;

    /// <summary>
    /// The rectangle that the picture fills, in numbers of the axes; null: a pixel for each step. Row 0 then lies at the lower edge, unless
    /// the vertical axis is reversed.
    /// </summary>
    public (double X, double Y, double Width, double Height)? Place { get; init; }

    internal override (Interval X, Interval Y) Extent(Panel panel) => (new(Area.X, Area.X + Area.Width), new(Area.Y, Area.Y + Area.Height));

    internal override string? LegendColor(string color) => null;

    private (double X, double Y, double Width, double Height) Area => Place ?? (-0.5, -0.5, Width * StepX, Height * StepY);

    internal override void WriteJson(Utf8JsonWriter json, TracePlace place)
    {
        (double dx, double dy) = (Area.Width / Width, Area.Height / Height);
        json.WriteString("type", "image");
        json.WriteString("colormodel", "rgb");
        json.WriteNumbers("z", _rgb, Height, Width, 3);
        json.WriteNumber("x0", Area.X + (dx / 2));
        json.WriteNumber("dx", dx);
        json.WriteNumber("y0", Area.Y + (dy / 2));
        json.WriteNumber("dy", dy);
        if (Place is not null)
        {
            json.WriteString("hoverinfo", "skip");
        }
    }

    internal override void Draw(PlotArea plot, string color) =>
        plot.Cells(_rgb, Width, Height, plot.Between((Area.X, Area.Y), (Area.X + Area.Width, Area.Y + Area.Height)));
}
