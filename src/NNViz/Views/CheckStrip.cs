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
        foreach (var (sample, problem) in attribution.Problems.Index().Where(p => p.Item is not null))
        {
            html.Element("p", $"⚠ sample {sample}: {problem}", ("style", "color:#c77700"));
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
        WriteGrey(html, attribution, attribution.Method);
    }

    /// <summary>Why a map is grey, where it is.</summary>
    public static void WriteGrey(HtmlWriter html, Attribution attribution, string name)
    {
        if (Grey(attribution, name) is { } grey)
        {
            html.Element("p", grey, ("style", "color:#d1495b"));
        }
    }

    public static IEnumerable<string> Lines(Attribution attribution) =>
    [
        .. attribution.Problems.Index().Where(p => p.Item is not null).Select(p => $"⚠ sample {p.Index}: {p.Item}"),
        .. attribution.Checks.Select(check => $"{Marks[check.Result].Sign} {check}"),
        .. Grey(attribution, attribution.Method) is { } grey ? [grey] : (string[])[],
    ];

    /// <summary>Why the map is grey, or <see langword="null"/> where it is not.</summary>
    private static string? Grey(Attribution attribution, string name)
    {
        var failed = attribution.Checks.Where(check => check.Result == CheckResult.Failed).Select(check => check.Name).ToList();
        return failed.Count > 0 ? $"The map of {name} is grey because it failed: {string.Join(", ", failed)}." : null;
    }
}
