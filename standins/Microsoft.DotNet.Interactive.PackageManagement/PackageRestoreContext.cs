using System.Collections.Concurrent;

namespace Microsoft.DotNet.Interactive.PackageManagement;

/// <summary>
/// The packages of a notebook. They are restored together, as NuGet does for a project; what has been resolved stays at its version,
/// because it may be
/// loaded. Settings are those of the nuget.config files that are in force in the working directory, the user's among them.
/// </summary>
public class PackageRestoreContext : IDisposable
{
    private readonly ConcurrentDictionary<string, PackageReference> _requested = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, ResolvedPackageReference> _resolved = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _answered = new(StringComparer.OrdinalIgnoreCase); // NuGet may have taken a higher version
    private readonly List<string> _sources = [];
    private readonly List<string> _newSources = [];
    private readonly NativeLibraries _natives = new();
    private readonly bool _forceRestore;

    /// <param name="forceRestore">Restores even what has been restored before with the same settings.</param>
    public PackageRestoreContext(bool forceRestore = false) => _forceRestore = forceRestore;

    /// <summary>The sources that <see cref="TryAddRestoreSource"/> has added to those of the settings.</summary>
    public IEnumerable<string> RestoreSources => _sources.Concat(_newSources);

    /// <summary>What the next restore shall add.</summary>
    public IEnumerable<PackageReference> RequestedPackageReferences => _requested.Values;

    public IEnumerable<ResolvedPackageReference> ResolvedPackageReferences => _resolved.Values;

    /// <summary>Adds a folder or the address of a feed; a relative folder is relative to the working directory.</summary>
    public void TryAddRestoreSource(string source)
    {
        var place = source.Contains("://", StringComparison.Ordinal) ? source : Path.GetFullPath(source);
        if (!RestoreSources.Contains(place))
        {
            _newSources.Add(place);
        }
    }

    /// <summary>Asks for a package, unless it is there. Null when what is there, or was asked for before, does not meet the request.</summary>
    public PackageReference GetOrAddPackageReference(string packageName, string packageVersion = null)
    {
        var existing = _resolved.GetValueOrDefault(packageName) ?? _requested.GetValueOrDefault(packageName);
        if (existing is null)
        {
            return _requested.GetOrAdd(packageName, new PackageReference(packageName, packageVersion));
        }
        var again = new PackageReference(packageName, packageVersion?.Trim());
        var isMet = !again.IsPackageVersionSpecified || again.PackageVersion is "*" or "*-*" || _answered.Contains(again.ToString())
            || string.Equals(existing.PackageVersion.Trim(), again.PackageVersion, StringComparison.OrdinalIgnoreCase)
            || VersionRequest.IsMetBy(again.PackageVersion, existing.PackageVersion);
        return isMet ? existing : null;
    }

    /// <exception cref="KeyNotFoundException">The package has not been resolved.</exception>
    public ResolvedPackageReference GetResolvedPackageReference(string packageName) => _resolved[packageName];

    /// <summary>
    /// Finds the requested packages and all they depend on. A restore that fails forgets what it was asked for: the next one is none the
    /// worse.
    /// </summary>
    public async Task<PackageRestoreResult> RestoreAsync()
    {
        var requested = _requested.Values.ToArray();
        var request = new RestoreRequest(
            requested, [.. _resolved.Values], [.. RestoreSources], Directory.GetCurrentDirectory(), _forceRestore);
        RestoreOutcome outcome;
        var newSources = _newSources.ToArray();
        try
        {
            outcome = await RestoreProject.RestoreAsync(request, KernelInvocationContext.Current?.CancellationToken ?? default);
        }
        finally
        {
            ForgetRequests();
        }
        if (outcome.Errors.Count > 0)
        {
            _sources.RemoveAll(source => outcome.Errors.Any(error => IsUnreachable(error, source)));
            return new PackageRestoreResult(false, requested, errors: outcome.Errors);
        }
        _sources.AddRange(newSources);
        _answered.UnionWith(requested.Select(package => package.ToString()));
        ResolvedPackageReference[] added = [.. outcome.Packages.Where(package => _resolved.TryAdd(package.PackageName, package))];
        _natives.Add(added.SelectMany(package => package.ProbingPaths));
        return new PackageRestoreResult(true, requested, added);
    }

    /// <summary>A cell that failed asks for nothing any more.</summary>
    internal void ForgetRequests()
    {
        _requested.Clear();
        _newSources.Clear();
    }

    public void Dispose() => _natives.Dispose();

    private static bool IsUnreachable(string error, string source) =>
        error.StartsWith("NU1301", StringComparison.Ordinal) && error.Contains(source, StringComparison.OrdinalIgnoreCase);
}
