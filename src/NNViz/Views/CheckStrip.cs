using NNViz.Attributions;
using NNViz.Attributions.Checks;
using NNViz.Html;

namespace NNViz.Views;

/// <summary>The strip under an attribution: what was checked and how it came out, what is wrong with the map, what else is to know.</summary>
internal static class CheckStrip
{
    private static readonly Dictionary<CheckResult, (string Sign, string Color, string Word)> Marks = new()
    {
        [CheckResult.Passed] = ("✓", "#2e8b57", "passed"),
        [CheckResult.Failed] = ("✗", "#d1495b", "failed"),
        [CheckResult.NotRun] = ("–", "#888888", "not run"),
    };

    public static void WriteHtml(HtmlWriter html, Attribution attribution)
    {
        foreach (var problem in Problems(attribution))
        {
            html.Element("p", problem, ("style", "color:#c77700"));
        }
        foreach (var check in attribution.Checks)
        {
            using (html.Element("p", ("class", "nnviz-note")))
            {
                var (sign, color, word) = Marks[check.Result];
                html.Element("b", sign, ("style", $"color:{color}"), ("aria-label", word));
                html.Text(" ");
                html.Element("b", check.Name);
                html.Text(": " + check.Says);
            }
        }
        WriteGrey(html, [(attribution.Method, attribution)]);
    }

    /// <summary>Why maps are grey, where they are.</summary>
    public static void WriteGrey(HtmlWriter html, IEnumerable<(string Name, Attribution Map)> maps)
    {
        if (Grey(maps) is { } grey)
        {
            html.Element("p", grey, ("style", "color:#d1495b"));
        }
    }

    public static IEnumerable<string> Lines(Attribution attribution) =>
    [
        .. Problems(attribution),
        .. attribution.Checks.Select(check => $"{Marks[check.Result].Sign} {check}"),
        .. Grey([(attribution.Method, attribution)]) is { } grey ? [grey] : (string[])[],
    ];

    /// <summary>What is wrong with samples, each cause once.</summary>
    private static IEnumerable<string> Problems(Attribution attribution) => attribution.Problems.Index().Where(p => p.Item is not null).GroupBy(p => p.Item)
        .Select(group => $"⚠ {(group.Count() > 1 ? "samples" : "sample")} {Ranges([.. group.Select(p => p.Index)])}: {group.Key}");

    /// <summary>Ascending numbers in words: 0 to 2, 5.</summary>
    private static string Ranges(int[] numbers)
    {
        var starts = numbers.Where((n, i) => i == 0 || numbers[i - 1] != n - 1);
        var ends = numbers.Where((n, i) => i == numbers.Length - 1 || numbers[i + 1] != n + 1);
        return string.Join(", ", starts.Zip(ends, (from, to) => from == to ? Words.Count(from) : to == from + 1 ? $"{from}, {to}" : $"{from} to {to}"));
    }

    /// <summary>Why maps are grey, or <see langword="null"/> where none is.</summary>
    private static string? Grey(IEnumerable<(string Name, Attribution Map)> maps)
    {
        var grey = maps.Select(map => (map.Name, Failed:
            string.Join(", ", map.Map.Checks.Where(check => check.Result == CheckResult.Failed).Select(check => check.Name))))
            .Where(map => map.Failed.Length > 0).ToList();
        return grey.Count switch
        {
            0 => null,
            1 => $"The map of {grey[0].Name} is grey because it failed: {grey[0].Failed}.",
            _ => $"These maps are grey because they failed: {string.Join("; ", grey.Select(map => $"{map.Name} ({map.Failed})"))}.",
        };
    }
}
