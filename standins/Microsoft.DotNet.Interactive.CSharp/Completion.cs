#nullable enable
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>
/// What could be typed at a position: members behind a dot, settable members in an object initializer, else all that is in scope and
/// keywords, and below that, by their full names, types of namespaces that are not imported.
/// </summary>
internal static class Completion
{
    /// <summary>Documentation is looked up for as many items as people read through.</summary>
    private const int MostDocumented = 50;

    private static readonly string[] Keywords =
    [
        .. SyntaxFacts.GetReservedKeywordKinds()
            .Concat([
                SyntaxKind.VarKeyword, SyntaxKind.AsyncKeyword, SyntaxKind.AwaitKeyword, SyntaxKind.RecordKeyword, SyntaxKind.NameOfKeyword,
                SyntaxKind.YieldKeyword, SyntaxKind.WhenKeyword, SyntaxKind.WhereKeyword, SyntaxKind.GlobalKeyword,
                SyntaxKind.RequiredKeyword,
            ])
            .Select(SyntaxFacts.GetText)
            .Where(text => !text.StartsWith("__", StringComparison.Ordinal)),
    ];

    public static CompletionItem[] At(CodePosition place, CancellationToken cancellationToken)
    {
        if (place.IsInText)
        {
            return [];
        }
        var (symbols, isMember) = Candidates(place, cancellationToken);
        var groups = symbols
            .Where(symbol => symbol.CanBeReferencedByName && !IsHidden(symbol) && Matches(symbol.Name, place.Word))
            .GroupBy(symbol => symbol.Name)
            .ToArray();
        var documented = groups.Length <= MostDocumented;
        var items = groups.Select(group => ToItem([.. group], documented, cancellationToken));
        if (!isMember)
        {
            items = items.Concat(
                Keywords.Where(keyword => Matches(keyword, place.Word)).Select(keyword => new CompletionItem(keyword, "Keyword")));
        }
        items = items.DistinctBy(item => item.DisplayText).OrderBy(item => item.DisplayText, StringComparer.OrdinalIgnoreCase);
        return isMember ? [.. items] : [.. items, .. Unimported(place, [.. groups.Select(group => group.Key)], cancellationToken)];
    }

    private static IEnumerable<CompletionItem> Unimported(CodePosition place, HashSet<string> inScope, CancellationToken cancellationToken) =>
        UnimportedTypes.Find(place.Model.Compilation, place.Word)
            .Where(type => !inScope.Contains(type.Name) && !IsHidden(type))
            .Select(type => (Type: type, Name: $"{type.ContainingNamespace.ToDisplayString()}.{type.Name}"))
            .DistinctBy(found => found.Name)
            .OrderBy(found => found.Type.Name, StringComparer.OrdinalIgnoreCase)
            .Take(MostDocumented)
            .Select(found => new CompletionItem(found.Name, SymbolText.Kind(found.Type), found.Type.Name, found.Type.Name, found.Name,
                documentation: Describe(found.Type, 1, cancellationToken)));

    private static (IEnumerable<ISymbol> Symbols, bool IsMember) Candidates(CodePosition place, CancellationToken cancellationToken)
    {
        if (Qualifier(place.TokenBefore) is { } qualifier)
        {
            return (MembersOf(place, qualifier, cancellationToken), true);
        }
        if (place.TokenBefore.Parent is InitializerExpressionSyntax { Parent: BaseObjectCreationExpressionSyntax creation } initializer
            && place.Model.GetTypeInfo(creation, cancellationToken).Type is { } type
            && type.AllInterfaces.All(implemented => implemented.SpecialType != SpecialType.System_Collections_IEnumerable))
        {
            return (Settable(place, type, initializer), true);
        }
        return (place.Model.LookupSymbols(place.WordStart), false);
    }

    /// <summary>What an object initializer can set and has not set yet.</summary>
    private static IEnumerable<ISymbol> Settable(CodePosition place, ITypeSymbol type, InitializerExpressionSyntax initializer)
    {
        var given = initializer.Expressions.OfType<AssignmentExpressionSyntax>()
            .Select(assignment => assignment.Left.ToString())
            .ToHashSet();
        return place.Model.LookupSymbols(place.WordStart, type)
            .Where(symbol => symbol is IPropertySymbol { SetMethod: not null } or IFieldSymbol { IsReadOnly: false })
            .Where(symbol => !symbol.IsStatic && !given.Contains(symbol.Name));
    }

    /// <summary>The expression or name on the left of a dot.</summary>
    private static SyntaxNode? Qualifier(SyntaxToken token) =>
        token.Kind() is SyntaxKind.DotToken or SyntaxKind.MinusGreaterThanToken or SyntaxKind.ColonColonToken
        ? token.Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression,
            MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
            QualifiedNameSyntax name => name.Left,
            AliasQualifiedNameSyntax name => name.Alias,
            // "1..": a range has begun; what is wanted is what stands before it.
            RangeExpressionSyntax range => range.LeftOperand,
            _ => null,
        }
        : null;

    private static IEnumerable<ISymbol> MembersOf(CodePosition place, SyntaxNode qualifier, CancellationToken cancellationToken)
    {
        var symbol = place.Model.GetSymbolInfo(qualifier, cancellationToken).Symbol;
        symbol = (symbol as IAliasSymbol)?.Target ?? symbol;
        if (symbol is INamespaceSymbol space)
        {
            return place.Model.LookupSymbols(place.WordStart, space);
        }
        if (symbol is ITypeSymbol named && !IsColorColor(place, qualifier, named))
        {
            return place.Model.LookupSymbols(place.WordStart, named).Where(member => member.IsStatic || member is ITypeSymbol);
        }
        var type = place.Model.GetTypeInfo(qualifier, cancellationToken).Type;
        if (type is IPointerTypeSymbol pointer)
        {
            type = pointer.PointedAtType;
        }
        return type is null or IErrorTypeSymbol ? [] : place.Model
            .LookupSymbols(place.WordStart, type, includeReducedExtensionMethods: true)
            .Where(member => !member.IsStatic && member is not ITypeSymbol);
    }

    /// <summary>A name that is both a type and a variable of that type means the variable where instances are wanted.</summary>
    private static bool IsColorColor(CodePosition place, SyntaxNode qualifier, ITypeSymbol type) => qualifier is IdentifierNameSyntax name
        && place.Model.LookupSymbols(place.WordStart, name: name.Identifier.Text).Any(other => other is not ITypeSymbol)
        && SymbolEqualityComparer.Default.Equals(place.Model.GetTypeInfo(qualifier).Type, type);

    private static CompletionItem ToItem(ISymbol[] overloads, bool documented, CancellationToken cancellationToken)
    {
        var symbol = overloads[0];
        var documentation = documented ? Describe(symbol, overloads.Length, cancellationToken) : null;
        var insert = SyntaxFacts.GetKeywordKind(symbol.Name) == SyntaxKind.None ? symbol.Name : "@" + symbol.Name;
        return new CompletionItem(symbol.Name, SymbolText.Kind(symbol), symbol.Name, symbol.Name, insert, documentation: documentation);
    }

    private static string Describe(ISymbol symbol, int overloads, CancellationToken cancellationToken)
    {
        var more = overloads > 1 ? $" (+ {overloads - 1} overloads)" : "";
        return $"{SymbolText.Declaration(symbol)}{more}\n{XmlDocumentation.Of(symbol, cancellationToken).Summary}".Trim();
    }

    private static bool Matches(string name, string typed) => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase);

    private static bool IsHidden(ISymbol symbol) => symbol.Name == InterruptPoint.ClassName
        || symbol.GetAttributes().Any(attribute =>
            attribute is { AttributeClass.Name: "EditorBrowsableAttribute", ConstructorArguments: [{ Value: 1 }] });
}
