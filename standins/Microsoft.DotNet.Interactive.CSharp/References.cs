#nullable enable
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.Html;
using Microsoft.CodeAnalysis;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>The assemblies that cells are compiled against, with their documentation.</summary>
internal static class References
{
    private static readonly Lazy<MetadataReference[]> Host = new(() =>
    [
        .. Directory.EnumerateFiles(FrameworkFolder, "*.dll").Where(IsManaged).Select(FromFile),
        .. new[] { typeof(Kernel), typeof(CSharpKernel), typeof(Formatter), typeof(IHtmlContent) }.Select(type => FromFile(type.Assembly.Location)),
    ]);

    private static string FrameworkFolder => Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    /// <summary>The base class library and what a cell sees of this host.</summary>
    public static IReadOnlyList<MetadataReference> OfHost() => Host.Value;

    public static MetadataReference FromFile(string path) =>
        MetadataReference.CreateFromFile(path, documentation: new LazyDocumentation(() => FindDocumentation(path)));

    /// <summary>The framework's folder has native libraries too.</summary>
    private static bool IsManaged(string path)
    {
        var name = Path.GetFileName(path);
        return name.StartsWith("System.", StringComparison.Ordinal)
            ? !name.Contains(".Native", StringComparison.Ordinal)
            : name is "Microsoft.CSharp.dll" or "Microsoft.VisualBasic.Core.dll" or "Microsoft.Win32.Primitives.dll"
                or "Microsoft.Win32.Registry.dll" or "mscorlib.dll" or "netstandard.dll";
    }

    /// <summary>The XML file beside the assembly, or, for the framework, in the SDK's reference pack.</summary>
    private static string? FindDocumentation(string path)
    {
        var beside = Path.ChangeExtension(path, ".xml");
        if (File.Exists(beside))
        {
            return beside;
        }
        var framework = new DirectoryInfo(Path.GetDirectoryName(path)!);
        var pack = Path.Combine(framework.Parent?.Parent?.Parent?.FullName ?? "", "packs", $"{framework.Parent?.Name}.Ref");
        return !Directory.Exists(pack) ? null : Directory
            .EnumerateFiles(pack, Path.GetFileName(beside), SearchOption.AllDirectories)
            .OrderByDescending(file => file, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    /// <summary>Reads the documentation when somebody asks for some.</summary>
    private sealed class LazyDocumentation(Func<string?> find) : DocumentationProvider
    {
        private readonly Lazy<Dictionary<string, string>> _members = new(() => find() is { } path ? Read(path) : []);

        public override bool Equals(object? obj) => ReferenceEquals(this, obj);

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

        protected override string? GetDocumentationForSymbol(
            string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default) =>
            _members.Value.GetValueOrDefault(documentationMemberID);

        /// <summary>The members' elements by documentation id; a file that is not well-formed has none.</summary>
        private static Dictionary<string, string> Read(string path)
        {
            try
            {
                return XDocument.Load(path).Descendants("member")
                    .GroupBy(member => (string?)member.Attribute("name") ?? "")
                    .ToDictionary(members => members.Key, members => members.First().ToString());
            }
            catch (Exception exception) when (exception is XmlException or IOException)
            {
                return [];
            }
        }
    }
}
