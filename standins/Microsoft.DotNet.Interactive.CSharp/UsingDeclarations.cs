#nullable enable
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>
/// <c>using var x = …;</c> at the top level of a cell. C# script does not know it; here it declares a variable as any other, whose value is
/// disposed of
/// when the cell has ended and its value has been shown.
/// </summary>
internal static class UsingDeclarations
{
    private static readonly CSharpParseOptions ProgramOptions = new(LanguageVersion.Latest);

    /// <summary>
    /// Where the keywords <c>using</c> and <c>await using</c> of top-level declarations stand, seen as the compiler sees a program.
    /// </summary>
    public static IReadOnlyList<TextSpan> Find(string code) =>
    [
        .. CSharpSyntaxTree.ParseText(code, ProgramOptions).GetCompilationUnitRoot().Members
            .OfType<GlobalStatementSyntax>()
            .Select(member => member.Statement)
            .OfType<LocalDeclarationStatementSyntax>()
            .Where(declaration => !declaration.UsingKeyword.IsKind(SyntaxKind.None))
            .Select(declaration => TextSpan.FromBounds(declaration.SpanStart, declaration.UsingKeyword.Span.End)),
    ];

    /// <summary>The code with blanks in place of the keywords, so that all else stays in its column.</summary>
    public static string Blank(string code, IReadOnlyList<TextSpan> keywords)
    {
        var text = code.ToCharArray();
        foreach (var span in keywords)
        {
            Array.Fill(text, ' ', span.Start, span.Length);
        }
        return new string(text);
    }

    /// <summary>Adds behind each declaration, on its line, the call that notes its variables for disposal.</summary>
    public static CompilationUnitSyntax Mark(CompilationUnitSyntax root, IReadOnlyList<TextSpan> keywords)
    {
        var declarations = keywords.Select(span => root.Members.FirstOrDefault(member => member.SpanStart >= span.End)).ToHashSet();
        var members = root.Members.SelectMany(member => member is FieldDeclarationSyntax field && declarations.Contains(field)
            ? [member.WithoutTrailingTrivia(), Note(field)]
            : new[] { member });
        return root.WithMembers(List(members));
    }

    private static GlobalStatementSyntax Note(FieldDeclarationSyntax field)
    {
        var names = string.Join(", ", field.Declaration.Variables.Select(variable => variable.Identifier.Text));
        return GlobalStatement(ParseStatement($"{InterruptPoint.DisposeCall}({names});").WithTrailingTrivia(field.GetTrailingTrivia()));
    }
}
