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
        (double stepX, double stepY) = (node.Number("dx") ?? 1, node.Number("dy") ?? 1);
        if (!IsPlaced(node.Number("x0"), stepX) || !IsPlaced(node.Number("y0"), stepY))
        {
            part.Refused.Add("x0, dx, y0, dy: pixels that do not begin at 0, or are no whole number wide");
            return [];
        }
        int channels = z.Shape[2];
        if (channels == 4)
        {
            part.LeftOut.Add("opacity of the pixels");
        }
        byte[] rgb = [.. Enumerable.Range(0, 3 * width * height)
            .Select(i => (byte)Math.Clamp(Math.Round(z.Values[(i / 3 * channels) + (i % 3)]), 0, 255))];
        return [new Image(rgb, width, height) { StepX = (int)stepX, StepY = (int)stepY }];
    }

    private static bool IsPlaced(double? first, double step) =>
        step >= 1 && step == Math.Floor(step) && Math.Abs((first ?? 0) - ((step - 1) / 2)) < 1e-9;
}
