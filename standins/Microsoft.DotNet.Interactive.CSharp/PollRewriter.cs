#nullable enable
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>
/// Makes a cell interruptible: a poll at the head of each loop and of each body of a method, local function and lambda, and before each
/// goto; and
/// top-level awaits wait on the cell's thread. Nothing moves to another line, so that errors and stack traces name the cell's own lines.
/// </summary>
internal sealed class PollRewriter(int cell) : CSharpSyntaxRewriter
{
    private static readonly ExpressionSyntax Here = ParseExpression(InterruptPoint.AwaitCall);

    private readonly StatementSyntax _poll = ParseStatement(InterruptPoint.PollCall(cell));
    private int _functions;

    /// <param name="cell">The cell's number.</param>
    public static SyntaxNode Rewrite(SyntaxNode root, int cell) => new PollRewriter(cell).Visit(root);

    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node) =>
        base.VisitWhileStatement(node.WithStatement(WithPoll(node.Statement)));

    public override SyntaxNode? VisitDoStatement(DoStatementSyntax node) =>
        base.VisitDoStatement(node.WithStatement(WithPoll(node.Statement)));

    public override SyntaxNode? VisitForStatement(ForStatementSyntax node) =>
        base.VisitForStatement(node.WithStatement(WithPoll(node.Statement)));

    public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node) =>
        base.VisitForEachStatement(node.WithStatement(WithPoll(node.Statement)));

    public override SyntaxNode? VisitForEachVariableStatement(ForEachVariableStatementSyntax node) =>
        base.VisitForEachVariableStatement(node.WithStatement(WithPoll(node.Statement)));

    public override SyntaxNode? VisitGotoStatement(GotoStatementSyntax node) =>
        node.IsKind(SyntaxKind.GotoStatement) ? Enclose(node) : base.VisitGotoStatement(node);

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node) =>
        InFunction(() => base.VisitMethodDeclaration(node.WithBody(WithPoll(node.Body))));

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node) =>
        InFunction(() => base.VisitLocalFunctionStatement(node.WithBody(WithPoll(node.Body))));

    public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) =>
        InFunction(() => base.VisitParenthesizedLambdaExpression(node.WithBlock(WithPoll(node.Block))));

    public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) =>
        InFunction(() => base.VisitSimpleLambdaExpression(node.WithBlock(WithPoll(node.Block))));

    public override SyntaxNode? VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node) =>
        InFunction(() => base.VisitAnonymousMethodExpression(node.WithBlock(WithPoll(node.Block)!)));

    public override SyntaxNode? VisitAwaitExpression(AwaitExpressionSyntax node)
    {
        var visited = (AwaitExpressionSyntax)base.VisitAwaitExpression(node)!;
        if (_functions > 0)
        {
            return visited;
        }
        var operand = visited.Expression;
        return visited.WithExpression(
            InvocationExpression(Here, ArgumentList([Argument(operand.WithoutTrivia())])).WithTriviaFrom(operand));
    }

    private SyntaxNode? InFunction(Func<SyntaxNode?> visit)
    {
        _functions++;
        try
        {
            return visit();
        }
        finally
        {
            _functions--;
        }
    }

    /// <summary>
    /// The poll stands directly behind the brace: what follows on the brace's line, and directives on the next, stay where they are.
    /// </summary>
    private BlockSyntax? WithPoll(BlockSyntax? block)
    {
        if (block is null || block.OpenBraceToken.IsMissing)
        {
            return block;
        }
        var brace = block.OpenBraceToken;
        return block
            .WithOpenBraceToken(brace.WithTrailingTrivia())
            .WithStatements(block.Statements.Insert(0, _poll.WithTrailingTrivia(brace.TrailingTrivia)));
    }

    private StatementSyntax WithPoll(StatementSyntax body) => body is BlockSyntax block ? WithPoll(block)! : Enclose(body);

    /// <summary>The statement in braces behind a poll, its own line breaks kept.</summary>
    private BlockSyntax Enclose(StatementSyntax statement) => Block(
        Token(statement.GetLeadingTrivia(), SyntaxKind.OpenBraceToken, []),
        [_poll, statement.WithoutLeadingTrivia().WithoutTrailingTrivia()],
        Token([], SyntaxKind.CloseBraceToken, statement.GetTrailingTrivia()));
}
