#nullable enable
using System.Reflection;
using System.Reflection.Metadata;
using Microsoft.AspNetCore.Html;
using Microsoft.CodeAnalysis;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>The assemblies that cells are compiled against, with their documentation.</summary>
internal static class References
{
    /// <summary>The base class library and what a cell sees of this host.</summary>
    public static IReadOnlyList<string> HostPaths { get; } =
    [
        .. Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll").Where(IsManaged),
        .. new[] { typeof(Kernel), typeof(CSharpKernel), typeof(Formatter), typeof(IHtmlContent) }.Select(type => type.Assembly.Location),
    ];

    private static readonly Lazy<MetadataReference[]> Host = new(() => [.. HostPaths.Select(FromFile).Where(HasTypes)]);

    /// <summary>
    /// References to those of <see cref="HostPaths"/> that hold types, made once for all notebooks of the process. The others only say
    /// where types are; the compiler finds them where a library needs them, and would spend a third of a short cell's time on them.
    /// </summary>
    public static IReadOnlyList<MetadataReference> OfHost() => Host.Value;

    /// <summary>A reference that reads of the file what the compiler asks for; <see cref="MetadataReference.CreateFromFile(string,
    /// MetadataReferenceProperties, DocumentationProvider)"/> would
    /// hold all of it in memory.</summary>
    public static PortableExecutableReference FromFile(string path) =>
        AssemblyMetadata.CreateFromFile(path).GetReference(new DocumentationFile(path), filePath: path);

    private static bool HasTypes(PortableExecutableReference reference)
    {
        var reader = ((AssemblyMetadata)reference.GetMetadata()).GetModules()[0].GetMetadataReader();
        return reader.TypeDefinitions.Any(type => reader.GetTypeDefinition(type).Attributes.HasFlag(TypeAttributes.Public));
    }

    /// <summary>The framework's folder has native libraries too.</summary>
    private static bool IsManaged(string path)
    {
        var name = Path.GetFileName(path);
        return name.StartsWith("System.", StringComparison.Ordinal)
            ? !name.Contains(".Native", StringComparison.Ordinal)
            : name is "Microsoft.CSharp.dll" or "Microsoft.VisualBasic.Core.dll" or "Microsoft.Win32.Primitives.dll"
                or "Microsoft.Win32.Registry.dll" or "mscorlib.dll" or "netstandard.dll";
    }
}
