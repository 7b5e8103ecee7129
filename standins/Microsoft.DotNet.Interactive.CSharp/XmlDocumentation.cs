#nullable enable
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>A symbol's XML documentation as markdown.</summary>
internal sealed partial class XmlDocumentation
{
    private readonly XElement? _root;

    private XmlDocumentation(XElement? root) => _root = root;

    public static XmlDocumentation Of(ISymbol symbol, CancellationToken cancellationToken)
    {
        var original = (symbol as IMethodSymbol)?.ReducedFrom?.OriginalDefinition ?? symbol.OriginalDefinition;
        var xml = original.GetDocumentationCommentXml(CultureInfo.InvariantCulture, cancellationToken: cancellationToken);
        try
        {
            var root = string.IsNullOrWhiteSpace(xml) ? null : XElement.Parse(xml, LoadOptions.PreserveWhitespace);
            return root?.Descendants("inheritdoc").Any() == true && Inherited(original) is { } source
                ? Of(source, cancellationToken)
                : new(root);
        }
        catch (XmlException)
        {
            return new(null);
        }
    }

    public string Summary => Text(_root?.Element("summary"));

    public string Parameter(string name) =>
        Text(_root?.Elements("param").FirstOrDefault(element => (string?)element.Attribute("name") == name));

    /// <summary>Summary, returns, exceptions and remarks.</summary>
    public string ToMarkdown()
    {
        string[] sections =
        [
            Summary,
            Titled("Returns", Text(_root?.Element("returns"))),
            .. (_root?.Elements("exception") ?? [])
                .Select(exception => Titled($"`{ShortName((string?)exception.Attribute("cref"))}`", Text(exception))),
            Titled("Remarks", Text(_root?.Element("remarks"))),
        ];
        return string.Join("\n\n", sections.Where(section => section.Length > 0));
    }

    private static string Titled(string title, string text) => text.Length == 0 ? "" : $"{title}: {text}";

    private static string Text(XElement? element) => element is null ? "" : string.Concat(element.Nodes().Select(ToMarkdown)).Trim();

    private static string ToMarkdown(XNode node) => node switch
    {
        XText text => Blanks().Replace(text.Value, " "),
        XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } reference => $"`{ShortName(Target(reference))}`",
        XElement { Name.LocalName: "c" } code => $"`{code.Value.Trim()}`",
        XElement { Name.LocalName: "code" } code => $"\n\n```csharp\n{code.Value.Trim('\n')}\n```\n\n",
        XElement { Name.LocalName: "para" } paragraph => $"\n\n{Text(paragraph)}\n\n",
        XElement { Name.LocalName: "item" } item => $"\n- {Text(item)}",
        XElement other => Text(other),
        _ => "",
    };

    private static string? Target(XElement reference) =>
        (string?)(
            reference.Attribute("cref") ?? reference.Attribute("langword") ?? reference.Attribute("name") ?? reference.Attribute("href"));

    /// <summary>"M:System.String.Substring(System.Int32)" is "String.Substring"; names without a prefix stay.</summary>
    private static string ShortName(string? id)
    {
        if (id is not [_, ':', ..])
        {
            return id ?? "";
        }
        var parts = id[2..].Split('(')[0].Split('.');
        return Arity().Replace(string.Join('.', id[0] is 'T' or 'N' ? parts[^1..] : parts[Math.Max(0, parts.Length - 2)..]), "");
    }

    private static ISymbol? Inherited(ISymbol symbol) => symbol switch
    {
        IMethodSymbol { OverriddenMethod: { } method } => method,
        IPropertySymbol { OverriddenProperty: { } property } => property,
        INamedTypeSymbol { BaseType: { SpecialType: not SpecialType.System_Object } type } => type,
        { ContainingType: { } container } => container.AllInterfaces
            .SelectMany(type => type.GetMembers())
            .FirstOrDefault(
                member => SymbolEqualityComparer.Default.Equals(container.FindImplementationForInterfaceMember(member), symbol)),
        _ => null,
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"`+\d+")]
    private static partial Regex Arity();
}
