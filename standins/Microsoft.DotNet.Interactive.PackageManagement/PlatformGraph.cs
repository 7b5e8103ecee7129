#nullable enable
using System.Runtime.InteropServices;

namespace Microsoft.DotNet.Interactive.PackageManagement;

/// <summary>
/// The runtime identifiers whose files this process can use, the most specific first: debian.12-x64, debian-x64, linux-x64, linux,
/// unix-x64, unix, any.
/// </summary>
internal static class PlatformGraph
{
    public static IReadOnlyList<string> Current { get; } = [.. From(RuntimeInformation.RuntimeIdentifier, Distribution(), System())];

    /// <param name="identifier">What the runtime calls itself.</param>
    /// <param name="distribution">Name and version of a Linux distribution, "debian.12", or null.</param>
    /// <param name="system">"linux", "linux-musl", "osx" or "win".</param>
    public static IEnumerable<string> From(string identifier, string? distribution, string system)
    {
        var architecture = identifier[(identifier.LastIndexOf('-') + 1)..];
        string?[] families =
        [
            distribution,
            distribution?.Split('.')[0],
            system,
            system == "linux-musl" ? "linux" : null,
            system == "win" ? null : "unix",
        ];
        return families.OfType<string>()
            .SelectMany(family => new[] { $"{family}-{architecture}", family })
            .Prepend(identifier)
            .Append("any")
            .Distinct();
    }

    private static string System() => OperatingSystem.IsWindows() ? "win"
        : OperatingSystem.IsMacOS() ? "osx"
        : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linux-musl"
        : "linux";

    private static string? Distribution()
    {
        const string file = "/etc/os-release";
        if (!File.Exists(file))
        {
            return null;
        }
        var values = File.ReadLines(file)
            .Select(line => line.Split('=', 2))
            .Where(parts => parts.Length == 2)
            .ToLookup(parts => parts[0], parts => parts[1].Trim('"'));
        return values["ID"].FirstOrDefault() is { } id && values["VERSION_ID"].FirstOrDefault() is { } version ? $"{id}.{version}" : null;
    }
}
