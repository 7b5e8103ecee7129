using NNViz.Plotly;

namespace NNViz.PlotlyNET.Tests;

/// <summary>A figure of every kind of trace.</summary>
internal static class Figures
{
    public static readonly ColorStop[] Stops = [new(0, 0, 0, 0), new(0.25, 200, 10, 30), new(1, 255, 255, 255)];

    private static readonly FigureLayout Plain = new("what it is", new Axis("time (s)"), new Axis("loss"));

    private static readonly double[] Gap = [3, 1.5, double.NaN, 0.1, double.PositiveInfinity, 0.0625];

    // Numbers that no short decimal is: their text must bring the same bits back.
    private static readonly float[] Odd = [1 / 3f, MathF.PI, -1e-30f, 16777217f, 0.1f, 7e30f];

    private static readonly Numbers Cells = Enumerable.Range(0, 6).Select(i => Math.Sin(i) * 1e3).ToArray();

    public static IReadOnlyDictionary<string, Figure> All { get; } = new Dictionary<string, Figure>
    {
        ["line"] = Of(new Line(new[] { 0, 1, 2, 3, 4, 5 }, Gap) { Name = "train", Width = 3.5, Color = "#102030", Opacity = 0.5 }),
        ["dashed line"] = Of(new Line(Odd, Odd) { Dashed = true, Filled = true, HoverTemplate = "%{x} <b>s</b>" }),
        ["scatter"] = Of(new Scatter(Odd, Gap) { Texts = ["a", "<b>", "c & d", "&lt;", "e", "\u2028"], Size = 9, Rings = true, Opacity = 0.75 }),
        ["scatter in colours"] = Of(new Scatter(Gap, Odd) { Values = Odd, Stops = Stops, ValuesTitle = "score", Name = "points" }),
        ["labelled points"] = Of(new Scatter(new[] { 1, 2 }, new[] { 3, 4 }) { Labels = ["a < b", "c"], LabelsLeft = true, Texts = ["on hovering", "d"] }),
        ["band"] = Of(new Band(new[] { 0f, 1, 4 }, new[] { -1f, 0.5f, 2 }, new[] { 3f, 2.25f, 7 }) { Color = "#405060", Opacity = 0.25, Crest = 1.5, Name = "80 %" }),
        ["bars"] = Of(new Bar(new sbyte[] { 3, -1, 2 }) { Name = "first", Color = "#aabbcc" }, new Bar(new long[] { 1L << 40, 2, 3 }) { Name = "second" }),
        ["lying bars"] = Of(new Bar(new double[] { 10, 20, 40 }, Numbers.Range(3)) { Horizontal = true }),
        ["histogram"] = Of(new Histogram(new[] { -1, -0.1, 0.3, 1e-17 + 0.4, 2 }, new[] { 5, 0, 1, 7 }) { Opacity = 0.6, Name = "h" }),
        ["heatmap"] = Of(new Heatmap(Cells, 2, 3, Stops) { Low = -5, High = 900, ZTitle = "weight", Texts = ["1", "2", "3", "4", "<", "6"], Y = new[] { 1.5, 2.5 } }),
        ["heatmap with NaN"] = Of(new Heatmap(Gap, 3, 2, Stops) { Low = 0, High = 2 }),
        ["contour"] = Of(new Contour(Cells, 2, 3, Stops) { X = new[] { -1.0, 0, 1 }, Step = 125 }),
        ["contour lines"] = Of(new Contour(Cells, 3, 2, Stops) { LinesOnly = true, LineColor = "#112233", ShowScale = false }),
        ["surface"] = new Figure(new FigureLayout(new Panel(new Axis("α"), new Axis("β")) { Z = new Axis("loss") { Range = (-1000, 1000) } }),
            new Surface(Cells, 2, 3, Stops) { X = new[] { -1.0, 0, 1 }, ZTitle = "loss" }),
        ["image"] = new Figure(new FigureLayout(new Panel(new Axis("column"), new Axis("row") { Reversed = true }) { Square = true }),
            new Image([.. Enumerable.Range(0, 18).Select(i => (byte)(i * 15))], 3, 2) { StepX = 2, StepY = 3 }),
        ["placed image"] = Of(new Image([.. Enumerable.Range(0, 12).Select(i => (byte)i)], 2, 2) { Place = (-0.5, 10, 2, 4) }),
    };

    private static Figure Of(params Trace[] traces) => new(Plain, traces);
}
