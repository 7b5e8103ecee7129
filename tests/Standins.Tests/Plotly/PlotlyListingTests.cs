using Plotly.NET;
using Plotly.NET.Interactive;
using Xunit;

namespace Standins.Tests.Plotly;

public class PlotlyListingTests(ITestOutputHelper output)
{
    /// <summary>
    /// What the listing names in signatures, or not at all, and does not list, as the library's public sources of 5.1.0 have it: parts of a
    /// chart have a constructor without parameters, traces one with plotly.js's name.
    /// </summary>
    private static readonly HashSet<string> Besides =
    [
        .. new[]
        {
            "Plotly.NET.Title", "Plotly.NET.Font", "Plotly.NET.Line", "Plotly.NET.ColorBar", "Plotly.NET.TraceObjects.Marker", "Plotly.NET.TraceObjects.Contours",
            "Plotly.NET.LayoutObjects.LinearAxis", "Plotly.NET.LayoutObjects.Scene", "Plotly.NET.LayoutObjects.Domain", "Plotly.NET.LayoutObjects.Legend",
            "Plotly.NET.LayoutObjects.Margin", "Plotly.NET.LayoutObjects.Annotation", "Plotly.NET.LayoutObjects.Shape",
        }.SelectMany(type => (string[])[$"class {type} : DynamicObj.DynamicObj", $"{type}: {type.Split('.')[^1]}()"]),
        "class Plotly.NET.Trace2D : Plotly.NET.Trace", "Plotly.NET.Trace2D: Trace2D(string traceTypeName)",
        "class Plotly.NET.Trace3D : Plotly.NET.Trace", "Plotly.NET.Trace3D: Trace3D(string traceTypeName)",
        "static class Plotly.NET.StyleParam", "sealed class Plotly.NET.StyleParam.SubPlotId",
        "Plotly.NET.StyleParam.SubPlotId: static Plotly.NET.StyleParam.SubPlotId NewXAxis(int item)",
        "Plotly.NET.StyleParam.SubPlotId: static Plotly.NET.StyleParam.SubPlotId NewYAxis(int item)",
        "Plotly.NET.StyleParam.SubPlotId: virtual string ToString()",
    ];

    [Theory]
    [InlineData(typeof(GenericChart), "Plotly.NET.GenericChart: static string toFigureJson(Plotly.NET.GenericChart gChart)")]
    [InlineData(typeof(FormatterKernelExtension), "Plotly.NET.Interactive.Formatters: static string toInteractiveHTML(Plotly.NET.GenericChart gChart)")]
    public void EveryPublicSignatureIsInTheListing(Type typeInAssembly, string one)
    {
        if (SharedFolder.Find("reference/plotly-net-api.txt") is not { } path)
        {
            Assert.Skip("the listing (shared/reference/plotly-net-api.txt beside the repository) is not there");
            return;
        }
        var listed = PlotlySignatures.OfListing(path);
        var ours = PlotlySignatures.OfAssembly(typeInAssembly.Assembly).ToArray();
        output.WriteLine($"{ours.Length} signatures of {typeInAssembly.Assembly.GetName().Name}");
        Assert.Contains(one, ours);
        string[] unlisted = [.. ours.Except(listed).Except(Besides)];
        Assert.True(unlisted.Length == 0, "not in the listing:\n" + string.Join('\n', unlisted));
    }
}
