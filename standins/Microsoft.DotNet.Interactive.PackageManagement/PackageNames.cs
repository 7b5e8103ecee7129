#nullable enable
namespace Microsoft.DotNet.Interactive.PackageManagement;

/// <summary>The packages that completion can offer without asking a feed.</summary>
internal static class PackageNames
{
    /// <summary>What the packages folder holds, as <c>"nuget: name"</c> and <c>"nuget: name, version"</c>.</summary>
    public static IEnumerable<string> InCache()
    {
        var folder = new DirectoryInfo(NuGetSettings.InForce(Directory.GetCurrentDirectory()).PackagesFolder);
        return folder.Exists ? folder.EnumerateDirectories().SelectMany(Offers) : [];
    }

    private static IEnumerable<string> Offers(DirectoryInfo package)
    {
        var versions = package.GetDirectories();
        var name = versions.Length == 0 ? package.Name : ProperName(versions[^1], package.Name);
        return versions.Select(version => $"\"nuget: {name}, {version.Name}\"").Prepend($"\"nuget: {name}\"");
    }

    /// <summary>The folder's name is in lower case; the nuspec has the name as its author writes it.</summary>
    private static string ProperName(DirectoryInfo version, string lowerCase)
    {
        var nuspec = Path.Combine(version.FullName, lowerCase + ".nuspec");
        var line = File.Exists(nuspec)
            ? File.ReadLines(nuspec).FirstOrDefault(text => text.Contains("<id>", StringComparison.Ordinal))
            : null;
        return line?.Split("<id>", 2)[1].Split("</id>", 2)[0].Trim() ?? lowerCase;
    }
}
