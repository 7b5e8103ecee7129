using NNViz.Plotly;

namespace NNViz.PlotlyNET.Reading;

/// <summary>Pictures of pixels.</summary>
internal static class ImageReader
{
    public static IEnumerable<Trace> Read(TracePart part)
    {
        Node node = part.Node;
        part.Refuse("source");
        if ((node.Any("z") is { } json ? ChartArray.Matrix(json) : null) is not { Shape: [var height, var width, 3 or 4] } z)
        {
            part.Refused.Add("z: no rows of pixels [red, green, blue]");
            return [];
        }
        string model = node.Text("colormodel") ?? "rgb";
        if (!model.StartsWith("rgb", StringComparison.Ordinal))
        {
            part.Refused.Add($"the colour model '{model}'");
        }
        (double dx, double dy) = (node.Number("dx") ?? 1, node.Number("dy") ?? 1);
        (double x, double y) = (node.Number("x0") ?? 0, node.Number("y0") ?? 0);
        if (dx <= 0 || dy <= 0)
        {
            part.Refused.Add("dx, dy: pixels from right to left, or downwards");
            return [];
        }
        int channels = z.Shape[2];
        if (channels == 4)
        {
            part.LeftOut.Add("opacity of the pixels");
        }
        byte[] rgb = [.. Enumerable.Range(0, 3 * width * height)
            .Select(i => (byte)Math.Clamp(Math.Round(z.Values[(i / 3 * channels) + (i % 3)]), 0, 255))];
        bool free = node.Text("hoverinfo") == "skip" || !IsAStep(x, dx) || !IsAStep(y, dy);
        return [free ? new Image(rgb, width, height) { Place = (x - (dx / 2), y - (dy / 2), width * dx, height * dy) }
            : new Image(rgb, width, height) { StepX = (int)dx, StepY = (int)dy }];
    }

    // Whole entries of an axis, from the first.
    private static bool IsAStep(double first, double step) => step == Math.Floor(step) && Math.Abs(first - ((step - 1) / 2)) < 1e-9;
}
