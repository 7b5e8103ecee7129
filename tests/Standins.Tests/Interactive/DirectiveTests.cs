using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using Xunit;

namespace Standins.Tests.Interactive;

public enum Keep
{
    Activations,
    Stats,
}

public class PaintCommand : KernelDirectiveCommand
{
    public string? Target { get; set; }

    public int Steps { get; set; }

    public double Rate { get; set; }

    public bool? Smooth { get; set; }

    public bool Verbose { get; set; }

    public Keep LongName { get; set; }

    public int[]? Layers { get; set; }

    public override IEnumerable<string> GetValidationErrors(CompositeKernel kernel) => Steps < 0 ? ["--steps must not be negative."] : [];
}

public class ShowCommand : KernelDirectiveCommand
{
    public string? Net { get; set; }

    public string? Layer { get; set; }
}

[Collection(KernelTests.Name)]
public sealed class DirectiveTests : IDisposable
{
    private readonly Notebook _notebook = new();
    private PaintCommand? _painted;
    private ShowCommand? _shown;

    public DirectiveTests()
    {
        _notebook.Root.AddDirective<PaintCommand>(
            new KernelActionDirective("#!paint", "Paints.")
            {
                Parameters =
                [
                    new("--target", "What to paint.") { AllowImplicitName = true, Required = true },
                    new("--steps"), new("--rate"), new("--smooth"), new("--layers"),
                    new("--verbose") { Flag = true },
                    new KernelDirectiveParameter("--long-name", "What to keep.").AddCompletions(() => ["activations", "stats"]),
                ],
            },
            (command, _) =>
            {
                _painted = command;
                return Task.CompletedTask;
            });
        var parent = new KernelActionDirective("#!net") { Parameters = [new("--net") { AllowImplicitName = true }] };
        var show = new KernelActionDirective("show", "Shows it.") { Parameters = [new("--layer")] };
        parent.Subcommands.Add(show);
        _notebook.Root.AddDirective<ShowCommand>(parent, (_, _) => Task.CompletedTask);
        _notebook.Root.AddDirective<ShowCommand>(show, (command, _) =>
        {
            _shown = command;
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task ParametersBecomePropertiesOfTheirTypes()
    {
        await _notebook.RunAsync("#!paint wall --steps 3 --rate 0.25 --smooth true --verbose --long-name stats --layers [4,5]");
        Assert.Equal(("wall", 3, 0.25, true, true, Keep.Stats), (_painted!.Target, _painted.Steps, _painted.Rate, _painted.Smooth, _painted.Verbose, _painted.LongName));
        Assert.Equal([4, 5], _painted.Layers!);
    }

    [Theory]
    [InlineData("#!paint --target wall", "wall")]
    [InlineData("#!paint \"two words\"", "two words")]
    [InlineData("#!paint \"C:\\dir\\file\"", "C:\\dir\\file")]
    [InlineData("#!paint --verbose wall", "wall")]
    [InlineData("#!paint conv*", "conv*")]
    [InlineData("#!paint \"</script>\"", "</script>")]
    public async Task AValueMayStandWithoutItsNameAndInQuotes(string line, string target)
    {
        await _notebook.RunAsync(line);
        Assert.Equal(target, _painted!.Target);
        Assert.Equal((0, false, null), (_painted.Steps, line.Contains("--verbose", StringComparison.Ordinal) != _painted.Verbose, _painted.Smooth));
    }

    [Theory]
    [InlineData("#!nothing", "(1,1): error DNI101: Unknown magic command '#!nothing'")]
    [InlineData("#!paint x --wrong 1", "(1,11): error DNI103: Unrecognized parameter name '--wrong'")]
    [InlineData("#!paint --steps 1", "(1,1): error DNI104: Missing required parameter '--target'")]
    [InlineData("#!paint --target", "(1,1): error DNI104: Missing value for required parameter '--target'")]
    [InlineData("#!paint x --steps 1 --steps 2", "(1,21): error DNI105: A maximum of 1 occurrences are allowed for named parameter '--steps'")]
    [InlineData("#!paint x --steps many", "(1,11): error DNI106: Invalid JSON: The JSON value could not be converted to System.Int32.")]
    [InlineData("#!paint x --layers [4,5", "(1,20): error DNI106: Invalid JSON: ")]
    [InlineData("#!net --net n show", "(1,15): error DNI107: Parameters must appear after subcommands.")]
    [InlineData("#!paint x --steps -1", "(1,1): error DNI211: --steps must not be negative.")]
    [InlineData("#!paint @csharp:missing", "(1,9): error DNI202: Value 'missing' not found in kernel csharp")]
    public async Task AMistakeIsNamedWithItsPlace(string line, string message) =>
        Assert.StartsWith(message, await _notebook.FailAsync(line), StringComparison.Ordinal);

    [Fact]
    public async Task ACellWithAMistakeDoesNothing()
    {
        await _notebook.FailAsync("var ran = true;\n#!paint wall --wrong\n");
        Assert.Null(_painted);
        Assert.Contains("CS0103", await _notebook.FailAsync("ran"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DirectivesRunInTheirPlaceBetweenTheCode()
    {
        await _notebook.RunAsync("var a = 1;\n#!paint wall\nvar b = a + 1;");
        Assert.Equal(2, await _notebook.RunAsync("b"));
        Assert.NotNull(_painted);
    }

    [Fact]
    public async Task ASubcommandHasItsParentsParametersToo()
    {
        await _notebook.RunAsync("#!net show n --layer conv1");
        Assert.Equal(("n", "conv1"), (_shown!.Net, _shown.Layer));
    }

    [Fact]
    public async Task AnAtNamesAVariableAndGivesItsText()
    {
        await _notebook.RunAsync("var count = 7; var name = \"wall\";");
        await _notebook.RunAsync("#!paint @name --steps @csharp:count");
        Assert.Equal(("wall", 7), (_painted!.Target, _painted.Steps));
    }

    [Theory]
    [InlineData("#!paint @input", "Please enter a value for parameter: --target", "text")]
    [InlineData("#!paint @input:name", "name", "text")]
    [InlineData("#!paint @input:\"Which one?\"", "Which one?", "text")]
    [InlineData("#!paint @password:key", "key", "password")]
    [InlineData("#!paint @input:{\"prompt\":\"When?\",\"type\":\"date\"}", "When?", "date")]
    public async Task AnAtInputAsksTheUser(string line, string prompt, string typeHint)
    {
        RequestInput? asked = null;
        _notebook.Root.RegisterCommandHandler<RequestInput>((request, context) =>
        {
            asked = request;
            context.Publish(new InputProduced("answer", request));
            return Task.CompletedTask;
        });
        await _notebook.RunAsync(line);
        Assert.Equal(("answer", prompt, typeHint), (_painted!.Target, asked!.Prompt, asked.InputTypeHint));
    }

    [Theory]
    [InlineData("#!pa|", "#!paint", 0)]
    [InlineData("#!|", "#!who", 0)]
    [InlineData("#!paint |", "--steps", 8)]
    [InlineData("#!paint wall --ste|", "--steps", 13)]
    [InlineData("#!paint wall --long-name |", "stats", 25)]
    [InlineData("#!paint wall --long-name st|", "stats", 25)]
    [InlineData("#!net |", "show", 6)]
    [InlineData("#!net show |", "--layer", 11)]
    [InlineData("#!net show --|", "--net", 11)]
    [InlineData("var x = 1;\n#!who|", "#!whos", 0)]
    public async Task CompletionKnowsDirectivesAndTheirParameters(string marked, string offered, int start)
    {
        var before = marked.TrimEnd('|').Split('\n');
        var request = new RequestCompletions(marked.TrimEnd('|'), new LinePosition(before.Length - 1, before[^1].Length));
        var completions = await _notebook.AskAsync<CompletionsProduced>(request);
        Assert.Contains(offered, completions.Completions.Select(item => item.InsertText));
        Assert.Equal(start, completions.LinePositionSpan.Start.Character);
    }

    [Fact]
    public async Task AParameterThatIsThereIsNotOfferedAgain()
    {
        var line = "#!paint wall --steps 3 --";
        var completions = await _notebook.AskAsync<CompletionsProduced>(new RequestCompletions(line, new LinePosition(0, line.Length)));
        Assert.DoesNotContain("--steps", completions.Completions.Select(item => item.InsertText));
    }

    [Fact]
    public async Task HoverExplainsADirectiveAndAParameter()
    {
        async Task<string> HoverAsync(int column) => (await _notebook.AskAsync<HoverTextProduced>(
            new RequestHoverText("#!paint wall --long-name stats", new LinePosition(0, column)))).Content.Single().Value;
        Assert.Contains("| **--target** | What to paint. |", await HoverAsync(3), StringComparison.Ordinal);
        Assert.Equal("What to keep.", await HoverAsync(16));
    }

    [Fact]
    public void ADirectiveCannotBeAddedTwice()
    {
        var twice = new KernelActionDirective("#!twice");
        _notebook.Root.AddDirective(twice, (_, _) => Task.CompletedTask);
        Assert.Throws<ArgumentException>(() => _notebook.CSharp.AddDirective(twice, (_, _) => Task.CompletedTask));
        Assert.Throws<ArgumentException>(() => _notebook.Root.AddDirective(new KernelActionDirective("#!twice"), (_, _) => Task.CompletedTask));
    }

    [Fact]
    public async Task AFailingHandlerShowsItsMessageOnly()
    {
        _notebook.Root.AddDirective(new KernelActionDirective("#!fail"), (_, context) =>
        {
            context.Fail(context.Command, message: "No net of that name.");
            return Task.CompletedTask;
        });
        Assert.Equal("No net of that name.", await _notebook.FailAsync("#!fail\nvar notRun = 1;"));
        Assert.Contains("CS0103", await _notebook.FailAsync("notRun"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AThrowingHandlerShowsItsException()
    {
        _notebook.Root.AddDirective(new KernelActionDirective("#!throw"), (_, _) => throw new InvalidOperationException("broken"));
        Assert.StartsWith("System.InvalidOperationException: broken", await _notebook.FailAsync("#!throw"), StringComparison.Ordinal);
    }

    public void Dispose() => _notebook.Dispose();
}
