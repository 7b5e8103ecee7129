using System.Net;
using System.Text.RegularExpressions;

namespace NNViz.PlotlyNET.Reading;

/// <summary>Words as plotly.js reads them: some HTML in them is a style, and &lt;, &gt;, &amp; are written as in HTML.</summary>
internal static partial class PlotlyWords
{
    /// <summary>The words alone.</summary>
    public static string ToText(string words) => WebUtility.HtmlDecode(Style().Replace(Break().Replace(words, " "), ""));

    /// <summary>
    /// The words without styles that could fetch something (<c>style="cursor:url(…)"</c>): only colours and plain values remain.
    /// </summary>
    public static string WithoutAddresses(string words) => StyleAttribute().Replace(words, found =>
        RgbColor().Replace(found.Value, "").AsSpan().IndexOfAny("(\\&@") < 0 ? found.Value : "");

    [GeneratedRegex(@"<br\s*/?>", RegexOptions.IgnoreCase)]
    private static partial Regex Break();

    [GeneratedRegex(@"</?(b|i|u|s|em|strong|sub|sup|span|a)(\s[^<>]*)?>", RegexOptions.IgnoreCase)]
    private static partial Regex Style();

    [GeneratedRegex(@"style\s*=\s*(""[^""]*""?|'[^']*'?)", RegexOptions.IgnoreCase)]
    private static partial Regex StyleAttribute();

    [GeneratedRegex(@"rgba?\([\d\s.,%]*\)", RegexOptions.IgnoreCase)]
    private static partial Regex RgbColor();
}
