using NNViz.Tests.House;

namespace NNViz.PlotlyNET.Tests;

public class ArchitectureTests
{
    private static readonly string[] Mine = ["NNViz.PlotlyNET", "NNViz.PlotlyNET.Reading"];

    /// <summary>Charts are figures and views: no tensor, no network, no result is known here.</summary>
    [Fact]
    public void ChartsKnowTheDrawingPartsAndTheNotebookOnly()
    {
        string[] allowed = [.. Mine, "NNViz", "NNViz.Plotly", "NNViz.Images", "NNViz.Html", "NNViz.Text", "NNViz.Views", "NNViz.Interactive"];
        var types = typeof(PlotlyNETExtensions).Assembly.GetTypes().Where(type => type.Namespace?.StartsWith("NNViz", StringComparison.Ordinal) == true).ToArray();
        Assert.Equal(["NNViz", .. Mine], types.Select(type => type.Namespace!).Distinct().Order());
        var used = types.SelectMany(Dependencies.Of).Where(type => type.Namespace?.StartsWith("NNViz", StringComparison.Ordinal) == true).ToArray();
        Assert.Contains("NNViz.Plotly", used.Select(type => type.Namespace));
        Assert.Empty(used.Where(type => !allowed.Contains(type.Namespace)).Select(type => type.FullName));
        Assert.DoesNotContain(typeof(PlotlyNETExtensions).Assembly.GetReferencedAssemblies(), name => name.Name == "TorchSharp");
    }

    /// <summary>Reading and writing charts needs no notebook: a plain program can do it.</summary>
    [Fact]
    public void OnlyTheExtensionKnowsTheNotebook()
    {
        var types = typeof(PlotlyNETExtensions).Assembly.GetTypes().Where(type => !(type.FullName ?? "").Contains("ChartExtension", StringComparison.Ordinal));
        Assert.Empty(types.SelectMany(Dependencies.Of)
            .Where(type => type.Namespace is { } name && (name == "NNViz.Interactive" || name.StartsWith("Microsoft.DotNet.Interactive", StringComparison.Ordinal)))
            .Select(type => type.FullName));
    }
}
