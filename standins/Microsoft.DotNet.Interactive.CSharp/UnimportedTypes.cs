#nullable enable
using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>
/// The public types of namespaces that a cell has not imported; it can name them in full. They are read from the libraries' own tables,
/// once: the compiler would take a second to make symbols of them all, and keep them.
/// </summary>
internal static class UnimportedTypes
{
    /// <summary>Fewer letters begin too many names.</summary>
    private const int FewestLetters = 3;

    private static readonly ConditionalWeakTable<AssemblyMetadata, string[]> Known = [];

    /// <summary>The types, imported ones among them, whose names begin with a word.</summary>
    public static IEnumerable<INamedTypeSymbol> Find(Compilation compilation, string word) => word.Length < FewestLetters ? [] :
        from library in compilation.SourceModule.ReferencedAssemblySymbols
        let tables = library.GetMetadata()
        where tables is not null
        from name in Known.GetValue(tables, NamesIn)
        where name.AsSpan(name.LastIndexOf('.') + 1).StartsWith(word, StringComparison.OrdinalIgnoreCase)
        let type = library.GetTypeByMetadataName(name)
        where type is not null
        select type;

    private static string[] NamesIn(AssemblyMetadata library)
    {
        var reader = library.GetModules()[0].GetMetadataReader();
        return
        [
            .. reader.TypeDefinitions
                .Select(reader.GetTypeDefinition)
                .Where(type => (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public && !type.Namespace.IsNil)
                .Select(type => $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}"),
        ];
    }
}
