using System.Collections;
using System.Globalization;
using NNViz.Plotly;

namespace NNViz.PlotlyNET.Tests;

/// <summary>A figure made a chart and read again is the figure.</summary>
public class RoundTripTests
{
    public static TheoryData<string> Kinds => [.. Figures.All.Keys];

    [Theory, MemberData(nameof(Kinds))]
    public void EveryNumberAndPropertyComesBack(string kind)
    {
        Figure figure = Figures.All[kind], back = figure.ToPlotlyNET().ToFigure(out var leftOut);
        Assert.Empty(leftOut);
        Assert.Equal(figure.Traces.Count, back.Traces.Count);
        foreach (var (expected, actual) in figure.Traces.Zip(back.Traces))
        {
            Assert.Equal(expected.GetType(), actual.GetType());
            foreach (var property in expected.GetType().GetProperties().Where(p => p.GetIndexParameters().Length == 0))
            {
                // What the figure left to be chosen, the chart says in full; the test of pictures below compares that.
                if (property.GetValue(expected) is { } value)
                {
                    Assert.True(Plain(value) == Plain(property.GetValue(actual)), $"{property.Name}: {Plain(value)}, then {Plain(property.GetValue(actual))}");
                }
            }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void ThePictureIsTheSame(string kind)
    {
        Figure figure = Figures.All[kind];
        Assert.Equal(figure.ToSvg(), figure.ToPlotlyNET().ToFigure().ToSvg());
    }

    [Fact]
    public void EveryKindOfTraceIsAmongThem()
    {
        var kinds = typeof(Trace).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Trace)) && !type.IsAbstract);
        Assert.Equal(kinds.Select(k => k.Name).Order(), Figures.All.Values.SelectMany(f => f.Traces).Select(t => t.GetType().Name).Distinct().Order());
    }

    [Fact]
    public void TitlesAxesRangesAndMarksComeBack()
    {
        var layout = new FigureLayout(
            new Panel(new Axis("epoch <1>") { Integers = true, Range = (0, 40) }, new Axis("loss & <b>gain</b>") { Log = true, Range = (0.01, 370) }) { Title = "left" },
            new Panel(new Axis("unit") { Labels = ["a", "b < c", "a"] }, new Axis("y") { Reversed = true, Range = (-1, 2.5) }) { Title = "right &amp;" },
            new Panel(new Axis("x") { Log = true, Reversed = true }, new Axis("count") { FromZero = true }))
        {
            Title = "A <i>title</i> of \"three\"",
            Columns = 2,
            Marks = [new Mark(12, "best"), new Mark(0.1, "threshold") { Vertical = false }, new Mark(100, "decade") { Panel = 2 }],
            OverlayBars = true,
            Legend = true,
        };
        var figure = new Figure(layout, new Line(new[] { 1, 2 }, new[] { 1, 2 }) { Name = "a </b>" }, new Bar(new[] { 1, 2, 3 }) { Panel = 1 },
            new Scatter(new[] { 10, 1000 }, new[] { 1, 2 }) { Panel = 2 })
        { Width = 900, Height = 500 };
        Figure back = figure.ToPlotlyNET().ToFigure(out var leftOut);
        Assert.Empty(leftOut);
        Assert.Equal((900, 500), (back.Width, back.Height));
        Assert.Equal(Plain(layout), Plain(back.Layout));
        Assert.Equal(figure.Traces.Select(t => (t.Panel, t.Name)), back.Traces.Select(t => (t.Panel, t.Name)));
        Assert.Equal(figure.ToSvg(), back.ToSvg());
        Assert.Equal(figure.Alt, back.Alt);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(null, 2)]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public void TheLegendIsShownAsBefore(bool? legend, int lines)
    {
        var layout = new FigureLayout("t", new Axis("x"), new Axis("y")) { Legend = legend };
        var figure = new Figure(layout, [.. Enumerable.Range(0, lines).Select(i => new Line(new[] { 0, 1 }, new[] { i, 2 }) { Name = $"n{i}" })]);
        Assert.Equal(legend, figure.ToPlotlyNET().ToFigure().Layout.Legend);
    }

    [Fact]
    public void AFigureWithoutTracesComesBack()
    {
        var back = new Figure(new FigureLayout("none", new Axis("a"), new Axis("b"))).ToPlotlyNET().ToFigure();
        Assert.Equal(("none", "a", "b", 0), (back.Layout.Title, back.Layout.Panels[0].X.Title, back.Layout.Panels[0].Y.Title, back.Traces.Count));
    }

    // All of a record's properties as text; the bounds of a logarithmic axis pass through their logarithm, and are compared to twelve digits.
    private static string Plain(object? value) => value switch
    {
        null => "–",
        Numbers numbers => string.Join(' ', numbers.ToDoubles().Select(v => v.ToString("R", CultureInfo.InvariantCulture))),
        ValueTuple<double, double> pair => string.Create(CultureInfo.InvariantCulture, $"({pair.Item1:G12}, {pair.Item2:G12})"),
        Axis or Panel or FigureLayout or Mark => string.Join("; ", value.GetType().GetProperties().Select(p => $"{p.Name} {Plain(p.GetValue(value))}")),
        string text => text,
        IEnumerable many => $"[{string.Join(", ", many.Cast<object?>().Select(Plain))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
