using NNViz.Html;

namespace NNViz.Views;

/// <summary>A plain table of texts: a head and rows.</summary>
internal static class HtmlTable
{
    /// <summary>The most rows that are written.</summary>
    public const int MostRows = 200;

    private const int MostUnbroken = 12;

    /// <summary>Writes the table, and how many rows were left out.</summary>
    public static void Write(HtmlWriter html, IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] all = [.. rows];
        using (html.Element("table"))
        {
            Row(html, "th", head);
            foreach (IReadOnlyList<string> row in all.Take(MostRows))
            {
                Row(html, "td", row);
            }
        }

        if (all.Length > MostRows)
        {
            html.Note($"{Words.Count(all.Length - MostRows)} further rows are in the result itself.");
        }
    }

    private static void Row(HtmlWriter html, string cell, IReadOnlyList<string> texts)
    {
        using (html.Element("tr"))
        {
            foreach (string text in texts)
            {
                // A number stays with its unit.
                bool isShort = cell == "td" && text.Length <= MostUnbroken && text.Contains(' ');
                html.Element(cell, text, ("class", isShort ? "nnviz-short" : null));
            }
        }
    }
}
