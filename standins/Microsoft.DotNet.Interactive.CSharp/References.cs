#nullable enable
using Microsoft.AspNetCore.Html;
using Microsoft.CodeAnalysis;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>The assemblies that cells are compiled against, with their documentation.</summary>
internal static class References
{
    private static readonly Lazy<MetadataReference[]> Host = new(() =>
    [
        .. Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll").Where(IsManaged).Select(FromFile),
        .. new[] { typeof(Kernel), typeof(CSharpKernel), typeof(Formatter), typeof(IHtmlContent) }.Select(type => FromFile(type.Assembly.Location)),
    ]);

    /// <summary>The base class library and what a cell sees of this host.</summary>
    public static IReadOnlyList<MetadataReference> OfHost() => Host.Value;

    public static MetadataReference FromFile(string path) => MetadataReference.CreateFromFile(path, documentation: new DocumentationFile(path));

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
