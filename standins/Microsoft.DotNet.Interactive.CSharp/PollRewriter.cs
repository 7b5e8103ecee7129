#nullable enable
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>
/// Makes a cell interruptible: a poll at the head of each loop and of each body of a method, local function and lambda, and before each goto; and
/// top-level awaits wait on the cell's thread. Nothing moves to another line, so that errors and stack traces name the cell's own lines.
/// </summary>
internal sealed class PollRewriter : CSharpSyntaxRewriter
{
    private static readonly StatementSyntax Poll = ParseStatement(InterruptPoint.PollCall);
    private static readonly ExpressionSyntax Here = ParseExpression(InterruptPoint.AwaitCall);

    private int _functions;

    public static SyntaxNode Rewrite(SyntaxNode root) => new PollRewriter().Visit(root);

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

    /// <summary>Types declared in the cell have functions of their own.</summary>
    public override SyntaxNode? VisitClassDeclaration(ClassDeclarationSyntax node) => InFunction(() => base.VisitClassDeclaration(node));

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

    private static BlockSyntax? WithPoll(BlockSyntax? block) =>
        block is null || block.OpenBraceToken.IsMissing ? block : block.WithStatements(block.Statements.Insert(0, Poll));

    private static StatementSyntax WithPoll(StatementSyntax body) => body is BlockSyntax block ? WithPoll(block)! : Enclose(body);

    /// <summary>The statement in braces behind a poll, its own line breaks kept.</summary>
    private static BlockSyntax Enclose(StatementSyntax statement) => Block(
        Token(statement.GetLeadingTrivia(), SyntaxKind.OpenBraceToken, []),
        [Poll, statement.WithoutLeadingTrivia().WithoutTrailingTrivia()],
        Token([], SyntaxKind.CloseBraceToken, statement.GetTrailingTrivia()));
}
