#nullable enable
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.DotNet.Interactive.PackageManagement;

/// <summary>Knows where the restore of a set of packages under given settings is kept, and whether it still holds.</summary>
internal static class RestoreCache
{
    /// <summary>How long a feed's answer to "the highest version" holds.</summary>
    private static readonly TimeSpan FloatingLifetime = TimeSpan.FromHours(12);

    private static readonly TimeSpan UnusedLifetime = TimeSpan.FromDays(30);
    private static readonly TimeSpan TurnPoll = TimeSpan.FromMilliseconds(50);

    /// <summary>In the user's own data, where nobody else can put packages in its place.</summary>
    private static string Root
    {
        get
        {
            var data = Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
            var home = data.Length > 0 ? data : Path.Combine(Path.GetTempPath(), Environment.UserName);
            return Path.Combine(home, "dotnet-interactive", "restore");
        }
    }

    /// <summary>The folder for a request. It differs when a setting, or what lies in a local source, does.</summary>
    public static string FolderFor(RestoreRequest request, string project)
    {
        DiscardUnused();
        var settings = NuGetSettings.InForce(request.ConfigDirectory);
        var sources = settings.LocalSources.Concat(request.Sources.Where(Directory.Exists)).SelectMany(PackagesIn);
        var key = string.Join(
            '\n', [project, RuntimeInformation.RuntimeIdentifier, Environment.Version.ToString(), .. settings.Contents, .. sources]);
        return Path.Combine(Root, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32]);
    }

    public static bool IsFresh(string folder, RestoreRequest request)
    {
        var assets = new FileInfo(Path.Combine(folder, "obj", "project.assets.json"));
        var floats = request.Requested.Any(package => !package.IsPackageVersionSpecified || package.PackageVersion.Contains('*'));
        return assets.Exists && (!floats || DateTime.UtcNow - assets.LastWriteTimeUtc < FloatingLifetime);
    }

    /// <summary>
    /// Waits until no other kernel restores the same packages under the same settings. The lock is a file that ends with its process, so a
    /// kernel that was killed keeps nobody waiting.
    /// </summary>
    public static async Task<FileStream> WaitForTurnAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Root);
        while (true)
        {
            try
            {
                return new FileStream($"{folder}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (exception is not (DirectoryNotFoundException or PathTooLongException))
            {
                await Task.Delay(TurnPoll, cancellationToken);
            }
        }
    }

    public static void Discard(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void DiscardUnused()
    {
        foreach (var folder in Directory.Exists(Root) ? new DirectoryInfo(Root).GetDirectories() : [])
        {
            if (DateTime.UtcNow - folder.LastWriteTimeUtc > UnusedLifetime)
            {
                Discard(folder.FullName);
            }
        }
    }

    private static IEnumerable<string> PackagesIn(string source) => new DirectoryInfo(source)
        .EnumerateFiles("*.nupkg", SearchOption.AllDirectories)
        .OrderBy(file => file.FullName, StringComparer.Ordinal)
        .Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}");
}
