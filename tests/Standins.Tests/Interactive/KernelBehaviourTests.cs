using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Xunit;

namespace Standins.Tests.Interactive;

[Collection(KernelTests.Name)]
public sealed class KernelBehaviourTests : IDisposable
{
    private readonly Notebook _notebook = new();

    [Fact]
    public async Task LinesGoToTheKernelThatIsNamedAboveThem()
    {
        var result = await _notebook.TryRunAsync("display(1);\n#!html\n<b>2</b>\n#!js\nthree();\n#!c#\ndisplay(4);");
        Assert.Equal(
            ["1", "<b>2</b>", "<script type=\"text/javascript\">three();</script>", "4"],
            result.Events.OfType<DisplayedValueProduced>().Select(shown => shown.Value as string ?? shown.FormattedValues.First().Value)
                .Select(text => text.Contains("<pre>1</pre>", StringComparison.Ordinal) ? "1" : text.Contains("<pre>4</pre>", StringComparison.Ordinal) ? "4" : text));
    }

    [Fact]
    public async Task ASubmissionEndsOnceAndLast()
    {
        var seen = new Observed(_notebook.Root);
        await _notebook.TryRunAsync("display(1);\n#!html\n2\n#!csharp\nthrow new Exception();");
        Assert.IsType<CommandFailed>(seen.Events[^1]);
        Assert.Single(seen.Events, e => e is CommandFailed or CommandSucceeded);
    }

    [Fact]
    public async Task MiddlewareStandsAroundEachPartOfACell()
    {
        var passed = new List<string>();
        _notebook.Root.AddMiddleware(async (command, context, next) =>
        {
            passed.Add($"outer {command.GetType().Name}");
            await next(command, context);
            passed.Add("outer done");
        });
        _notebook.Root.AddMiddleware((command, context, next) =>
        {
            passed.Add("inner");
            return next(command, context);
        });
        await _notebook.RunAsync("var a = 1;\n#!who");
        Assert.Equal(["outer SubmitCode", "inner", "outer done", "outer DirectiveCommand", "inner"], passed.Take(5));
    }

    [Fact]
    public async Task ACommandSentFromACellRunsAtOnceAsItsChild()
    {
        var result = await _notebook.TryRunAsync("""
            var inner = await Microsoft.DotNet.Interactive.Kernel.Root.SendAsync(new Microsoft.DotNet.Interactive.Commands.SubmitCode("<i>x</i>", "html"));
            inner.Events.Last().GetType().Name
            """);
        Assert.Equal("CommandSucceeded", result.Events.OfType<ReturnValueProduced>().Single().Value);
        Assert.Equal("<i>x</i>", Assert.Single(result.Events.OfType<DisplayedValueProduced>()).FormattedValues.Single().Value);
        Assert.Single(result.Events.OfType<CommandSucceeded>());
    }

    [Fact]
    public async Task AFailingChildDoesNotFailItsParent()
    {
        var result = await _notebook.TryRunAsync("""
            var inner = await Microsoft.DotNet.Interactive.Kernel.Root.SendAsync(new Microsoft.DotNet.Interactive.Commands.SubmitCode("#!nothing"));
            inner.Events.Last().GetType().Name
            """);
        Assert.Equal("CommandFailed", result.Events.OfType<ReturnValueProduced>().Single().Value);
        Assert.IsType<CommandSucceeded>(result.Events[^1]);
        Assert.Contains("DNI101", Assert.Single(result.Events.OfType<ErrorProduced>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CellsRunInTheOrderInWhichTheyCame()
    {
        await _notebook.RunAsync("var order = new List<int>();");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _notebook.RunAsync($"await Task.Delay({20 - i}); order.Add({i});")));
        Assert.Equal(Enumerable.Range(0, 20), Assert.IsType<List<int>>(await _notebook.RunAsync("order")));
    }

    [Fact]
    public async Task OutputOfATaskThatOutlivesItsCellDoesNotReachTheNext()
    {
        var outside = new StringWriter();
        var before = Console.Out;
        Console.SetOut(outside);
        try
        {
            await _notebook.RunAsync("var go = new TaskCompletionSource(); var late = Task.Run(async () => { await go.Task; Console.Write(\"late\"); });");
            var next = await _notebook.TryRunAsync("go.SetResult(); await late; Console.Write(\"own\");");
            Assert.Equal("own", string.Concat(next.Events.OfType<StandardOutputValueProduced>().Select(e => e.FormattedValues.Single().Value)));
            Assert.Equal("late", outside.ToString());
        }
        finally
        {
            Console.SetOut(before);
        }
    }

    [Fact]
    public async Task ValuesGoFromKernelToKernel()
    {
        await _notebook.RunAsync("#!value --name text --mime-type text/plain\none\ntwo\n");
        Assert.Equal("one\ntwo\n", await _notebook.RunAsync("#!set --name copy --value @value:text\ncopy"));
        await _notebook.RunAsync("var list = new List<int> { 1 };");
        Assert.Equal(true, await _notebook.RunAsync("#!set --name same --value @csharp:list --byref\nobject.ReferenceEquals(list, same)"));
        Assert.Equal("2", await _notebook.RunAsync("#!set --name two --value 2\ntwo"));
        Assert.Equal("one\ntwo\n", await _notebook.RunAsync("#!share text --from value --as shared\nshared"));
        Assert.Contains("DNI303", await _notebook.FailAsync("#!set --name x --value @csharp:list --byref --mime-type text/plain"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHostGivesAndTakesObjectsThemselves()
    {
        await _notebook.RunAsync("var made = new Dictionary<string, int[,]> { [\"a\"] = new int[1, 2] };");
        Assert.True(_notebook.CSharp.TryGetValue("made", out Dictionary<string, int[,]> made));
        await _notebook.CSharp.SetValueAsync("given", made, made.GetType());
        Assert.Same(made, await _notebook.RunAsync("given"));
        Assert.Equal(2, await _notebook.RunAsync("given[\"a\"].Length"));
        Assert.False(_notebook.CSharp.TryGetValue("missing", out object _));
        var infos = await _notebook.AskAsync<ValueInfosProduced>(new RequestValueInfos("csharp"));
        Assert.Equal(["made", "given"], infos.ValueInfos.Select(info => info.Name));
        Assert.Same(made, (await _notebook.AskAsync<ValueProduced>(new RequestValue("given", targetKernelName: "csharp"))).Value);
    }

    [Fact]
    public async Task WhoNamesTheVariablesAndWhosShowsThem()
    {
        await _notebook.RunAsync("var alpha = 1; var beta = \"<b>\";");
        async Task<string> ShowAsync(string magic) => (await _notebook.TryRunAsync(magic)).Events.OfType<DisplayedValueProduced>().Single().FormattedValues.Single().Value;
        Assert.Contains("alpha\t beta", await ShowAsync("#!who"), StringComparison.Ordinal);
        var table = await ShowAsync("#!whos");
        Assert.Contains("<td>alpha</td><td>System.Int32</td>", table, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NotebooksAndScriptsCanBeImported()
    {
        var folder = Directory.CreateTempSubdirectory("import-").FullName;
        var dib = Path.Combine(folder, "part.dib");
        await File.WriteAllTextAsync(dib, "#!meta\n{}\n#!markdown\n# Title\n#!csharp\nvar fromDib = 1;\n#!html\n<b>x</b>\n", TestContext.Current.CancellationToken);
        var ipynb = Path.Combine(folder, "part.ipynb");
        await File.WriteAllTextAsync(ipynb, """{"cells":[{"cell_type":"code","metadata":{},"source":["var fromIpynb = 2;\n","fromIpynb++;"]},{"cell_type":"code","metadata":{"polyglot_notebook":{"kernelName":"html"}},"source":"<i>y</i>"}]}""", TestContext.Current.CancellationToken);
        var script = Path.Combine(folder, "part.csx");
        await File.WriteAllTextAsync(script, "var fromScript = 3;", TestContext.Current.CancellationToken);
        var result = await _notebook.TryRunAsync($"#!import {dib}\n#!import {ipynb}\n#!import \"{script}\"\nfromDib + fromIpynb + fromScript");
        Assert.Equal(7, result.Events.OfType<ReturnValueProduced>().Single().Value);
        Assert.Equal(["# Title", "<b>x</b>", "<i>y</i>"], result.Events.OfType<DisplayedValueProduced>().Select(shown => shown.FormattedValues.Single().Value));
        Assert.Contains("File does not exist", await _notebook.FailAsync("#!import nowhere.dib"), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task AnImportEndsAtTheFirstCellThatFails()
    {
        var folder = Directory.CreateTempSubdirectory("import-").FullName;
        var dib = Path.Combine(folder, "part.dib");
        async Task<CommandFailed> ImportAsync(string cell)
        {
            await File.WriteAllTextAsync(dib, $"#!csharp\nran = 1;\n#!markdown\n# Title\n#!csharp\n{cell}\n#!csharp\nran = 2;", TestContext.Current.CancellationToken);
            await _notebook.RunAsync("var ran = 0; var after = 0;");
            var failed = Assert.IsType<CommandFailed>((await _notebook.TryRunAsync($"#!import \"{dib}\"\nafter = 1;")).Events[^1]);
            Assert.Equal((1, 0), await _notebook.RunAsync("(ran, after)"));
            return failed;
        }
        Assert.Equal("why", Assert.IsType<ArgumentException>((await ImportAsync("throw new ArgumentException(\"why\");")).Exception).Message);
        var compiled = await ImportAsync("nope");
        Assert.Null(compiled.Exception);
        Assert.StartsWith("part.dib, cell 3: (1,1): error CS0103", compiled.Message, StringComparison.Ordinal);
        Assert.Contains("DNI101", (await ImportAsync("#!nothing")).Message, StringComparison.Ordinal);
        // A cell can catch it.
        await _notebook.RunAsync("using Microsoft.DotNet.Interactive;");
        await ImportAsync("throw new ArgumentException(\"again\");");
        Assert.Equal("part.dib, cell 3: again", await _notebook.RunAsync($$"""
            string message = null;
            try { await Kernel.Root.LoadAndRunInteractiveDocument(new System.IO.FileInfo("{{dib}}")); }
            catch (InvalidOperationException e) when (e.InnerException is ArgumentException) { message = e.Message; }
            message
            """));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task InputIsAskedForByTheHost()
    {
        _notebook.Root.RegisterCommandHandler<RequestInput>((request, context) =>
        {
            context.Publish(new InputProduced($"{request.Prompt}/{request.IsPassword}", request));
            return Task.CompletedTask;
        });
        Assert.Equal("name?/False", await _notebook.RunAsync("await GetInputAsync(\"name?\")"));
        Assert.Equal("key?/True", await _notebook.RunAsync("(await GetPasswordAsync(\"key?\")).GetClearTextPassword()"));
    }

    [Fact]
    public async Task DisplayCommandsShowAndReplace()
    {
        var seen = new Observed(_notebook.Root);
        await _notebook.Root.SendAsync(new DisplayValue(new FormattedValue("text/plain", "one"), "id"), TestContext.Current.CancellationToken);
        await _notebook.Root.SendAsync(new UpdateDisplayedValue(new FormattedValue("text/plain", "two"), "id"), TestContext.Current.CancellationToken);
        Assert.Equal(["one", "two"], seen.Events.OfType<DisplayEvent>().Select(shown => shown.FormattedValues.Single().Value));
        Assert.All(seen.Events.OfType<DisplayEvent>(), shown => Assert.Equal("id", shown.ValueId));
    }

    [Fact]
    public async Task EachKernelSaysWhatItIs()
    {
        var result = await _notebook.Root.SendAsync(new RequestKernelInfo(), TestContext.Current.CancellationToken);
        Assert.Equal([".NET", "csharp", "html", "javascript", "value"], result.Events.OfType<KernelInfoProduced>().Select(e => e.KernelInfo.LocalName));
        Assert.Equal(["c#", "C#"], result.Events.OfType<KernelInfoProduced>().ElementAt(1).KernelInfo.Aliases);
    }

    [Fact]
    public async Task ACommandForAKernelThatIsNotThereFails() =>
        Assert.IsType<NoSuitableKernelException>(Assert.IsType<CommandFailed>(
            (await _notebook.Root.SendAsync(new SubmitCode("1", "fortran"), TestContext.Current.CancellationToken)).Events[^1]).Exception);

    [Theory]
    [InlineData("nuget: A", true, "A", "")]
    [InlineData("\"nuget:A,1.2.3\"", true, "A", "1.2.3")]
    [InlineData("nuget: A, *-*", true, "A", "*-*")]
    [InlineData("nuget:", false, null, null)]
    [InlineData("A.dll", false, null, null)]
    public void APackageReferenceIsReadAsItIsWritten(string text, bool parses, string? name, string? version)
    {
        Assert.Equal(parses, PackageReference.TryParse(text, out var reference));
        Assert.Equal((name, version), (reference?.PackageName, reference?.PackageVersion));
    }

    public void Dispose() => _notebook.Dispose();
}
