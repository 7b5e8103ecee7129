#nullable enable
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>
/// Whether <c>x =&gt; f(x)</c> returns a value, is a statement, or is data (an expression tree): only the compiler knows, and
/// <see cref="PollRewriter"/> has to, to put a poll in front of it.
/// </summary>
internal static class LambdaBodies
{
    private static readonly SyntaxAnnotation Returning = new("NNViz.Lambda", "returns");
    private static readonly SyntaxAnnotation Calling = new("NNViz.Lambda", "calls");

    /// <summary>Marks each lambda with an expression for a body by what the expression is there.</summary>
    /// <param name="model">Called when there is one.</param>
    public static CompilationUnitSyntax Mark(CompilationUnitSyntax root, Func<SemanticModel> model)
    {
        var lambdas = root.DescendantNodes().OfType<LambdaExpressionSyntax>().Where(lambda => lambda.ExpressionBody is not null).ToArray();
        if (lambdas.Length == 0)
        {
            return root;
        }
        var known = model();
        return root.ReplaceNodes(
            lambdas, (lambda, inner) => Kind(lambda, known) is { } kind ? inner.WithAdditionalAnnotations(kind) : inner);
    }

    /// <summary>Whether the marked lambda returns its expression's value; null where it must stay as it is.</summary>
    public static bool? Returns(LambdaExpressionSyntax lambda) => lambda.HasAnnotation(Returning) ? true
        : lambda.HasAnnotation(Calling) ? false
        : null;

    private static SyntaxAnnotation? Kind(LambdaExpressionSyntax lambda, SemanticModel model)
    {
        if (model.GetTypeInfo(lambda).ConvertedType is not INamedTypeSymbol { DelegateInvokeMethod: { } invoke })
        {
            return null;
        }
        var isAsync = lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword);
        return invoke.ReturnsVoid || (isAsync && invoke.ReturnType is INamedTypeSymbol { IsGenericType: false }) ? Calling : Returning;
    }
}
