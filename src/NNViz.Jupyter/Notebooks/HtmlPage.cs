using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NNViz.Jupyter.Session;

namespace NNViz.Jupyter.Notebooks;

/// <summary>An executed notebook as one HTML file that needs no network: Markdown rendered, code coloured, HTML outputs verbatim, images
/// inline.</summary>
internal sealed partial class HtmlPage(string sourcePath) : INotebookWriter
{
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
        ("application/json", Preformatted),
    ];

    private static readonly Dictionary<string, string> ImageTypes = new()
    {
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".gif"] = "image/gif",
        [".svg"] = "image/svg+xml",
    };

    private readonly Dictionary<NotebookCell, string> _inputs = [];

    public string Write(NotebookFile notebook)
    {
        var title = WebUtility.HtmlEncode(Path.GetFileNameWithoutExtension(sourcePath));
        var html = new StringBuilder();
        _ = html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>").Append(title).Append("</title>\n")
            .Append("<style>\n").Append(Css).Append("</style>\n</head>\n<body>\n<main>\n");
        foreach (var cell in notebook.Cells)
            AddCell(html, cell);
        var page = html.ToString();
        return $"{page}</main>\n{(HasFormula().IsMatch(page) ? PageScripts.Formulas : "")}</body>\n</html>\n";
    }

    private void AddCell(StringBuilder html, NotebookCell cell)
    {
        if (!_inputs.TryGetValue(cell, out var input))
            _inputs[cell] = input = cell.Kind switch
            {
                "markdown" => Embed(cell, MarkdownKernel.Render(cell.Source)),
                "code" when cell.Language == "csharp" => CSharpHighlighter.ToHtml(cell.Source),
                _ => WebUtility.HtmlEncode(cell.Source),
            };
        if (cell.Kind != "code")
        {
            _ = html.Append("<section class=\"text\">\n").Append(cell.Kind == "markdown" ? input : $"<pre>{input}</pre>")
                .Append("\n</section>\n");
            return;
        }
        var count = cell.Json["execution_count"]?.ToJsonString() ?? " ";
        _ = html.Append("<section class=\"code\">\n<div class=\"count\">[").Append(count).Append("]</div>\n<pre class=\"input\"><code>")
            .Append(input).Append("</code></pre>\n");
        foreach (var output in cell.Outputs)
            AddOutput(html, output!.AsObject());
        _ = html.Append("</section>\n");
    }

    private static void AddOutput(StringBuilder html, JsonObject output)
    {
        var (name, body) = output["output_type"]?.GetValue<string>() switch
        {
            "stream" => ("stream " + output["name"], Preformatted(NotebookCell.Joined(output["text"]))),
            "error" => ("error", Preformatted(string.Join('\n', output["traceback"]!.AsArray().Select(l => l!.GetValue<string>())))),
            _ => ("rich", Rich(output["data"]!.AsObject())),
        };
        _ = html.Append("<div class=\"output ").Append(name).Append("\">").Append(body).Append("</div>\n");
    }

    private static string Rich(JsonObject data)
    {
        foreach (var (mime, render) in Renderers)
            if (data[mime] is { } value)
                return render(value is JsonObject ? value.ToJsonString() : NotebookCell.Joined(value));
        return Preformatted($"({string.Join(", ", data.Select(d => d.Key))}: no representation that a page can show)");
    }

    private static string Preformatted(string text) => $"<pre>{Ansi.ToHtml(text)}</pre>";

    private static string Formula(string tex) => $"<div class=\"math\">{WebUtility.HtmlEncode(tex.Trim().Trim('$'))}</div>";

    private static Func<string, string> Image(string mime) => base64 =>
        $"<img src=\"data:{mime};base64,{base64.ReplaceLineEndings("")}\" alt=\"Output image\">";

    /// <summary>Replaces images that are attachments of the cell or files beside the notebook by data URIs.</summary>
    private string Embed(NotebookCell cell, string html) => ImageSource().Replace(html, match =>
    {
        var source = WebUtility.HtmlDecode(match.Groups["src"].Value);
        if (source.StartsWith("attachment:", StringComparison.Ordinal))
            return cell.Json["attachments"]?[source["attachment:".Length..]] is JsonObject { Count: > 0 } bundle
                ? $"src=\"data:{bundle.First().Key};base64,{bundle.First().Value}\""
                : match.Value;
        var mime = ImageTypes.GetValueOrDefault(Path.GetExtension(source).ToLowerInvariant());
        var file = source.Contains(':', StringComparison.Ordinal) ? null
            : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(sourcePath))!, Uri.UnescapeDataString(source));
        return mime != null && File.Exists(file) ? $"src=\"data:{mime};base64,{Convert.ToBase64String(File.ReadAllBytes(file))}\""
            : match.Value;
    });

    private static string ReadCss()
    {
        using var reader = new StreamReader(typeof(HtmlPage).Assembly.GetManifestResourceStream("page.css")!);
        return reader.ReadToEnd();
    }

    /// <summary>As Markdown's renderer and <see cref="Formula"/> write it; in code it would be escaped.</summary>
    [GeneratedRegex("<(span|div) class=\"math\">")]
    private static partial Regex HasFormula();

    [GeneratedRegex("(?<=<img )src=\"(?<src>[^\"]*)\"")]
    private static partial Regex ImageSource();
}
