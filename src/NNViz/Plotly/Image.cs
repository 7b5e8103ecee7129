using System.Text.Json;

namespace NNViz.Plotly;

/// <summary>A picture of RGB pixels, each as large as one unit of the axes; row 0 at the top on a reversed vertical axis.</summary>
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

    internal override (Interval X, Interval Y) Extent(Panel panel) => (new(-0.5, Width - 0.5), new(-0.5, Height - 0.5));

    internal override string? LegendColor(string color) => null;

    internal override void WriteJson(Utf8JsonWriter json, TracePlace place)
    {
        json.WriteString("type", "image");
        json.WriteString("colormodel", "rgb");
        json.WriteNumbers("z", _rgb, Height, Width, 3);
    }

    internal override void Draw(PlotArea plot, string color) =>
        plot.Cells(_rgb, Width, Height, plot.Between((-0.5, -0.5), (Width - 0.5, Height - 0.5)));
}
