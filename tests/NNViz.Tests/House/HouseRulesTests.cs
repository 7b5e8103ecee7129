using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NNViz.Tests.House;

/// <summary>The house rules that a program can check, over all sources of the repository.</summary>
public class HouseRulesTests
{
    private const int MostLines = 300;
    private const int MostLinesOfAFunction = 40;

    // .editorconfig asks for 140 of new lines; what is longer than this is broken, too.
    private const int MostCharactersOfALine = 160;
    private const int MostParameters = 6;

    private static readonly string[] Folders = ["src", "standins", "tests", "bench"];

    /// <summary>What says that something is not done. Put together here, so that this file does not name them.</summary>
    private static readonly Regex Unfinished = new(@"\b("
        + string.Join("|", "TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Exception") + @")\b");

    public static TheoryData<string> CSharpFiles => [.. Files(".cs").Select(Relative)];

    [Fact]
    public void AFileHasAtMost300LinesUnlessItSaysWhy() => Assert.Empty(Files(".cs", ".js", ".mjs", ".cpp", ".h")
        .Select(file => (File: file, Lines: File.ReadAllLines(file)))
        .Where(file => file.Lines.Length > MostLines
            && !file.Lines.Take(10).Any(line => line.Contains("long because", StringComparison.Ordinal)))
        .Select(file => $"{Relative(file.File)} has {file.Lines.Length} lines"));

    [Fact]
    public void NoLineOfTheLibraryIsTooLongToRead() => Assert.Empty(Files(".cs").Where(file => Relative(file).StartsWith("src/", StringComparison.Ordinal))
        .SelectMany(file => File.ReadLines(file).Select((line, i) => (Where: $"{Relative(file)}:{i + 1}", line.Length)))
        .Where(line => line.Length > MostCharactersOfALine)
        .Select(line => $"{line.Where} has {line.Length} characters"));

    [Fact]
    public void NothingIsLeftUnfinished() => Assert.Empty(Files(".cs", ".js", ".mjs", ".cpp", ".h", ".sh", ".csproj", ".ops")
        .SelectMany(file => File.ReadLines(file).Select((line, i) => (Where: $"{Relative(file)}:{i + 1}", Line: line)))
        .Where(entry => Unfinished.IsMatch(entry.Line))
        .Select(entry => $"{entry.Where}: {entry.Line.Trim()}"));

    [Theory, MemberData(nameof(CSharpFiles))]
    public void FunctionsAreShortAndTakeFewParameters(string file)
    {
        var root = CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(Shared.Root, file)),
            cancellationToken: TestContext.Current.CancellationToken).GetCompilationUnitRoot(TestContext.Current.CancellationToken);
        var functions = root.DescendantNodes()
            .Where(node => node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax);
        // The stand-ins' signatures are TorchSharp's own.
        var ownSignatures = !file.StartsWith("standins", StringComparison.Ordinal);
        Assert.Empty(functions.Where(node => Lines(node) > MostLinesOfAFunction).Select(node => $"{Name(node)} has {Lines(node)} lines"));
        Assert.Empty(functions.Where(node => ownSignatures && Parameters(node) > MostParameters)
            .Select(node => $"{Name(node)} takes {Parameters(node)} parameters"));
    }

    private static IEnumerable<string> Files(params string[] extensions) => Folders
        .Select(folder => Path.Combine(Shared.Root, folder))
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        .Where(file => extensions.Contains(Path.GetExtension(file))
            && !Relative(file).Split('/').Any(part => part is "node_modules" or "bin" or "obj"))
        .Order(StringComparer.Ordinal);

    private static string Relative(string file) => Path.GetRelativePath(Shared.Root, file).Replace('\\', '/');

    /// <summary>
    /// From the first line of the head to the last line of the body; comments above do not count, and a text of several lines (a template)
    /// counts as one.
    /// </summary>
    private static int Lines(SyntaxNode node) => 1 + LineBreaks(node)
        - node.DescendantNodes(below => !IsText(below)).Where(IsText).Sum(LineBreaks);

    private static bool IsText(SyntaxNode node) => node is InterpolatedStringExpressionSyntax or LiteralExpressionSyntax;

    private static int LineBreaks(SyntaxNode node)
    {
        var span = node.SyntaxTree.GetLineSpan(node.Span);
        return span.EndLinePosition.Line - span.StartLinePosition.Line;
    }

    private static int Parameters(SyntaxNode node) => node switch
    {
        BaseMethodDeclarationSyntax method => method.ParameterList.Parameters.Count,
        LocalFunctionStatementSyntax local => local.ParameterList.Parameters.Count,
        _ => 0,
    };

    private static string Name(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        LocalFunctionStatementSyntax local => local.Identifier.Text,
        _ => node.ToString().Split('\n')[0],
    };
}
