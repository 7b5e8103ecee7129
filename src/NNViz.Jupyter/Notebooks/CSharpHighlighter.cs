using System.Net;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NNViz.Jupyter.Notebooks;

/// <summary>C# as HTML with classes for keywords, strings, numbers and comments.</summary>
internal static class CSharpHighlighter
{
    /// <summary>Words that are keywords by their place; as a name they are rare enough.</summary>
    private static readonly HashSet<string> Contextual = ["var", "await", "async", "record", "yield", "when", "where", "from", "select"];

    /// <summary>Escaped HTML; magic commands keep a class of their own.</summary>
    public static string ToHtml(string code)
    {
        var html = new StringBuilder();
        foreach (var token in SyntaxFactory.ParseTokens(code,
            options: new CSharpParseOptions(LanguageVersion.Latest, kind: SourceCodeKind.Script)))
        {
            AddTrivia(html, token.LeadingTrivia);
            Add(html, ClassOf(token), token.Text);
            AddTrivia(html, token.TrailingTrivia);
        }
        return html.ToString();
    }

    private static void AddTrivia(StringBuilder html, SyntaxTriviaList trivia)
    {
        foreach (var piece in trivia)
            Add(html, piece.IsDirective || piece.IsKind(SyntaxKind.SkippedTokensTrivia) ? "magic" : IsComment(piece) ? "comment" : null,
                piece.ToFullString());
    }

    private static bool IsComment(SyntaxTrivia trivia) =>
        trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
        or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia;

    private static string? ClassOf(SyntaxToken token) => token.Kind() switch
    {
        var kind when SyntaxFacts.IsKeywordKind(kind) => "keyword",
        SyntaxKind.NumericLiteralToken => "number",
        SyntaxKind.CharacterLiteralToken or SyntaxKind.StringLiteralToken or SyntaxKind.Utf8StringLiteralToken
            or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.InterpolatedStringToken => "string",
        SyntaxKind.IdentifierToken when Contextual.Contains(token.Text) => "keyword",
        _ => null,
    };

    private static void Add(StringBuilder html, string? name, string text)
    {
        var escaped = WebUtility.HtmlEncode(text);
        _ = name == null || text.Length == 0 ? html.Append(escaped)
            : html.Append("<span class=\"").Append(name).Append("\">").Append(escaped).Append("</span>");
    }
}
