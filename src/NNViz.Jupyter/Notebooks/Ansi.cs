using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace NNViz.Jupyter.Notebooks;

/// <summary>Terminal text as HTML or as plain text: SGR colours become classes, a carriage return overwrites its line.</summary>
internal static partial class Ansi
{
    /// <summary>SGR codes: 1–4 are styles, 30–37 the colours, 90–97 the bright ones, which look the same here.</summary>
    private static readonly Dictionary<string, string> Classes = new (string Code, string Name)[]
    {
        ("1", "b"), ("2", "dim"), ("3", "i"), ("4", "u"), ("90", "dim"),
    }.Concat(Colours("3")).Concat(Colours("9")).DistinctBy(c => c.Code).ToDictionary();


    /// <summary>Escaped HTML with <c>&lt;span class="ansi-…"&gt;</c> for colours; other escape sequences are dropped.</summary>
    public static string ToHtml(string text)
    {
        var html = new StringBuilder();
        var open = 0;
        var last = 0;
        text = Overwrite(text);
        foreach (Match match in Sequence().Matches(text))
        {
            _ = html.Append(WebUtility.HtmlEncode(text[last..match.Index]));
            last = match.Index + match.Length;
            if (match.Groups["sgr"].Success)
                open = Apply(html, match.Groups["sgr"].Value, open);
        }
        _ = html.Append(WebUtility.HtmlEncode(text[last..]));
        return html.Insert(html.Length, "</span>", open).ToString();
    }

    /// <summary>The text without escape sequences.</summary>
    public static string ToPlain(string text) => Sequence().Replace(Overwrite(text), "");

    private static IEnumerable<(string Code, string Name)> Colours(string tens) =>
        new[] { "k", "red", "green", "yellow", "blue", "magenta", "cyan", "w" }.Select((name, i) => ($"{tens}{i}", name));

    private static int Apply(StringBuilder html, string codes, int open)
    {
        foreach (var code in codes.Split(';'))
            if (code is "" or "0")
            {
                _ = html.Insert(html.Length, "</span>", open);
                open = 0;
            }
            else if (Classes.TryGetValue(code, out var name))
            {
                _ = html.Append("<span class=\"ansi-").Append(name).Append("\">");
                open++;
            }
        return open;
    }

    private static string Overwrite(string text) => text.Contains('\r', StringComparison.Ordinal)
        ? string.Join('\n', text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n').Select(OverwriteLine))
        : text;

    private static string OverwriteLine(string line)
    {
        var result = new StringBuilder();
        foreach (var part in line.Split('\r'))
            _ = result.Remove(0, Math.Min(part.Length, result.Length)).Insert(0, part);
        return result.ToString();
    }

    [GeneratedRegex(@"\e\[(?:(?<sgr>[\d;]*)m|[\d;?]*[A-Za-ln-z])")]
    private static partial Regex Sequence();
}
