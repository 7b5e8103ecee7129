using System.Diagnostics.CodeAnalysis;

namespace Microsoft.DotNet.Interactive;

/// <summary>A package as <c>#r "nuget: name, version"</c> asks for it.</summary>
public class PackageReference
{
    private const string Prefix = "nuget:";

    public PackageReference(string packageName, string packageVersion = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(packageName);
        PackageName = packageName;
        PackageVersion = packageVersion ?? "";
    }

    public string PackageName { get; }

    /// <summary>Version, range or floating version; empty when none was given.</summary>
    public string PackageVersion { get; }

    public bool IsPackageVersionSpecified => !string.IsNullOrWhiteSpace(PackageVersion);

    /// <summary>Reads <c>nuget: name, version</c>, with or without quotes.</summary>
    public static bool TryParse(string value, [NotNullWhen(true)] out PackageReference reference)
    {
        reference = null;
        var text = value.Trim(' ', '\t', '"');
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }
        var parts = text[Prefix.Length..].Split(',', 2, StringSplitOptions.TrimEntries);
        if (parts[0].Length == 0)
        {
            return false;
        }
        reference = new PackageReference(parts[0], parts.ElementAtOrDefault(1));
        return true;
    }

    public override string ToString() => IsPackageVersionSpecified ? $"{PackageName},{PackageVersion}" : PackageName;
}

/// <summary>A package that a restore has found, with its files.</summary>
public class ResolvedPackageReference : PackageReference
{
    public ResolvedPackageReference(
        string packageName,
        string packageVersion,
        IReadOnlyList<string> assemblyPaths,
        string packageRoot = null,
        IReadOnlyList<string> probingPaths = null)
        : base(packageName, packageVersion)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(packageVersion);
        AssemblyPaths = assemblyPaths ?? throw new ArgumentNullException(nameof(assemblyPaths));
        ProbingPaths = probingPaths ?? [];
        PackageRoot = packageRoot
            ?? (AssemblyPaths is [var first, ..] ? new FileInfo(first).Directory?.Parent?.Parent?.FullName : null);
    }

    /// <summary>The assemblies to reference and load; empty for a package without any for this framework.</summary>
    public IReadOnlyList<string> AssemblyPaths { get; }

    /// <summary>The folder that the package was unpacked to.</summary>
    public string PackageRoot { get; }

    /// <summary>Folders in which native libraries are looked for.</summary>
    public IReadOnlyList<string> ProbingPaths { get; }

    public override string ToString() => $"{PackageName},{PackageVersion}";
}
