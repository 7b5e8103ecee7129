using System.Text.RegularExpressions;

namespace Standins.Tests.Listing;

/// <summary>A listing of the public signatures of a real package: shared/reference/*-api.txt.</summary>
internal sealed partial class ApiListing
{
    private readonly HashSet<string> valueTypes = ["bool", "byte", "sbyte", "short", "int", "long", "ulong", "float", "double", "char",
        "System.Half", "System.Numerics.Complex", "T"];

    private ApiListing(IEnumerable<string> lines, IEnumerable<string> references)
    {
        var all = lines.ToList();
        foreach (string line in all.Concat(references))
            if (ValueType().Match(line) is { Success: true } match)
                valueTypes.Add(match.Groups[1].Value);
        Members = all.Where(l => l.StartsWith("  ", StringComparison.Ordinal) && !l.Contains('~',
            StringComparison.Ordinal) || l.Contains("operator ~", StringComparison.Ordinal))
            .Select(Normal).ToHashSet(StringComparer.Ordinal);
    }

    public IReadOnlySet<string> Members { get; }

    /// <summary>
    /// The listing of a package, or null where the folder beside the repository is not there; every package may use the types of
    /// TorchSharp.
    /// </summary>
    public static ApiListing? Find(string package) =>
        SharedFolder.Find(PathOf(package)) is { } path && SharedFolder.Find(PathOf("torchsharp")) is { } torchSharp
            ? new(File.ReadLines(path), File.ReadLines(torchSharp))
            : null;

    private static string PathOf(string package) => $"reference/{package}-0.106-api.txt";

    /// <summary>The line without what does not bind callers: override, virtual, constraints, nullable references.</summary>
    private string Normal(string line)
    {
        string text = line.Trim().Replace("[Obsolete] ", "", StringComparison.Ordinal);
        text = Comment().Replace(text, "");
        text = Constraint().Replace(text, "");
        text = Modifier().Replace(text, "");
        text = Constant().Replace(text, "$1 static $2");
        if (!text.Contains("operator ", StringComparison.Ordinal))
            text = InterfaceMember().Replace(text, " $0");
        return Nullable().Replace(text, m => valueTypes.Contains(m.Groups[1].Value) ? m.Value : m.Groups[1].Value);
    }

    [GeneratedRegex(@"^public (?:enum|struct) ([\w.]+)")]
    private static partial Regex ValueType();

    [GeneratedRegex(@" // in .*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@" where .*$")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\b(override|virtual|abstract|readonly|sealed|new|internal) (?=\S+ )")]
    private static partial Regex Modifier();

    [GeneratedRegex(@"^(public|protected) const (.*?) = .*$")]
    private static partial Regex Constant();

    [GeneratedRegex(@"^(?!public |protected )(?=.*(\(|\{ get))(?!.* = \d+$).*$")]
    private static partial Regex InterfaceMember();

    [GeneratedRegex(@"(?<![\w.>\])])([\w.]*[\w>\]])\?|(?<=[>\]])\?()")]
    private static partial Regex Nullable();
}
