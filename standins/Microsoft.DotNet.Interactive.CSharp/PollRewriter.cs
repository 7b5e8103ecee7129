#nullable enable
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>
/// Makes a cell interruptible: a poll at the head of each loop and of each body of a function, be it a block or an expression, and before
/// each goto; and awaits at top level wait on the cell's thread. Nothing moves to another line, so that errors and stack traces name the
/// cell's own lines.
/// </summary>
internal sealed class PollRewriter(int cell) : CSharpSyntaxRewriter
{
    private static readonly ExpressionSyntax Here = ParseExpression(InterruptPoint.AwaitCall);
    private static readonly ExpressionSyntax Each = ParseExpression(InterruptPoint.EachCall);

    private readonly StatementSyntax _pollAtTop = ParseStatement(InterruptPoint.PollCall(cell, inFunction: false));
    private readonly StatementSyntax _pollInFunction = ParseStatement(InterruptPoint.PollCall(cell, inFunction: true));
    private int _functions;

    private StatementSyntax Poll => _functions > 0 ? _pollInFunction : _pollAtTop;

    /// <param name="cell">The cell's number.</param>
    public static SyntaxNode Rewrite(SyntaxNode root, int cell) => new PollRewriter(cell).Visit(root);

    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node) =>
        base.VisitWhileStatement(node.WithStatement(WithPoll(node.Statement)));

    public override SyntaxNode? VisitDoStatement(DoStatementSyntax node) =>
        base.VisitDoStatement(node.WithStatement(WithPoll(node.Statement)));

    public override SyntaxNode? VisitForStatement(ForStatementSyntax node) =>
        base.VisitForStatement(node.WithStatement(WithPoll(node.Statement)));

    public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node) =>
        Interruptible((ForEachStatementSyntax)base.VisitForEachStatement(node.WithStatement(WithPoll(node.Statement)))!);

    public override SyntaxNode? VisitForEachVariableStatement(ForEachVariableStatementSyntax node) =>
        Interruptible((ForEachVariableStatementSyntax)base.VisitForEachVariableStatement(node.WithStatement(WithPoll(node.Statement)))!);

    public override SyntaxNode? VisitGotoStatement(GotoStatementSyntax node) =>
        node.IsKind(SyntaxKind.GotoStatement) ? Enclose(node) : base.VisitGotoStatement(node);

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node) => InFunction(() => base.VisitMethodDeclaration(
        ToBlock(node.ExpressionBody, node.SemicolonToken, Returns(node.ReturnType, node.Modifiers)) is { } block
            ? node.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block)
            : node.WithBody(WithPoll(node.Body))));

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node) => InFunction(() =>
        base.VisitLocalFunctionStatement(
            ToBlock(node.ExpressionBody, node.SemicolonToken, Returns(node.ReturnType, node.Modifiers)) is { } block
                ? node.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block)
                : node.WithBody(WithPoll(node.Body))));

    public override SyntaxNode? VisitOperatorDeclaration(OperatorDeclarationSyntax node) => InFunction(() => base.VisitOperatorDeclaration(
        ToBlock(node.ExpressionBody, node.SemicolonToken, returns: true) is { } block
            ? node.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block)
            : node.WithBody(WithPoll(node.Body))));

    public override SyntaxNode? VisitAccessorDeclaration(AccessorDeclarationSyntax node) => InFunction(() => base.VisitAccessorDeclaration(
        ToBlock(node.ExpressionBody, node.SemicolonToken, node.IsKind(SyntaxKind.GetAccessorDeclaration)) is { } block
            ? node.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block)
            : node.WithBody(WithPoll(node.Body))));

    public override SyntaxNode? VisitPropertyDeclaration(PropertyDeclarationSyntax node) => InFunction(() => base.VisitPropertyDeclaration(
        ToBlock(node.ExpressionBody, node.SemicolonToken, returns: true) is { } block
            ? node.WithExpressionBody(null).WithSemicolonToken(default).WithAccessorList(Getter(block))
            : node));

    public override SyntaxNode? VisitIndexerDeclaration(IndexerDeclarationSyntax node) => InFunction(() => base.VisitIndexerDeclaration(
        ToBlock(node.ExpressionBody, node.SemicolonToken, returns: true) is { } block
            ? node.WithExpressionBody(null).WithSemicolonToken(default).WithAccessorList(Getter(block))
            : node));

    public override SyntaxNode? VisitConstructorDeclaration(ConstructorDeclarationSyntax node) => InFunction(() =>
        base.VisitConstructorDeclaration(node.WithBody(WithPoll(node.Body))));

    public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) =>
        InFunction(() => base.VisitParenthesizedLambdaExpression((ParenthesizedLambdaExpressionSyntax)node.WithBody(BodyOf(node))));

    public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) =>
        InFunction(() => base.VisitSimpleLambdaExpression((SimpleLambdaExpressionSyntax)node.WithBody(BodyOf(node))));

    public override SyntaxNode? VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node) =>
        InFunction(() => base.VisitAnonymousMethodExpression(node.WithBlock(WithPoll(node.Block)!)));

    public override SyntaxNode? VisitAwaitExpression(AwaitExpressionSyntax node)
    {
        var visited = (AwaitExpressionSyntax)base.VisitAwaitExpression(node)!;
        if (_functions > 0)
        {
            return visited;
        }
        return visited.WithExpression(Call(Here, visited.Expression));
    }

    private static InvocationExpressionSyntax Call(ExpressionSyntax method, ExpressionSyntax operand) =>
        InvocationExpression(method, ArgumentList([Argument(operand.WithoutTrivia())])).WithTriviaFrom(operand);

    /// <summary>At top level, "await foreach" waits for each element as an await does.</summary>
    private CommonForEachStatementSyntax Interruptible(CommonForEachStatementSyntax loop) =>
        _functions > 0 || loop.AwaitKeyword.IsKind(SyntaxKind.None) ? loop : loop.WithExpression(Call(Each, loop.Expression));

    /// <summary>Whether the expression body of a function of this type is its value: not where it is void or an async Task.</summary>
    private static bool Returns(TypeSyntax type, SyntaxTokenList modifiers)
    {
        var last = type is QualifiedNameSyntax qualified ? qualified.Right : type;
        return modifiers.Any(SyntaxKind.AsyncKeyword)
            ? last is GenericNameSyntax
            : last is not PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword };
    }

    private static AccessorListSyntax Getter(BlockSyntax block) => AccessorList(
        [AccessorDeclaration(SyntaxKind.GetAccessorDeclaration, block.WithoutTrailingTrivia())])
        .WithTrailingTrivia(block.GetTrailingTrivia());

    private CSharpSyntaxNode BodyOf(LambdaExpressionSyntax lambda)
    {
        if (lambda.Block is { } block)
        {
            return WithPoll(block)!;
        }
        var expression = lambda.ExpressionBody!;
        return LambdaBodies.Returns(lambda) is { } returns && expression is not ThrowExpressionSyntax
            ? Block(
                Token(expression.GetLeadingTrivia(), SyntaxKind.OpenBraceToken, []),
                [Poll, Statement(expression.WithoutTrivia(), returns)],
                Token([], SyntaxKind.CloseBraceToken, expression.GetTrailingTrivia()))
            : expression;
    }

    /// <summary>"=> x;" as "{ poll return x; }", each line break where it was.</summary>
    private BlockSyntax? ToBlock(ArrowExpressionClauseSyntax? arrow, SyntaxToken semicolon, bool returns)
    {
        if (arrow is null or { Expression: ThrowExpressionSyntax } || semicolon.IsMissing)
        {
            return null;
        }
        return Block(
            Token(arrow.ArrowToken.LeadingTrivia, SyntaxKind.OpenBraceToken, []),
            [Poll.WithTrailingTrivia(arrow.ArrowToken.TrailingTrivia), Statement(arrow.Expression, returns)],
            Token([], SyntaxKind.CloseBraceToken, semicolon.TrailingTrivia));
    }

    private static StatementSyntax Statement(ExpressionSyntax expression, bool returns) => returns
        ? ReturnStatement(Token([], SyntaxKind.ReturnKeyword, [Space]), expression, Token(SyntaxKind.SemicolonToken))
        : ExpressionStatement(expression);

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
            .WithStatements(block.Statements.Insert(0, Poll.WithTrailingTrivia(brace.TrailingTrivia)));
    }

    private StatementSyntax WithPoll(StatementSyntax body) => body is BlockSyntax block ? WithPoll(block)! : Enclose(body);

    /// <summary>The statement in braces behind a poll, its own line breaks kept.</summary>
    private BlockSyntax Enclose(StatementSyntax statement) => Block(
        Token(statement.GetLeadingTrivia(), SyntaxKind.OpenBraceToken, []),
        [Poll, statement.WithoutLeadingTrivia().WithoutTrailingTrivia()],
        Token([], SyntaxKind.CloseBraceToken, statement.GetTrailingTrivia()));
}
