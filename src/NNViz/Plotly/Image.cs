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

    internal override (Interval X, Interval Y) Extent(Panel panel) => (new(-0.5, (Width * StepX) - 0.5), new(-0.5, (Height * StepY) - 0.5));

    internal override string? LegendColor(string color) => null;

    internal override void WriteJson(Utf8JsonWriter json, TracePlace place)
    {
        json.WriteString("type", "image");
        json.WriteString("colormodel", "rgb");
        json.WriteNumbers("z", _rgb, Height, Width, 3);
        json.WriteNumber("x0", (StepX - 1) / 2.0);
        json.WriteNumber("dx", StepX);
        json.WriteNumber("y0", (StepY - 1) / 2.0);
        json.WriteNumber("dy", StepY);
    }

    internal override void Draw(PlotArea plot, string color) =>
        plot.Cells(_rgb, Width, Height, plot.Between((-0.5, -0.5), ((Width * StepX) - 0.5, (Height * StepY) - 0.5)));
}
