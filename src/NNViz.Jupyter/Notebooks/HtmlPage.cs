using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NNViz.Jupyter.Session;

namespace NNViz.Jupyter.Notebooks;

/// <summary>An executed notebook as one HTML file that needs no network, and takes nothing from one: Markdown rendered, code coloured, HTML
/// outputs verbatim, images inline.</summary>
internal sealed partial class HtmlPage(string sourcePath) : INotebookWriter
{
    /// <summary>What a browser may load: what is in the page. An output's scripts run, whatever they use, but reach nothing else.</summary>
    private const string Policy = "default-src data: blob: 'unsafe-inline' 'unsafe-eval'; base-uri 'none'; form-action 'none'";

    /// <summary>Of what is missing, as much is named.</summary>
    private const int Named = 20;

    private static readonly string Css = ReadCss();

    /// <summary>The representations that are shown, best first, and how.</summary>
    private static readonly (string Mime, Func<string, string> Render)[] Renderers =
    [
        ("text/html", html => html),
        ("image/svg+xml", svg => svg),
        ("image/png", Image("image/png")),
        ("image/jpeg", Image("image/jpeg")),
        ("image/gif", Image("image/gif")),
        ("text/markdown", MarkdownKernel.Render),
        ("application/javascript", script => $"<script>{script}</script>"),
        ("text/latex", Formula),
        ("text/plain", Preformatted),
    ];

    private readonly Dictionary<NotebookCell, string> _inputs = [];
    private readonly PagePictures _pictures = new(Path.GetDirectoryName(Path.GetFullPath(sourcePath))!);
    private readonly List<string> _missing = [];

    public string Write(NotebookFile notebook)
    {
        var title = WebUtility.HtmlEncode(Path.GetFileNameWithoutExtension(sourcePath));
        var html = new StringBuilder();
        _ = html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"").Append(Policy).Append("\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>").Append(title).Append("</title>\n")
            .Append("<style>\n").Append(Css).Append("</style>\n</head>\n<body>\n<main>\n");
        _missing.Clear();
        foreach (var cell in notebook.Cells)
            AddCell(html, cell);
        var page = html.ToString();
        return $"{page}{Missing()}</main>\n{(HasFormula().IsMatch(page) ? PageScripts.Formulas : "")}</body>\n</html>\n";
    }

    private void AddCell(StringBuilder html, NotebookCell cell)
    {
        if (!_inputs.TryGetValue(cell, out var input))
            _inputs[cell] = input = cell.Kind switch
            {
                "markdown" => MarkdownKernel.Render(cell.Source),
                "code" when cell.Language == "csharp" => CSharpHighlighter.ToHtml(cell.Source),
                _ => WebUtility.HtmlEncode(cell.Source),
            };
        if (cell.Kind != "code")
        {
            var text = cell.Kind == "markdown" ? _pictures.InText(input, cell.Json["attachments"]) : $"<pre>{input}</pre>";
            _missing.AddRange(PageNeeds.Of(text));
            _ = html.Append("<section class=\"text\">\n").Append(text).Append("\n</section>\n");
            return;
        }
        var count = cell.Json["execution_count"]?.ToJsonString() ?? " ";
        _ = html.Append("<section class=\"code\">\n<div class=\"count\">[").Append(count).Append("]</div>\n<pre class=\"input\"><code>")
            .Append(input).Append("</code></pre>\n");
        foreach (var output in cell.Outputs)
            AddOutput(html, output!.AsObject());
        _ = html.Append("</section>\n");
    }

    private void AddOutput(StringBuilder html, JsonObject output)
    {
        var (name, body) = output["output_type"]?.GetValue<string>() switch
        {
            "stream" => ("stream " + output["name"], Preformatted(NotebookCell.Joined(output["text"]))),
            "error" => ("error", Preformatted(string.Join('\n', output["traceback"]!.AsArray().Select(l => l!.GetValue<string>())))),
            _ => ("rich", Rich(output["data"]!.AsObject())),
        };
        _ = html.Append("<div class=\"output ").Append(name).Append("\">").Append(body).Append("</div>\n");
    }

    private string Rich(JsonObject data)
    {
        foreach (var (mime, render) in Renderers)
            if (data[mime] is { } value)
            {
                var html = render(NotebookCell.Text(mime, value));
                if (mime.StartsWith("text/", StringComparison.Ordinal))
                    html = _pictures.InOutput(html);
                _missing.AddRange(PageNeeds.Of(html));
                return html;
            }
        return Preformatted(NotebookCell.JsonOf(data) ?? $"({NotebookCell.NamesOf(data)}: no representation that a page can show)");
    }

    /// <summary>The end of a page that names what is not in it.</summary>
    private string Missing()
    {
        var names = _missing.Distinct().Select(name => $"<code>{WebUtility.HtmlEncode(name)}</code>").ToArray();
        return names.Length == 0 ? "" : "<p class=\"absent\">Something above is on the web or in other files, and this page loads " +
            $"nothing from there: {string.Join(", ", names.Take(Named))}{(names.Length > Named ? $" and {names.Length - Named} more" : "")}.</p>\n";
    }

    private static string Preformatted(string text) => $"<pre>{Ansi.ToHtml(text)}</pre>";

    private static string Formula(string tex) => $"<div class=\"math\">{WebUtility.HtmlEncode(tex.Trim().Trim('$'))}</div>";

    private static Func<string, string> Image(string mime) => base64 =>
        $"<img src=\"data:{mime};base64,{base64.ReplaceLineEndings("")}\" alt=\"Output image\">";

    private static string ReadCss()
    {
        using var reader = new StreamReader(typeof(HtmlPage).Assembly.GetManifestResourceStream("page.css")!);
        return reader.ReadToEnd();
    }

    /// <summary>As Markdown's renderer and <see cref="Formula"/> write it; in code it would be escaped.</summary>
    [GeneratedRegex("<(span|div) class=\"math\">")]
    private static partial Regex HasFormula();
}
