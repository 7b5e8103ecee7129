using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using NNViz.Tests;
using Plotly.NET;
using Plotly.NET.Interactive;

namespace NNViz.PlotlyNET.Tests;

/// <summary>A chart at the end of a cell, in a kernel that has run extension.dib.</summary>
public sealed class NotebookTests : IDisposable
{
    private static readonly string Load =
        File.ReadAllText(Path.Combine(Shared.Root, "src", "NNViz.PlotlyNET", "extension.dib")).Replace("#!csharp", "", StringComparison.Ordinal);

    private const string Chart = """
        using Plotly.NET;
        var trace = new Trace("bar");
        trace.SetValue("y", new[] { 1, 2 });
        GenericChart.ofTraceObject(true, trace)
        """;

    private readonly CompositeKernel _root = [];

    public NotebookTests()
    {
        var csharp = new CSharpKernel();
        csharp.AddAssemblyReferences([typeof(ChartExtension).Assembly.Location, typeof(GenericChart).Assembly.Location, typeof(Kernel).Assembly.Location,
            typeof(Microsoft.FSharp.Core.Unit).Assembly.Location, typeof(NNViz.Interactive.NNVizExtension).Assembly.Location, typeof(NetHooks).Assembly.Location]);
        _root.Add(csharp);
    }

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task AChartIsDrawnByOurFrontEndWhateverElseIsLoaded(bool theirsFirst, bool theirsLast)
    {
        IKernelExtension theirs = new FormatterKernelExtension();
        if (theirsFirst)
        {
            await theirs.OnLoadAsync(_root);
        }
        Assert.Contains((await Run(Load)).SelectMany(shown => shown), value => value.Value.Contains("DecompressionStream", StringComparison.Ordinal));
        Assert.Empty(await Run("// once more\n" + Load));
        if (theirsLast)
        {
            await theirs.OnLoadAsync(_root);
        }
        var shown = Assert.Single(await Run(Chart));
        Assert.Contains(shown, value => value.MimeType == "text/html" && value.Value.Contains("widget:\"figure\"", StringComparison.Ordinal)
            && !value.Value.Contains("cdn", StringComparison.Ordinal));
        Assert.Contains(shown, value => value is { MimeType: "text/plain", Value: "Figure; y over x" });
    }

    private async Task<List<IReadOnlyCollection<FormattedValue>>> Run(string code)
    {
        var result = await _root.SendAsync(new SubmitCode(code), TestContext.Current.CancellationToken);
        Assert.Null(result.Events.OfType<CommandFailed>().FirstOrDefault()?.Message);
        return [.. result.Events.OfType<DisplayEvent>().Select(shown => shown.FormattedValues)];
    }
}
