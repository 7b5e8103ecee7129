#nullable enable
using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Microsoft.DotNet.Interactive.PackageManagement;

/// <summary>What to restore.</summary>
/// <param name="Pinned">What earlier restores have found; it keeps its version.</param>
/// <param name="ConfigDirectory">Where NuGet begins to look for nuget.config, and from there upwards.</param>
internal sealed record RestoreRequest(
    IReadOnlyList<PackageReference> Requested,
    IReadOnlyList<ResolvedPackageReference> Pinned,
    IReadOnlyList<string> Sources,
    string ConfigDirectory,
    bool Force);

/// <summary>Either packages, or errors for the user.</summary>
internal sealed record RestoreOutcome(IReadOnlyList<ResolvedPackageReference> Packages, IReadOnlyList<string> Errors);

/// <summary>Restores by <c>dotnet restore</c> of a generated project. The project has a folder of its own for each set of packages and
/// settings, so that a
/// restore done before costs nothing.</summary>
internal static partial class RestoreProject
{
    private const string FileName = "notebook.csproj";

    private static readonly IReadOnlySet<string> NoNames = new HashSet<string>();

    /// <exception cref="OperationCanceledException">The cell was interrupted; nothing of the restore is kept.</exception>
    public static async Task<RestoreOutcome> RestoreAsync(RestoreRequest request, CancellationToken cancellationToken)
    {
        var folder = RestoreCache.FolderFor(request, ToXml(request, NoNames));
        await using var turn = await RestoreCache.WaitForTurnAsync(folder, cancellationToken);
        if (!request.Force && RestoreCache.IsFresh(folder, request) && AssetsFile.Read(AssetsPath(folder)) is { } known)
        {
            return new RestoreOutcome(known, []);
        }
        IReadOnlyList<string>? errors = null;
        try
        {
            errors = await RestoreAsync(folder, request, cancellationToken);
            if (errors.Count == 0 && AssetsFile.Read(AssetsPath(folder)) is { } packages)
            {
                return new RestoreOutcome(packages, []);
            }
            RestoreCache.Discard(folder);
            return new RestoreOutcome([], RestoreErrors.Explain(errors, request));
        }
        finally
        {
            if (errors is null)
            {
                RestoreCache.Discard(folder);
            }
        }
    }

    private static async Task<IReadOnlyList<string>> RestoreAsync(
        string folder, RestoreRequest request, CancellationToken cancellationToken)
    {
        var errors = await RunAsync(folder, ToXml(request, NoNames), cancellationToken);
        var onlyPrerelease = errors.Select(error => NoStableVersion().Match(error))
            .Where(match => match.Success)
            .Select(match => match.Groups[1].Value);
        return onlyPrerelease.ToHashSet(StringComparer.OrdinalIgnoreCase) is { Count: > 0 } names
            ? await RunAsync(folder, ToXml(request, names), cancellationToken)
            : errors;
    }

    private static string AssetsPath(string folder) => Path.Combine(folder, "obj", "project.assets.json");

    /// <param name="onlyPrerelease">Packages without a stable version: without a version given, their highest pre-release will do.</param>
    private static string ToXml(RestoreRequest request, IReadOnlySet<string> onlyPrerelease)
    {
        var names = request.Requested.Select(package => package.PackageName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var pinned = request.Pinned
            .Where(package => !names.Contains(package.PackageName))
            .Select(package => (package.PackageName, Version: $"[{package.PackageVersion}]"));
        var packages = request.Requested
            .Select(package => (package.PackageName, Version: VersionOf(package, onlyPrerelease)))
            .Concat(pinned)
            .OrderBy(package => package.PackageName, StringComparer.OrdinalIgnoreCase);
        return new XElement(
            "Project",
            new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement(
                "PropertyGroup",
                new XElement("TargetFramework", $"net{Environment.Version.Major}.0"),
                new XElement("RestoreRootConfigDirectory", request.ConfigDirectory),
                new XElement("RestoreAdditionalProjectSources", string.Join(';', request.Sources)),
                new XElement("ManagePackageVersionsCentrally", false),
                new XElement("NuGetAudit", false)),
            new XElement(
                "ItemGroup",
                new XElement("FrameworkReference", new XAttribute("Include", "Microsoft.AspNetCore.App")),
                packages.Select(package => new XElement(
                    "PackageReference",
                    new XAttribute("Include", package.PackageName),
                    new XAttribute("Version", package.Version))))).ToString();
    }

    private static string VersionOf(PackageReference package, IReadOnlySet<string> onlyPrerelease) =>
        package.IsPackageVersionSpecified ? package.PackageVersion
            : onlyPrerelease.Contains(package.PackageName) ? "*-*"
            : "*";

    /// <returns>The errors that NuGet reports.</returns>
    private static async Task<IReadOnlyList<string>> RunAsync(string folder, string project, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, FileName), project, cancellationToken);
        var start = new ProcessStartInfo(DotnetPath())
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "restore", FileName, "--nologo", "--verbosity", "quiet", "-nodeReuse:false",
                "-p:ImportDirectoryBuildProps=false", "-p:ImportDirectoryBuildTargets=false",
            },
        };
        // A host that was itself started by MSBuild has its variables, which are for that MSBuild.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }
        using var process = Process.Start(start)!;
        await using var kill = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode == 0 ? [] : RestoreErrors.Parse(await output + await error);
    }

    /// <summary>The dotnet command of the runtime that runs this process, or the one on the path.</summary>
    private static string DotnetPath()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var root = new DirectoryInfo(Path.GetDirectoryName(typeof(object).Assembly.Location)!).Parent?.Parent?.Parent;
        var beside = Path.Combine(root?.FullName ?? "", name);
        return File.Exists(beside) && Directory.Exists(Path.Combine(root!.FullName, "sdk")) ? beside : name;
    }

    [GeneratedRegex(@"NU1103: Unable to find a stable package (\S+)")]
    private static partial Regex NoStableVersion();
}
