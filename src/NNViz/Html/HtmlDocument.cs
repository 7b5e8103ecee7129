using System.Globalization;

namespace NNViz.Html;

/// <summary>A whole page: what SaveHtml and reports write. It holds all it needs and fetches nothing.</summary>
public static class HtmlDocument
{
    private const string PageCss =
        "body{margin:0;font:16px/1.5 system-ui,sans-serif}main{max-width:1100px;margin:0 auto;padding:24px 16px}" +
        "h1{font-size:1.6em;line-height:1.25}";

    private const string Head =
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">" +
        "<meta name=\"color-scheme\" content=\"light dark\"><link rel=\"icon\" href=\"data:,\"><style>" + PageCss + "</style>";

    /// <summary>The page that holds what <paramref name="body"/> writes, with the front end.</summary>
    /// <param name="title">The page's title and first heading.</param>
    /// <param name="body">Writes the content.</param>
    public static string Page(string title, Action<HtmlWriter> body)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        var html = new HtmlWriter(text);
        text.Write(Head);
        html.Element("title", title);
        text.Write("</head><body>");
        using (html.Element("main"))
        {
            html.Element("h1", title);
            text.Write(HtmlWriter.Fragment(body));
        }
        text.Write(Assets.LoaderHtml);
        text.Write("</body></html>\n");
        return text.ToString();
    }
}
