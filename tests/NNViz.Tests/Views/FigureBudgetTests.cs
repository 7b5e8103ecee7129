using NNViz.Plotly;
using NNViz.Views;

namespace NNViz.Tests.Views;

/// <summary>A figure of one's own, of however many numbers, keeps the budget of an output and says what it left out.</summary>
public class FigureBudgetTests
{
    private const int MostBytes = 300_000;
    private static readonly FigureLayout Layout = new("much", new Axis("x"), new Axis("y"));
    private static readonly ColorStop[] Stops = [new(0, 0, 0, 0), new(1, 255, 255, 255)];

    [Theory]
    [InlineData(1024, 1024, "126 × 126 of 1,024 × 1,024")]
    [InlineData(10, 100_000, "10 × 1,600 of 10 × 100,000")]
    [InlineData(500_000, 1, "16,000 × 1 of 500,000 × 1")]
    public void AMatrix(int rows, int columns, string drawn)
    {
        var z = new float[rows * columns];
        for (var i = 0; i < z.Length; i++)
        {
            z[i] = (float)Math.Sin(i * 0.37);
        }
        (z[z.Length / 3], z[^2], z[z.Length / 2]) = (-20, 30, float.NaN);
        var heatmap = new Heatmap(z, rows, columns, Stops);
        var (shown, notes) = FigureBudget.Fit(new Figure(Layout, heatmap));
        var thin = Assert.IsType<Heatmap>(Assert.Single(shown.Traces));
        Assert.StartsWith($"Drawn are {drawn} cells", Assert.Single(notes), StringComparison.Ordinal);
        // A slow loop over the cells: each has a number of its own block, the farthest from 0 but where the lowest or highest of all stands.
        var missing = 0;
        for (var cell = 0; cell < thin.Z.Count; cell++)
        {
            var (row, column) = (cell / thin.Columns, cell % thin.Columns);
            var block = from r in Span(row, rows, thin.Rows) from c in Span(column, columns, thin.Columns) select z[(r * columns) + c];
            var (size, value) = (block.Max(v => Math.Abs(v)), (float)thin.Z[cell]);
            var isMissing = block.Any(float.IsNaN);
            missing += isMissing ? 1 : 0;
            Assert.True(isMissing ? float.IsNaN(value) : block.Contains(value) && Math.Abs(value) == size, $"cell {cell}: {value}, not ±{size}");
        }
        Assert.Equal((-20, 30, 1), (thin.Z.ToDoubles().Where(double.IsFinite).Min(), thin.Z.ToDoubles().Where(double.IsFinite).Max(), missing));
        // The cells fill the same rectangle.
        Assert.Equal(-0.5, thin.X![0] - (Step(thin.X) / 2), 6);
        Assert.Equal(columns - 0.5, thin.X[thin.Columns - 1] + (Step(thin.X) / 2), 2);
        var html = new FigureView(new Figure(Layout, heatmap)).ToHtml();
        Assert.True(html.Length <= MostBytes, $"{html.Length}");
        Assert.Contains(drawn, System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    [Fact]
    public void WordsThatAreLeftOutAreNamed()
    {
        var heatmap = new Heatmap(new float[300 * 300], 300, 300, Stops) { Texts = [.. Enumerable.Repeat("a", 300 * 300)] };
        var (shown, notes) = FigureBudget.Fit(new Figure(Layout, heatmap));
        Assert.Null(Assert.IsType<Heatmap>(shown.Traces[0]).Texts);
        Assert.Contains("300 × 300 cells, without their words:", Assert.Single(notes), StringComparison.Ordinal);
    }

    /// <summary>Seconds since 1970 are 128 apart as floats: here they are one apart.</summary>
    [Fact]
    public void PlacesOfManyDigitsKeepThem()
    {
        var x = Enumerable.Range(0, 60_000).Select(i => 1_700_000_000.0 + i).ToArray();
        var y = Enumerable.Range(0, 60_000).Select(i => Math.Cos(i * 0.01)).ToArray();
        var figure = new Figure(Layout, new Line(x, y), new Scatter(x, y) { Values = y, Stops = Stops });
        var (shown, _) = FigureBudget.Fit(figure);
        var (line, dots) = (Assert.IsType<Line>(shown.Traces[0]), Assert.IsType<Scatter>(shown.Traces[1]));
        Assert.All([(line.X, line.Y), (dots.X, dots.Y)], trace => Assert.All(
            Enumerable.Range(0, trace.X.Count), i => Assert.InRange(trace.Y[i] - Math.Cos((trace.X[i] - 1_700_000_000) * 0.01), -1e-6, 1e-6)));
        Assert.True(new FigureView(figure).ToHtml().Length <= MostBytes, $"{new FigureView(figure).ToHtml().Length}");
    }

    [Fact]
    public void LinesAndPoints()
    {
        var y = Enumerable.Range(0, 400_000).Select(i => Math.Cos(i * 0.001)).ToArray();
        (y[123_456], y[300_001]) = (-9, 12);
        var texts = Enumerable.Range(0, 50_000).Select(i => $"s{i}").ToArray();
        var figure = new Figure(Layout, new Line(Numbers.Range(y.Length), y), new Scatter(Numbers.Range(50_000), y[..50_000]) { Texts = texts, Values = y[..50_000], Stops = Stops });
        var (shown, notes) = FigureBudget.Fit(figure);
        var line = Assert.IsType<Line>(shown.Traces[0]);
        Assert.Equal((-9, 12), (line.Y.ToDoubles().Min(), line.Y.ToDoubles().Max()));
        Assert.Equal(123_456, line.X[Array.IndexOf(line.Y.ToDoubles(), -9)]);
        var dots = Assert.IsType<Scatter>(shown.Traces[1]);
        Assert.All(Enumerable.Range(0, dots.X.Count), i => Assert.Equal($"s{dots.X[i]}", dots.Texts![i]));
        Assert.Equal(dots.Y.ToDoubles(), dots.Values!.ToDoubles());
        Assert.Equal(2, notes.Count);
        Assert.True(new FigureView(figure).ToHtml().Length <= MostBytes, $"{new FigureView(figure).ToHtml().Length}");
    }

    [Fact]
    public void WhatFitsStaysAsItIs()
    {
        var figure = new Figure(Layout, new Line(Numbers.Range(1000), new double[1000]), new Heatmap(new byte[200 * 200], 200, 200, Stops));
        Assert.Same(figure, FigureBudget.Fit(figure).Figure);
    }

    private static IEnumerable<int> Span(int cell, int count, int cells) =>
        Enumerable.Range(0, (count / cells) + 4).Select(i => (int)((long)cell * count / cells) - 1 + i).Where(i => i >= 0 && i < count && (long)i * cells / count == cell);

    private static double Step(Numbers places) => places.Count > 1 ? places[1] - places[0] : 1;
}
