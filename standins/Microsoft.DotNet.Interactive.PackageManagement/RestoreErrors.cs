#nullable enable
using System.Text.RegularExpressions;

namespace Microsoft.DotNet.Interactive.PackageManagement;

/// <summary>Makes of NuGet's log what the user of a notebook needs to know.</summary>
internal static partial class RestoreErrors
{
    /// <summary>The errors of a log, "NU1101: Unable to find …", each once; the whole log when it has none.</summary>
    public static IReadOnlyList<string> Parse(string log)
    {
        string[] errors =
        [
            .. log.Split('\n')
                .Select(line => Error().Match(line))
                .Where(match => match.Success)
                .Select(match => match.Groups[1].Value.Trim())
                .Distinct(),
        ];
        return errors.Length > 0 ? errors : [log.Trim()];
    }

    /// <summary>Adds what to do about a package that is in the process in another version.</summary>
    public static IReadOnlyList<string> Explain(IReadOnlyList<string> errors, RestoreRequest request)
    {
        var loaded = request.Pinned.Where(package => errors.Any(error => IsVersionConflict(error) && Names(error, package.PackageName)))
            .ToArray();
        return loaded.Length == 0 ? errors :
        [
            .. errors,
            .. loaded.Select(package =>
                $"{package.PackageName} {package.PackageVersion} is in use in this notebook, and a process can hold only one version "
                + "of a package. Restart the kernel and ask for both packages in one cell, or put "
                + $"#r \"nuget: {package.PackageName}, <version>\" first."),
        ];
    }

    private static bool IsVersionConflict(string error) => error.StartsWith("NU1107", StringComparison.Ordinal)
        || error.StartsWith("NU1605", StringComparison.Ordinal) || error.StartsWith("NU1608", StringComparison.Ordinal);

    private static bool Names(string error, string package) =>
        Regex.IsMatch(error, $@"(?<![\w.]){Regex.Escape(package)}(?![\w])", RegexOptions.IgnoreCase);

    [GeneratedRegex(@"error (NU\d+: .*?)(\s\[[^\]]*\])?\r?$")]
    private static partial Regex Error();
}
