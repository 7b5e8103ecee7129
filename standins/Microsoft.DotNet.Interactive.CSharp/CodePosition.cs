#nullable enable
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Text;
using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>A place in a cell that has not run, and what the compiler knows there.</summary>
internal sealed class CodePosition
{
    public CodePosition(Script script, LanguageServiceCommand question)
    {
        var compilation = script.GetCompilation();
        var tree = compilation.SyntaxTrees.Last();
        Root = tree.GetRoot();
        Text = tree.GetText();
        Model = compilation.GetSemanticModel(tree, ignoreAccessibility: false);
        Position = Text.Lines.GetPosition(question.LinePosition.ToCodeAnalysisLinePosition());
        WordStart = Position;
        while (WordStart > 0 && SyntaxFacts.IsIdentifierPartCharacter(Text[WordStart - 1]))
        {
            WordStart--;
        }
    }

    public SyntaxNode Root { get; }

    public SourceText Text { get; }

    public SemanticModel Model { get; }

    public int Position { get; }

    /// <summary>Where the identifier begins that the position is in or behind; the position itself when there is none.</summary>
    public int WordStart { get; }

    /// <summary>The part of the identifier before the position.</summary>
    public string Word => Text.ToString(TextSpan.FromBounds(WordStart, Position));

    /// <summary>The token before the identifier.</summary>
    public SyntaxToken TokenBefore => WordStart == 0 ? default : FindTokenEndingBefore(WordStart);

    public LinePositionSpan WordSpan => Span(TextSpan.FromBounds(WordStart, Position));

    /// <summary>The position is in a string, a character or a comment.</summary>
    public bool IsInText
    {
        get
        {
            var trivia = Root.FindTrivia(Position == 0 ? 0 : Position - 1);
            var isComment = trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia);
            var token = Root.FindToken(Position == 0 ? 0 : Position - 1);
            var isLiteral = token.Kind()
                is SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.InterpolatedStringTextToken
                or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken;
            return isComment || (isLiteral && token.SpanStart < Position && (Position < token.Span.End || token.ContainsDiagnostics));
        }
    }

    public LinePositionSpan Span(TextSpan span) => LinePositionSpan.FromCodeAnalysisLinePositionSpan(Text.Lines.GetLinePositionSpan(span));

    private SyntaxToken FindTokenEndingBefore(int position)
    {
        var token = Root.FindToken(position - 1, findInsideTrivia: true);
        while (token.Span.End > position || token.Span.IsEmpty)
        {
            var previous = token.GetPreviousToken(includeZeroWidth: false);
            if (previous.RawKind == 0)
            {
                return default;
            }
            token = previous;
        }
        return token;
    }
}
