#nullable enable
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>The overloads of the call that a position is in.</summary>
internal static class SignatureHelp
{
    public static SignatureHelpProduced At(CodePosition place, RequestSignatureHelp request, CancellationToken cancellationToken)
    {
        if (FindArguments(place) is not { } arguments)
        {
            return SignatureHelpProduced.Empty(request);
        }
        var (candidates, chosen) = Candidates(place.Model, arguments.Parent!, cancellationToken);
        var active = arguments.ChildTokens().Count(token => token.IsKind(SyntaxKind.CommaToken) && token.SpanStart < place.Position);
        IMethodSymbol[] overloads = [.. candidates.OfType<IMethodSymbol>().OrderBy(method => method.Parameters.Length)];
        var best = Array.FindIndex(overloads, method => SymbolEqualityComparer.Default.Equals(method, chosen));
        if (best < 0)
        {
            best = Math.Max(0, Array.FindIndex(overloads, method => Takes(method, active)));
        }
        return new SignatureHelpProduced(request, [.. overloads.Select(method => Describe(method, cancellationToken))], best, active);
    }

    /// <summary>The innermost list of arguments whose brackets the position is between.</summary>
    private static BaseArgumentListSyntax? FindArguments(CodePosition place) => place.Root
        .FindToken(Math.Max(0, place.Position - 1))
        .Parent?.AncestorsAndSelf()
        .OfType<BaseArgumentListSyntax>()
        .FirstOrDefault(list => list.SpanStart < place.Position
            && (list.GetLastToken(includeZeroWidth: true) is { IsMissing: true } || place.Position < list.Span.End));

    private static (IEnumerable<ISymbol> Candidates, ISymbol? Chosen) Candidates(
        SemanticModel model, SyntaxNode call, CancellationToken cancellationToken)
    {
        var chosen = model.GetSymbolInfo(call, cancellationToken).Symbol;
        return call switch
        {
            InvocationExpressionSyntax invocation => (Group(model, invocation.Expression, chosen, cancellationToken), chosen),
            BaseObjectCreationExpressionSyntax => (
                (model.GetTypeInfo(call, cancellationToken).Type as INamedTypeSymbol)?.InstanceConstructors ?? [], chosen),
            ConstructorInitializerSyntax => (model.GetMemberGroup(call, cancellationToken), chosen),
            _ => ([], null),
        };
    }

    /// <summary>Whether a method has a parameter in that place.</summary>
    private static bool Takes(IMethodSymbol method, int place) =>
        method.Parameters.Length > place || method.Parameters.LastOrDefault()?.IsParams == true;

    /// <summary>The methods of the name, or what calling a delegate means.</summary>
    private static IEnumerable<ISymbol> Group(
        SemanticModel model, ExpressionSyntax called, ISymbol? chosen, CancellationToken cancellationToken)
    {
        var group = model.GetMemberGroup(called, cancellationToken);
        return group.Length > 0 ? group
            : (model.GetTypeInfo(called, cancellationToken).Type as INamedTypeSymbol)?.DelegateInvokeMethod is { } invoke ? [invoke]
            : chosen is null ? [] : [chosen];
    }

    private static SignatureInformation Describe(IMethodSymbol method, CancellationToken cancellationToken)
    {
        var documentation = XmlDocumentation.Of(method, cancellationToken);
        var parameters = method.Parameters
            .Select(parameter => new ParameterInformation(parameter.Name, Markdown(documentation.Parameter(parameter.Name))));
        return new SignatureInformation(SymbolText.Declaration(method), Markdown(documentation.Summary), [.. parameters]);
    }

    private static FormattedValue Markdown(string text) => new("text/markdown", text);
}
