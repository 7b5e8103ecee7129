using System.IO.Compression;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Standins.Tests.Interactive;

/// <summary>A package of a test: one assembly made from source, and files as they are.</summary>
internal sealed record TestPackage(string Id, string Version)
{
    /// <summary>C# of the assembly that bears the package's id; null for none.</summary>
    public string? Source { get; init; }

    /// <summary>Ids and lowest versions.</summary>
    public (string Id, string Version)[] Dependencies { get; init; } = [];

    /// <summary>Framework references, as Microsoft.AspNetCore.App.</summary>
    public string[] Frameworks { get; init; } = [];

    /// <summary>Path in the package and path on disk.</summary>
    public (string Path, string File)[] Files { get; init; } = [];

    /// <summary>Paths of assemblies that the source refers to.</summary>
    public string[] References { get; init; } = [];
}

/// <summary>
/// A folder under the temporary one with a feed, a packages folder and a nuget.config that knows nothing else; it is the working directory
/// while the test runs.
/// </summary>
internal sealed class LocalFeed : IDisposable
{
    private readonly string _before = Directory.GetCurrentDirectory();

    public LocalFeed()
    {
        Folder = Directory.CreateTempSubdirectory("feed-").FullName;
        Directory.CreateDirectory(Path.Combine(Folder, "feed"));
        Directory.CreateDirectory(Path.Combine(Folder, "notebooks"));
        WriteConfig(Folder, new XElement("add", new XAttribute("key", "local"), new XAttribute("value", "feed")), clear: true);
        Directory.SetCurrentDirectory(Path.Combine(Folder, "notebooks"));
    }

    public string Folder { get; }

    /// <summary>Writes a nuget.config whose paths are relative to its folder.</summary>
    public void WriteConfig(string folder, XElement source, bool clear)
    {
        Directory.CreateDirectory(folder);
        new XElement(
            "configuration",
            clear ? new XElement("config", new XElement("add", new XAttribute("key", "globalPackagesFolder"), new XAttribute("value", "packages"))) : null,
            new XElement("packageSources", clear ? new XElement("clear") : null, source)).Save(Path.Combine(folder, "nuget.config"));
    }

    /// <summary>Writes the package to the feed, or to another folder.</summary>
    public void Add(TestPackage package, string feed = "feed")
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, feed)).FullName;
        using var zip = ZipFile.Open(Path.Combine(folder, $"{package.Id}.{package.Version}.nupkg"), ZipArchiveMode.Create);
        using (var nuspec = zip.CreateEntry($"{package.Id}.nuspec").Open())
        {
            Nuspec(package).Save(nuspec);
        }
        if (package.Source is not null)
        {
            using var assembly = zip.CreateEntry($"lib/net10.0/{package.Id}.dll").Open();
            assembly.Write(Compile(package));
        }
        foreach (var (path, file) in package.Files)
        {
            zip.CreateEntryFromFile(file, path);
        }
    }

    /// <summary>Adds a package in several versions, each with a class of the package's name that tells its own.</summary>
    public void AddVersions(string name, params string[] versions) =>
        Array.ForEach(versions, version => Add(new TestPackage(name, version) { Source = VersionClass(name, version) }));

    public static string VersionClass(string name, string version) =>
        $"public static class {name} {{ public static string Version => \"{version}\"; }}";

    public void Dispose()
    {
        Directory.SetCurrentDirectory(_before);
        Directory.Delete(Folder, recursive: true);
    }

    public static byte[] Compile(TestPackage package)
    {
        var framework = Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System.*.dll").Where(file => !file.Contains("Native", StringComparison.Ordinal));
        var compilation = CSharpCompilation.Create(
            package.Id,
            [CSharpSyntaxTree.ParseText($"[assembly: System.Reflection.AssemblyVersion(\"{package.Version.Split('-')[0]}.0\")] {package.Source}")],
            framework.Concat(package.References).Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        return result.Success ? stream.ToArray() : throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
    }

    private static XElement Nuspec(TestPackage package)
    {
        XNamespace ns = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";
        return new XElement(
            ns + "package",
            new XElement(
                ns + "metadata",
                new XElement(ns + "id", package.Id),
                new XElement(ns + "version", package.Version),
                new XElement(ns + "authors", "test"),
                new XElement(ns + "description", "test"),
                new XElement(
                    ns + "dependencies",
                    new XElement(
                        ns + "group",
                        new XAttribute("targetFramework", "net10.0"),
                        package.Dependencies.Select(dependency => new XElement(
                            ns + "dependency", new XAttribute("id", dependency.Id), new XAttribute("version", dependency.Version))))),
                new XElement(
                    ns + "frameworkReferences",
                    package.Frameworks.Select(framework => new XElement(
                        ns + "group",
                        new XAttribute("targetFramework", "net10.0"),
                        new XElement(ns + "frameworkReference", new XAttribute("name", framework)))))));
    }
}
