namespace Microsoft.DotNet.Interactive.PackageManagement;

/// <summary>What a restore found, or why it found nothing.</summary>
public class PackageRestoreResult
{
    public PackageRestoreResult(
        bool succeeded,
        IEnumerable<PackageReference> requestedPackages,
        IReadOnlyList<ResolvedPackageReference> resolvedReferences = null,
        IReadOnlyCollection<string> errors = null)
    {
        ArgumentNullException.ThrowIfNull(requestedPackages);
        if (!succeeded && errors is not { Count: > 0 })
        {
            throw new ArgumentException("Must provide errors when succeeded is false.", nameof(errors));
        }
        Succeeded = succeeded;
        ResolvedReferences = resolvedReferences ?? [];
        Errors = errors ?? [];
    }

    public bool Succeeded { get; }

    /// <summary>The packages that this restore has added, those that others depend on included.</summary>
    public IReadOnlyList<ResolvedPackageReference> ResolvedReferences { get; }

    public IReadOnlyCollection<string> Errors { get; }
}
