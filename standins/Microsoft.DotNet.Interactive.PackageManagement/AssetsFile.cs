#nullable enable
using System.Text.Json;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive.PackageManagement;

/// <summary>Reads from a restore's project.assets.json what this process shall load.</summary>
internal static class AssetsFile
{
    private const string WebFramework = "Microsoft.AspNetCore.App";

    /// <returns>The packages, or null when the file or a package's folder is not there any more.</returns>
    public static IReadOnlyList<ResolvedPackageReference>? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var folders = json.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToArray();
        var libraries = json.RootElement.GetProperty("libraries");
        var packages = new List<ResolvedPackageReference>();
        foreach (var entry in json.RootElement.GetProperty("targets").EnumerateObject().First().Value.EnumerateObject())
        {
            if (entry.Value.GetProperty("type").GetString() != "package")
            {
                continue;
            }
            var relative = libraries.GetProperty(entry.Name).GetProperty("path").GetString()!;
            var root = folders.Select(folder => Path.Combine(folder, relative)).FirstOrDefault(Directory.Exists);
            if (root is null)
            {
                return null;
            }
            var name = entry.Name.Split('/');
            packages.Add(
                new ResolvedPackageReference(name[0], name[1], Assemblies(entry.Value, root), root, NativeFolders(entry.Value, root)));
        }
        return packages;
    }

    /// <summary>
    /// The package's assemblies, those for this platform in place of the general ones of the same name; and the web framework's for a
    /// package that uses it.
    /// </summary>
    private static List<string> Assemblies(JsonElement package, string root)
    {
        var byName = Files(package, "runtime").ToDictionary(file => Path.GetFileName(file), StringComparer.OrdinalIgnoreCase);
        foreach (var file in PlatformFiles(package, "runtime"))
        {
            byName[Path.GetFileName(file)] = file;
        }
        var assemblies = byName.Values.Where(IsAssembly).Select(file => Path.Combine(root, file)).ToList();
        if (package.TryGetProperty("frameworkReferences", out var frameworks)
            && frameworks.EnumerateArray().Any(framework => framework.GetString() == WebFramework))
        {
            assemblies.AddRange(
                Directory.EnumerateFiles(Path.GetDirectoryName(typeof(IHtmlContent).Assembly.Location)!, "Microsoft.*.dll"));
        }
        return assemblies;
    }

    private static string[] NativeFolders(JsonElement package, string root) =>
    [
        .. Files(package, "native")
            .Concat(PlatformFiles(package, "native"))
            .Select(file => Path.GetDirectoryName(Path.Combine(root, file))!)
            .Distinct(),
    ];

    private static bool IsAssembly(string file) => Path.GetExtension(file) is ".dll" or ".exe";

    private static IEnumerable<string> Files(JsonElement package, string kind) => package.TryGetProperty(kind, out var files)
        ? files.EnumerateObject().Select(file => file.Name).Where(name => !name.EndsWith("_._", StringComparison.Ordinal))
        : [];

    /// <summary>The files for the most specific platform among those that this process can use.</summary>
    private static IEnumerable<string> PlatformFiles(JsonElement package, string kind)
    {
        if (!package.TryGetProperty("runtimeTargets", out var targets))
        {
            return [];
        }
        var byPlatform = targets.EnumerateObject()
            .Where(file => file.Value.GetProperty("assetType").GetString() == kind)
            .ToLookup(file => file.Value.GetProperty("rid").GetString(), file => file.Name);
        return PlatformGraph.Current.Select(platform => byPlatform[platform]).FirstOrDefault(files => files.Any()) ?? [];
    }
}
