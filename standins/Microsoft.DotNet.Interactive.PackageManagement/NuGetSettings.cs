#nullable enable
using System.Xml;
using System.Xml.Linq;

namespace Microsoft.DotNet.Interactive.PackageManagement;

/// <summary>
/// The nuget.config files in force in a folder, as far as a cache and completion need to know them; NuGet itself reads them for the
/// restore.
/// </summary>
/// <param name="Contents">The files' texts with their paths.</param>
/// <param name="LocalSources">The package sources that are folders here.</param>
/// <param name="PackagesFolder">Where packages are unpacked to.</param>
internal sealed record NuGetSettings(IReadOnlyList<string> Contents, IReadOnlyList<string> LocalSources, string PackagesFolder)
{
    private static readonly string[] FileNames = ["nuget.config", "NuGet.config", "NuGet.Config"];

    public static NuGetSettings InForce(string directory)
    {
        string[] files = [.. FilesAbove(directory).Concat(UserFiles())];
        var values = files.SelectMany(Values).ToArray();
        var sources = values.Where(value => value.Section == "packageSources").Select(value => value.Path);
        return new NuGetSettings(
            [.. files.Select(file => $"{file}\n{File.ReadAllText(file)}")],
            [.. sources.Where(Directory.Exists).Distinct()],
            Environment.GetEnvironmentVariable("NUGET_PACKAGES")
                ?? values.FirstOrDefault(value => value is { Section: "config", Key: "globalPackagesFolder" }).Path
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"));
    }

    /// <summary>The nearest first, as NuGet ranks them.</summary>
    private static IEnumerable<string> FilesAbove(string directory)
    {
        for (var folder = new DirectoryInfo(directory); folder is not null; folder = folder.Parent)
        {
            if (FileNames.Select(name => Path.Combine(folder.FullName, name)).FirstOrDefault(File.Exists) is { } file)
            {
                yield return file;
            }
        }
    }

    private static IEnumerable<string> UserFiles()
    {
        var folder = OperatingSystem.IsWindows()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "NuGet")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "NuGet");
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.config", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : [];
    }

    /// <summary>The settings of a file, with paths made absolute: relative ones are relative to the file.</summary>
    private static IEnumerable<(string Section, string Key, string Path)> Values(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        try
        {
            return
            [
                .. from element in XDocument.Load(file).Descendants("add")
                   let value = Environment.ExpandEnvironmentVariables((string?)element.Attribute("value") ?? "")
                   where value.Length > 0 && !value.Contains("://", StringComparison.Ordinal)
                   let key = (string?)element.Attribute("key") ?? ""
                   select (element.Parent!.Name.LocalName, key, Path.GetFullPath(value, folder)),
            ];
        }
        catch (XmlException)
        {
            // The restore says so, better than we could.
            return [];
        }
    }
}
