using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Xunit;

namespace Standins.Tests.Interactive;

[Collection(KernelTests.Name)]
public sealed class LanguageServiceTests(ITestOutputHelper output) : IDisposable
{
    private readonly Notebook _notebook = new();

    [Theory]
    [InlineData("Console.Wri|", "WriteLine Write")]
    [InlineData("\"text\".Sub|", "Substring")]
    [InlineData("new[] { 1 }.Sel|", "Select SelectMany")]
    [InlineData("Environ|", "Environment")]
    [InlineData("System.IO.Fi|", "File FileInfo")]
    [InlineData("var abc = 1; ab|", "abc abstract")]
    [InlineData("int Twice(int parameter) => para|", "parameter params")]
    [InlineData("earl|", "earlier")]
    [InlineData("earlier.|", "Add Count Where")]
    [InlineData("earlier?.Cou|", "Count")]
    [InlineData("new UriBuilder { Ho|", "Host")]
    [InlineData("using System.Collections.Gen|", "Generic")]
    [InlineData("if (true) { retu|", "return")]
    [InlineData("Console.Wri|\nvar next = 1;", "WriteLine")]
    [InlineData("for (var i = 0; i < 3; i++) { Math.Ab|", "Abs")]
    [InlineData("#!html\n<b>\n#!csharp\nearl|", "earlier")]
    [InlineData("$\"{earl|", "earlier")]
    [InlineData("using var local = new System.IO.MemoryStream();\nlocal.Posi|", "Position")]
    [InlineData("earlier.Where(x => x.CompareT|", "CompareTo")]
    [InlineData("new Stopw|", "System.Diagnostics.Stopwatch")]
    public async Task CompletionOffersWhatFits(string marked, string expected)
    {
        await _notebook.RunAsync("var earlier = new List<int>();");
        var offered = await CompleteAsync(marked);
        Assert.All(expected.Split(' '), name => Assert.Contains(name, offered));
    }

    [Theory]
    [InlineData("Console.|", "ToString")] // an instance's
    [InlineData("\"text\".|", "Empty")] // a type's
    [InlineData("\"text|", "true")]
    [InlineData("// comm|", "var")]
    [InlineData("__Inter|", "__InterruptPoint")]
    [InlineData("Console.Wri|", "while")]
    [InlineData("St|", "System.Diagnostics.Stopwatch")] // two letters
    [InlineData("using System.Diagnostics;\nStopw|", "System.Diagnostics.Stopwatch")] // imported
    [InlineData("System.Stopw|", "System.Diagnostics.Stopwatch")]
    public async Task CompletionLeavesOutWhatDoesNot(string marked, string unwanted)
    {
        await _notebook.RunAsync("0");
        Assert.DoesNotContain(unwanted, await CompleteAsync(marked));
    }

    [Fact]
    public async Task CompletionNamesTheSpanThatItReplaces()
    {
        await _notebook.RunAsync("0");
        var produced = await _notebook.AskAsync<CompletionsProduced>(new RequestCompletions("var x = 1;\n  Console.Wri;", new LinePosition(1, 13)));
        Assert.Equal(new LinePositionSpan(new LinePosition(1, 10), new LinePosition(1, 13)), produced.LinePositionSpan);
    }

    [Fact]
    public async Task CompletionIsQuickOnceWarm()
    {
        await _notebook.RunAsync("0");
        await CompleteAsync("Console.|");
        var least = await Pace.LeastProcessorTimeAsync(() => CompleteAsync("Console.|"));
        output.WriteLine($"{least} ms");
        Assert.InRange(least, 0, 100);
    }

    [Theory]
    [InlineData("Math.A|bs(-1)", "int Math.Abs(int value)", "Returns the absolute value")]
    [InlineData("earl|ier", "(variable) List<int> earlier", "")]
    [InlineData("var loc|al = 1;", "(variable) int local", "")]
    [InlineData("Str|ing.Empty", "class String", "Represents text")]
    [InlineData("earlier.Cou|nt", "int List<int>.Count", "Gets the number of elements")]
    [InlineData("documented|()", "int documented()", "What it does.")]
    public async Task HoverShowsDeclarationAndDocumentation(string marked, string declaration, string documentation)
    {
        await _notebook.RunAsync("var earlier = new List<int>();\n/// <summary>What it does.</summary>\nint documented() => 1;");
        var (code, position) = Split(marked);
        var hover = await _notebook.AskAsync<HoverTextProduced>(new RequestHoverText(code, position));
        var markdown = Assert.Single(hover.Content);
        Assert.Equal("text/markdown", markdown.MimeType);
        Assert.Contains(declaration, markdown.Value, StringComparison.Ordinal);
        Assert.Contains(documentation, markdown.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HoverOverNothingSaysNothing()
    {
        await _notebook.RunAsync("0");
        var result = await _notebook.Root.SendAsync(new RequestHoverText("1 +  2", new LinePosition(0, 4)), TestContext.Current.CancellationToken);
        Assert.Empty(result.Events.OfType<HoverTextProduced>());
        Assert.IsType<CommandSucceeded>(result.Events[^1]);
    }

    [Theory]
    [InlineData("Math.Max(1, |", 1, "double Math.Max(double val1, double val2)")]
    [InlineData("new UriBuilder(|)", 0, "UriBuilder.UriBuilder(string uri)")]
    [InlineData("twice(|", 0, "int twice(int number)")]
    [InlineData("Console.WriteLine(Math.Abs(|", 0, "int Math.Abs(int value)")]
    public async Task SignatureHelpListsTheOverloads(string marked, int parameter, string label)
    {
        await _notebook.RunAsync("int twice(int number) => 2 * number;");
        var (code, position) = Split(marked);
        var help = await _notebook.AskAsync<SignatureHelpProduced>(new RequestSignatureHelp(code, position));
        Assert.Contains(help.Signatures, signature => signature.Label == label);
        Assert.Equal(parameter, help.ActiveParameterIndex);
        Assert.InRange(help.ActiveSignatureIndex, 0, help.Signatures.Count - 1);
    }

    [Fact]
    public async Task DiagnosticsOfCodeThatHasNotRunNameItsLines()
    {
        await _notebook.RunAsync("var earlier = 1;");
        var produced = await _notebook.AskAsync<DiagnosticsProduced>(new RequestDiagnostics("#!csharp\nearlier + missing"));
        var diagnostic = Assert.Single(produced.Diagnostics);
        Assert.Equal("CS0103", diagnostic.Code);
        Assert.Equal(new LinePosition(1, 10), diagnostic.LinePositionSpan.Start);
    }

    [Fact]
    public async Task QuestionsAreAnsweredBesideARunningCell()
    {
        await _notebook.RunAsync("var earlier = 1;");
        using var interrupt = new CancellationTokenSource();
        var running = _notebook.TryRunAsync("while (true) ;", interrupt);
        Assert.Contains("earlier", await CompleteAsync("earl|"));
        Assert.False(running.IsCompleted);
        await interrupt.CancelAsync();
        await running;
    }

    public void Dispose() => _notebook.Dispose();

    private async Task<string[]> CompleteAsync(string marked)
    {
        var (code, position) = Split(marked);
        var produced = await _notebook.AskAsync<CompletionsProduced>(new RequestCompletions(code, position));
        return [.. produced.Completions.Select(item => item.DisplayText)];
    }

    /// <summary>The code without the bar that marks the position.</summary>
    private static (string Code, LinePosition Position) Split(string marked)
    {
        var lines = marked[..marked.IndexOf('|', StringComparison.Ordinal)].Split('\n');
        return (marked.Replace("|", "", StringComparison.Ordinal), new LinePosition(lines.Length - 1, lines[^1].Length));
    }
}
