#nullable enable
using Microsoft.CodeAnalysis;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>How symbols are shown and classified.</summary>
internal static class SymbolText
{
    private static readonly SymbolDisplayFormat Format = SymbolDisplayFormat.MinimallyQualifiedFormat
        .WithMemberOptions(SymbolDisplayFormat.MinimallyQualifiedFormat.MemberOptions
            | SymbolDisplayMemberOptions.IncludeContainingType | SymbolDisplayMemberOptions.IncludeConstantValue)
        .WithParameterOptions(
            SymbolDisplayFormat.MinimallyQualifiedFormat.ParameterOptions | SymbolDisplayParameterOptions.IncludeDefaultValue)
        .WithKindOptions(SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeNamespaceKeyword);

    private static readonly SymbolDisplayFormat TypeFormat = Format.WithMemberOptions(SymbolDisplayMemberOptions.IncludeModifiers)
        .RemoveMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.UseSpecialTypes)
        .AddGenericsOptions(SymbolDisplayGenericsOptions.IncludeVariance | SymbolDisplayGenericsOptions.IncludeTypeConstraints);

    /// <summary>
    /// The declaration without its body: "string string.Substring(int startIndex)". What a cell declares at top level belongs to no type.
    /// </summary>
    public static string Declaration(ISymbol symbol)
    {
        var isTopLevel = symbol.ContainingType is { IsScriptClass: true };
        var format = symbol is INamedTypeSymbol ? TypeFormat
            : isTopLevel ? Format.WithMemberOptions(Format.MemberOptions & ~SymbolDisplayMemberOptions.IncludeContainingType)
            : Format;
        var prefix = symbol switch
        {
            ILocalSymbol => "(local variable) ",
            IParameterSymbol => "(parameter) ",
            IFieldSymbol or IPropertySymbol when isTopLevel => "(variable) ",
            IFieldSymbol { IsConst: true } => "(constant) ",
            IFieldSymbol => "(field) ",
            IMethodSymbol { IsExtensionMethod: true } => "(extension) ",
            IRangeVariableSymbol => "(range variable) ",
            _ => "",
        };
        return prefix + symbol.ToDisplayString(format);
    }

    /// <summary>The tag that front ends choose an icon by.</summary>
    public static string Kind(ISymbol symbol) => symbol switch
    {
        INamedTypeSymbol { TypeKind: TypeKind.Struct } => "Structure",
        INamedTypeSymbol type => type.TypeKind.ToString(),
        IMethodSymbol { IsExtensionMethod: true } => "ExtensionMethod",
        IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum } => "EnumMember",
        IFieldSymbol { IsConst: true } => "Constant",
        IFieldSymbol { ContainingType.IsScriptClass: true } => "Local",
        _ => symbol.Kind.ToString(),
    };
}
