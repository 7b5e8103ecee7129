#nullable enable
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>What the word at a position means: its declaration and documentation as markdown.</summary>
internal static class Hover
{
    public static (string Markdown, LinePositionSpan Span)? At(CodePosition place, CancellationToken cancellationToken)
    {
        var token = place.Root.FindToken(place.Position);
        if (!IsWord(token) || !token.Span.IntersectsWith(place.Position))
        {
            token = place.Position == 0 ? token : place.Root.FindToken(place.Position - 1);
        }
        if (!IsWord(token) || !token.Span.IntersectsWith(place.Position) || token.Parent is not { } node)
        {
            return null;
        }
        var found = Symbols(place.Model, node, cancellationToken);
        if (found is not [var symbol, ..])
        {
            return null;
        }
        var overloads = place.Model.GetMemberGroup(node, cancellationToken).Length;
        var more = overloads > 1 ? $" (+ {overloads - 1} overloads)" : "";
        var documentation = XmlDocumentation.Of(symbol, cancellationToken).ToMarkdown();
        var markdown = $"```csharp\n{SymbolText.Declaration(symbol)}{more}\n```\n\n{documentation}".TrimEnd();
        return (markdown, place.Span(token.Span));
    }

    private static bool IsWord(SyntaxToken token) =>
        token.IsKind(SyntaxKind.IdentifierToken) || SyntaxFacts.IsPredefinedType(token.Kind()) || token.IsKind(SyntaxKind.ThisKeyword);

    private static ISymbol[] Symbols(SemanticModel model, SyntaxNode node, CancellationToken cancellationToken)
    {
        if (model.GetDeclaredSymbol(node, cancellationToken) is { } declared)
        {
            return [declared];
        }
        var info = model.GetSymbolInfo(node, cancellationToken);
        ISymbol? found = info.Symbol ?? info.CandidateSymbols.FirstOrDefault()
            ?? (node is ExpressionSyntax ? model.GetTypeInfo(node, cancellationToken).Type : null);
        // The name behind "new" means the constructor to the compiler.
        return found is null or IErrorTypeSymbol ? [] : [(found as IAliasSymbol)?.Target ?? found];
    }
}
