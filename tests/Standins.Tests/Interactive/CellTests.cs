using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Xunit;

namespace Standins.Tests.Interactive;

[Collection(KernelTests.Name)]
public sealed class CellTests : IDisposable
{
    private readonly Notebook _notebook = new();

    [Theory]
    [InlineData("1 + 1", 2)]
    [InlineData("var list = new List<int> { 3, 4 }; list.Sum()", 7)]
    [InlineData("await Task.FromResult(5)", 5)]
    [InlineData("await Task.Delay(1); 6", 6)]
    [InlineData("await new ValueTask<int>(7)", 7)]
    [InlineData("int Twice(int x) => 2 * x; Twice(4)", 8)]
    [InlineData("using System.IO; using N = System.Numerics; N.BigInteger.One.IsOne && Path.GetFileName(\"a/b\") == \"b\"", true)]
    [InlineData("record Point(int X); new Point(9).X", 9)]
    [InlineData("return 10;", 10)]
    [InlineData("if (true) return 11; return 12;", 11)]
    [InlineData("static int Double(this int x) => 2 * x; 6.Double()", 12)]
    [InlineData("while (true) {\n#if true\n    break;\n#endif\n}\n13", 13)]
    [InlineData("var sum = 0; await foreach (var x in Numbers()) sum += x; async IAsyncEnumerable<int> Numbers() { yield return 6; await Task.Delay(1); yield return 8; } sum", 14)]
    [InlineData("int n = 0; next: n++; if (n < 15) goto next; n", 15)]
    [InlineData("await Task.Run(() => 16).ConfigureAwait(false)", 16)]
    [InlineData("unsafe { int i = 17; int* p = &i; return *p; }", 17)]
    [InlineData("dynamic d = 9; d + d", 18)]
    [InlineData("using (var reader = new System.IO.StringReader(\"19\")) return int.Parse(reader.ReadToEnd());", 19)]
    public async Task ACellEndsInItsLastExpression(string code, object value) => Assert.Equal(value, await _notebook.RunAsync(code));

    [Theory]
    [InlineData("_ = 1 + 1;")]
    [InlineData("var x = 1;")]
    [InlineData("Console.Write(1)")]
    [InlineData("await Task.Delay(1)")]
    [InlineData("int F() { return 1; }")]
    [InlineData("")]
    [InlineData("// nothing")]
    public async Task AStatementHasNoValue(string code)
    {
        var result = await _notebook.TryRunAsync(code);
        Assert.IsType<CommandSucceeded>(result.Events[^1]);
        Assert.Empty(result.Events.OfType<ReturnValueProduced>());
    }

    [Fact]
    public async Task ADeclarationReplacesAnEarlierOneOfItsName()
    {
        await _notebook.RunAsync("var x = 1; class C { public int V = 1; } int F() => 1;");
        await _notebook.RunAsync("var x = \"two\"; class C { public int V = 2; } int F() => 2;");
        Assert.Equal("two22", await _notebook.RunAsync("x + new C().V + F()"));
    }

    [Fact]
    public async Task WhatACellAssignedBeforeItThrewStays()
    {
        await _notebook.RunAsync("var before = 1;");
        Assert.StartsWith("System.InvalidOperationException: stop", await _notebook.FailAsync("before = 2; var made = 3; throw new InvalidOperationException(\"stop\");"));
        Assert.Equal(5, await _notebook.RunAsync("before + made"));
    }

    [Fact]
    public async Task ACompileErrorNamesTheCellsOwnLineAndColumn()
    {
        var message = await _notebook.FailAsync("#!value --name v\ntext\n#!csharp\nfor (var i = 0; i < 1; i++)\n    missing(i);");
        Assert.Equal("(5,5): error CS0103: The name 'missing' does not exist in the current context", message);
    }

    /// <summary>A poll in front of an expression changes neither what it is nor which overload takes it.</summary>
    [Theory]
    [InlineData("Func<byte> f = () => 1; f()", (byte)1)]
    [InlineData("Func<int[]> f = () => [1, 2]; f().Length", 2)]
    [InlineData("Func<object> f = () => null; f() is null", true)]
    [InlineData("Func<List<int>> f = () => new(); f().Count", 0)]
    [InlineData("int n = 0; Action a = () => n++; a(); n", 1)]
    [InlineData("int n = 0; Action<int> a = x => n = x; a(3); n", 3)]
    [InlineData("string Which(Action a) => \"action\"; string Which(Func<int> f) => \"function\"; int One() => 1; Which(() => One())", "function")]
    [InlineData("string Which(Action a) => \"action\"; string Which(Func<int> f) => \"function\"; Which(() => Console.Write(1))", "action")]
    [InlineData("System.Linq.Expressions.Expression<Func<int, int>> e = x => x + 1; e.Body.ToString()", "(x + 1)")]
    [InlineData("await Task.Run(async () => await Task.FromResult(4))", 4)]
    [InlineData("Func<Task> f = async () => await Task.Delay(1); await f(); 5", 5)]
    [InlineData("Func<int> f = () => throw new NotSupportedException(); try { f(); } catch (NotSupportedException) { return 6; } return 0;", 6)]
    [InlineData("int[] a = [1]; ref int At() => ref a[0]; At() = 7; a[0]", 7)]
    [InlineData("async Task<int> F() => await Task.FromResult(8); await F()", 8)]
    [InlineData("int n = 0; async Task F() => n = await Task.FromResult(9); await F(); n", 9)]
    [InlineData("int n = 0; void Set(int x)\n    => n = x; // why\nSet(10); n", 10)]
    [InlineData("class C { int v; public int V { get => v; set => v = value; } public int W => v + 1; public int this[int i] => v + i; public static int operator +(C a, C b) => a.v + b.v; } var c = new C { V = 4 }; c.W + c[2] + (c + c) + c.V", 23)]
    public async Task AFunctionWithAnExpressionForABodyIsWhatItWas(string code, object value) => Assert.Equal(value, await _notebook.RunAsync(code));

    [Theory]
    [InlineData("for (var i = 0; i < 1; i++) { int x; }", "(1,35)-(1,36) CS0168")]
    [InlineData("int F(int a) => a; for (;;) { break; int b; }", "(1,42)-(1,43) CS0168")]
    [InlineData("[Obsolete(\"gone\")] class Old { }\nOld F(int x) => new Old();", "(2,21)-(2,24) CS0618")]
    [InlineData("Func<int, int> f = x => { int y; return x; };", "(1,31)-(1,32) CS0168")]
    public async Task AWarningNamesTheCellsOwnColumns(string code, string expected)
    {
        var diagnostics = Assert.Single((await _notebook.TryRunAsync(code)).Events.OfType<DiagnosticsProduced>()).Diagnostics;
        Assert.Contains(expected, diagnostics.Select(found => $"({Place(found.LinePositionSpan.Start)})-({Place(found.LinePositionSpan.End)}) {found.Code}"));

        static string Place(LinePosition position) => $"{position.Line + 1},{position.Character + 1}";
    }

    [Fact]
    public async Task AFrameOfAnExceptionNamesTheCellsOwnLine()
    {
        var message = await _notebook.FailAsync("#!value --name v\ntext\n#!csharp\nwhile (true)\n    throw new Exception();");
        Assert.Contains("cell 1:line 5", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OutputComesInOrder()
    {
        var result = await _notebook.TryRunAsync("Console.Write(1); display(2); Console.Error.Write(3); Console.WriteLine(\"4\"); 5");
        Assert.Equal(
            ["StandardOutputValueProduced 1", "DisplayedValueProduced 2", "StandardErrorValueProduced 3", $"StandardOutputValueProduced 4{Environment.NewLine}", "ReturnValueProduced 5"],
            result.Events.OfType<DisplayEvent>().Select(e => $"{e.GetType().Name} {e.Value ?? e.FormattedValues.Single().Value}"));
    }

    [Fact]
    public async Task ADisplayedValueIsReplacedUnderItsId()
    {
        var seen = new Observed(_notebook.Root);
        await _notebook.RunAsync("var shown = display(\"one\"); await Task.Run(() => shown.Update(\"two\")); var thread = new System.Threading.Thread(() => shown.Update(\"three\")); thread.Start(); thread.Join();");
        var first = Assert.Single(seen.Events.OfType<DisplayedValueProduced>());
        var updates = seen.Events.OfType<DisplayedValueUpdated>().ToArray();
        Assert.Equal(["two", "three"], updates.Select(update => update.FormattedValues.Single().Value));
        Assert.All(updates, update => Assert.Equal(first.ValueId, update.ValueId));
    }

    [Fact]
    public async Task AUsingDeclarationIsDisposedOfWhenItsValueHasBeenShown()
    {
        await _notebook.RunAsync("class Scope : IDisposable { public string State = \"open\"; public void Dispose() { State = \"closed\"; Console.Write(\"closed\"); } public override string ToString() => State; }");
        var result = await _notebook.TryRunAsync("using var first = new Scope(); var other = 1;\nusing Scope second = new();\ndisplay(second.State);\nfirst.State");
        Assert.Equal(["open", "open", "closed", "closed"], result.Events.OfType<DisplayEvent>().Select(e => e.FormattedValues.Single().Value));
        Assert.Equal("closed1", await _notebook.RunAsync("first.State + other"));
        Assert.Equal("(2,15): error CS0103: The name 'missing' does not exist in the current context", await _notebook.FailAsync("using var third = new Scope();\nvar fourth =  missing;"));
        await _notebook.FailAsync("var alone = 1; using var fifth = new Scope(); throw new Exception();");
        Assert.Equal("closed", await _notebook.RunAsync("fifth.State"));
    }

    [Fact]
    public async Task AllCellsRunOnOneThreadThroughTheirAwaits()
    {
        await _notebook.RunAsync("class Kept { [ThreadStatic] public static int Value; } Kept.Value = 1; await Task.Delay(5); Kept.Value++;");
        Assert.Equal(2, await _notebook.RunAsync("await Task.Delay(5); Kept.Value"));
    }

    [Fact]
    public async Task AThousandCellsRunAndKeepTheirVariables()
    {
        await _notebook.RunAsync("var total = 0;");
        for (var i = 1; i <= 1000; i++)
        {
            await _notebook.RunAsync($"var v{i} = {i}; total += v{i};");
        }
        Assert.Equal(500500, await _notebook.RunAsync("total"));
        Assert.Equal(1000, await _notebook.RunAsync("v1000"));
    }

    public void Dispose() => _notebook.Dispose();
}
