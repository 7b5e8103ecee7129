using System.IO.Enumeration;

namespace NNViz.Networks;

/// <summary>Names that fit a pattern, and names that a misspelt one may have meant.</summary>
internal static class NameMatch
{
    private const int MaxListed = 40;

    /// <summary>
    /// Whether <paramref name="name"/> fits <paramref name="pattern"/>, in which <c>*</c> is any text and <c>?</c> any character.
    /// </summary>
    public static bool Fits(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    /// <summary>Up to three names that are a few edits away (at most a third of the length, at least one) or contain the text.</summary>
    public static IReadOnlyList<string> Nearest(string text, IEnumerable<string> names)
    {
        var wanted = text.Trim('*', '?').ToLowerInvariant();
        int Score(string name) => name.Contains(wanted, StringComparison.OrdinalIgnoreCase) && wanted.Length > 1
            ? 0
            : Distance(wanted, name.ToLowerInvariant());
        return [.. names.Distinct()
            .Select(name => (name, score: Score(name)))
            .Where(entry => entry.score <= Math.Max(1, Math.Max(wanted.Length, entry.name.Length) / 3))
            .OrderBy(entry => entry.score)
            .Take(3)
            .Select(entry => entry.name)];
    }

    /// <summary>The nearest names as a question behind a sentence, " Did you mean 'conv1' or 'conv2'?"; nothing where none is near.</summary>
    public static string Meant(string text, IEnumerable<string> names) => Nearest(text, names) is { Count: > 0 } near
        ? $" Did you mean {string.Join(" or ", near.Select(name => $"'{name}'"))}?"
        : "";

    /// <summary>The names in a row, the first forty of them.</summary>
    public static string Listed(IEnumerable<string> names) => Words.Some(names, MaxListed);

    /// <summary>How many letters to insert, delete or replace to turn one text into the other (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }
        return row[b.Length];
    }
}
