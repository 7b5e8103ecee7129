#nullable enable
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>
/// The XML documentation of an assembly: the file beside it or, for the framework, those of the SDK's reference pack. There the
/// documentation of a type
/// is in the file of the assembly that programs refer to, which is not the one that holds the type: the type's namespace tells which one it
/// may be.
/// </summary>
internal sealed class DocumentationFile(string assembly) : DocumentationProvider
{
    /// <summary>Files are some megabytes, and one is asked many times in a row.</summary>
    private static readonly ConcurrentDictionary<string, WeakReference<byte[]>> Contents = new();

    private static readonly string[] CoreFiles = ["System.Runtime", "System.Threading", "System.Memory", "System.Runtime.InteropServices"];

    private static readonly Lazy<string?> Pack = new(FindPack);

    public override bool Equals(object? obj) => obj is DocumentationFile other && other.AssemblyPath == AssemblyPath;

    public override int GetHashCode() => AssemblyPath.GetHashCode(StringComparison.Ordinal);

    private string AssemblyPath => assembly;

    protected override string? GetDocumentationForSymbol(
        string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default) =>
        Candidates(documentationMemberID)
            .Where(File.Exists)
            .Select(file => Find(file, documentationMemberID))
            .FirstOrDefault(found => found is not null);

    private IEnumerable<string> Candidates(string id)
    {
        yield return Path.ChangeExtension(assembly, ".xml");
        if (Pack.Value is { } pack && Path.GetDirectoryName(assembly) == Path.GetDirectoryName(typeof(object).Assembly.Location))
        {
            foreach (var name in Namespaces(id).Prepend(Path.GetFileNameWithoutExtension(assembly)).Concat(CoreFiles).Distinct())
            {
                yield return Path.Combine(pack, name + ".xml");
            }
        }
    }

    /// <summary>
    /// "M:System.Text.StringBuilder.Append(System.Char)": System.Text.StringBuilder.Append, System.Text.StringBuilder, System.Text.
    /// </summary>
    private static IEnumerable<string> Namespaces(string id)
    {
        for (var name = id[2..].Split('(')[0]; name.Contains('.', StringComparison.Ordinal); name = name[..name.LastIndexOf('.')])
        {
            yield return name;
        }
    }

    /// <summary>The element of a member, found without parsing the rest of the file.</summary>
    private static string? Find(string file, string id)
    {
        var content = Read(file).AsSpan();
        var start = content.IndexOf(Encoding.UTF8.GetBytes($"<member name=\"{id}\">"));
        var end = start < 0 ? -1 : content[start..].IndexOf("</member>"u8);
        return end < 0 ? null : Encoding.UTF8.GetString(content.Slice(start, end + "</member>".Length));
    }

    private static byte[] Read(string file)
    {
        if (!Contents.TryGetValue(file, out var reference) || !reference.TryGetTarget(out var content))
        {
            content = File.ReadAllBytes(file);
            Contents[file] = new WeakReference<byte[]>(content);
        }
        return content;
    }

    private static string? FindPack()
    {
        var runtime = new DirectoryInfo(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        var pack = Path.Combine(runtime.Parent?.Parent?.Parent?.FullName ?? "", "packs", $"{runtime.Parent?.Name}.Ref");
        var version = Environment.Version.Major;
        return !Directory.Exists(pack) ? null : Directory
            .EnumerateDirectories(pack, $"{version}.*")
            .Select(folder => Path.Combine(folder, "ref", $"net{version}.0"))
            .LastOrDefault(Directory.Exists);
    }
}
