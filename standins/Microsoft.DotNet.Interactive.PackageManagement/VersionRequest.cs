#nullable enable
using System.Globalization;

namespace Microsoft.DotNet.Interactive.PackageManagement;

/// <summary>Versions as a package reference asks for them, in NuGet's notation.</summary>
internal static class VersionRequest
{
    private const int MaxParts = 4;

    /// <summary>
    /// Whether a version is what a request asks for: the version itself, of which trailing zeros may be left out (1.2 is 1.2.0), one within
    /// a range ([1.0,2.0)), or one that a floating version stands for (1.*, 1.0.0-*). False where either cannot be read.
    /// </summary>
    public static bool IsMetBy(string request, string version)
    {
        if (Parse(version) is not { } actual)
        {
            return false;
        }
        request = request.Trim();
        return request is ['[' or '(', .., ']' or ')'] ? IsWithin(request, actual)
            : request.Contains('*') ? IsFloatOf(request, actual)
            : Parse(request) is { } exact && exact.CompareTo(actual) == 0;
    }

    private static bool IsWithin(string range, SemanticVersion actual)
    {
        var bounds = range[1..^1].Split(',', StringSplitOptions.TrimEntries);
        if (bounds is [var only])
        {
            return Parse(only) is { } exact && exact.CompareTo(actual) == 0;
        }
        return bounds is [var least, var most]
            && Holds(least, bound => actual.CompareTo(bound) is var above && (above > 0 || (above == 0 && range[0] == '[')))
            && Holds(most, bound => actual.CompareTo(bound) is var above && (above < 0 || (above == 0 && range[^1] == ']')));
    }

    /// <summary>A bound that is left out holds always; one that floats is the lowest version that it stands for.</summary>
    private static bool Holds(string bound, Func<SemanticVersion, bool> holds) =>
        bound.Length == 0 || (Parse(bound.Replace("*", "0", StringComparison.Ordinal)) is { } version && holds(version));

    /// <summary>A floating version stands for stable ones only, unless it has a label; then for stable ones too.</summary>
    private static bool IsFloatOf(string request, SemanticVersion actual)
    {
        var (numbers, label) = request.Split('-', 2) is [var before, var after] ? (before, after) : (request, null);
        if (actual.Label.Length > 0 && (label is not [.. var start, '*'] || !actual.Label.StartsWith(start, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }
        var parts = numbers.Split('.');
        return parts[^1] == "*"
            ? Numbers(parts[..^1]) is { } leading && actual.Numbers.AsSpan().StartsWith(leading)
            : Numbers(parts) is { } all && actual.Numbers.SequenceEqual(Padded(all));
    }

    private static SemanticVersion? Parse(string text)
    {
        var parts = text.Split('+', 2)[0].Split('-', 2);
        return Numbers(parts[0].Split('.')) is { } numbers ? new SemanticVersion(Padded(numbers), parts.ElementAtOrDefault(1) ?? "") : null;
    }

    private static int[]? Numbers(string[] parts)
    {
        var numbers = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }
        return parts.Length <= MaxParts ? numbers : null;
    }

    private static int[] Padded(int[] numbers) => [.. numbers, .. new int[MaxParts - numbers.Length]];

    /// <summary>In the order of semantic versioning: a label comes before none, its numbers go by value and before its words.</summary>
    private sealed record SemanticVersion(int[] Numbers, string Label) : IComparable<SemanticVersion>
    {
        public int CompareTo(SemanticVersion? other)
        {
            var byNumbers = Numbers.AsSpan().SequenceCompareTo(other!.Numbers);
            if (byNumbers != 0 || Label.Length == 0 || other.Label.Length == 0)
            {
                return byNumbers != 0 ? byNumbers : other.Label.Length.CompareTo(Label.Length);
            }
            var (mine, others) = (Label.Split('.'), other.Label.Split('.'));
            var first = mine.Zip(others, CompareWords).FirstOrDefault(order => order != 0);
            return first != 0 ? first : mine.Length.CompareTo(others.Length);
        }

        private static int CompareWords(string a, string b) => (VersionRequest.Numbers([a]), VersionRequest.Numbers([b])) switch
        {
            ([var x], [var y]) => x.CompareTo(y),
            (null, null) => string.Compare(a, b, StringComparison.OrdinalIgnoreCase),
            (null, _) => 1,
            _ => -1,
        };
    }
}
