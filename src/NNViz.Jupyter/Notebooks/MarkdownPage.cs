using System.Text;
using System.Text.Json.Nodes;
using NNViz.Jupyter.Session;

namespace NNViz.Jupyter.Notebooks;

/// <summary>An executed notebook as Markdown: code and text outputs fenced, images inline as data URIs.</summary>
internal sealed class MarkdownPage : INotebookWriter
{
    /// <summary>The representations that are written, best first, and how. Markdown viewers run no scripts, so HTML comes last.</summary>
    private static readonly (string Mime, Func<string, string> Write)[] Writers =
    [
        ("text/markdown", text => text + "\n"),
        ("image/png", base64 => Image("image/png", base64)),
        ("image/jpeg", base64 => Image("image/jpeg", base64)),
        ("image/gif", base64 => Image("image/gif", base64)),
        ("image/svg+xml", svg => Image("image/svg+xml", Convert.ToBase64String(Encoding.UTF8.GetBytes(svg)))),
        ("text/latex", tex => tex.TrimStart().StartsWith('$') ? tex + "\n" : $"$$\n{tex.Trim()}\n$$\n"),
        ("text/plain", text => Fenced(text, "text")),
        ("text/html", html => html + "\n"),
    ];

    public string Write(NotebookFile notebook)
    {
        var text = new StringBuilder();
        foreach (var cell in notebook.Cells)
        {
            _ = text.Append(cell.Kind == "code" ? Fenced(cell.Source, cell.Language) : cell.Source + "\n").Append('\n');
            foreach (var output in cell.Outputs)
                _ = text.Append(OutputOf(output!.AsObject())).Append('\n');
        }
        return text.ToString();
    }

    private static string OutputOf(JsonObject output) => output["output_type"]?.GetValue<string>() switch
    {
        "stream" => Fenced(NotebookCell.Joined(output["text"]), "text"),
        "error" => Fenced(string.Join('\n', output["traceback"]!.AsArray().Select(l => l!.GetValue<string>())), "text"),
        _ => Rich(output["data"]!.AsObject()),
    };

    private static string Rich(JsonObject data)
    {
        foreach (var (mime, write) in Writers)
            if (data[mime] is { } value && NotebookCell.Text(mime, value) is var text && !IsHint(mime, text))
                return write(text);
        return NotebookCell.JsonOf(data) is { } json ? Fenced(json, "json")
            : Fenced($"({NotebookCell.NamesOf(data)}: no representation that Markdown can show)", "text");
    }

    /// <summary>Text that stands for HTML, which Markdown holds too: the elements of a sequence, or what folds out below an error.</summary>
    private static bool IsHint(string mime, string text) =>
        mime == "text/plain" && (text == ErrorText.TraceHint || text.EndsWith(EventOutput.InHtml, StringComparison.Ordinal));

    private static string Image(string mime, string base64) => $"![Output image](data:{mime};base64,{base64.ReplaceLineEndings("")})\n";

    private static string Fenced(string content, string language)
    {
        var text = Ansi.ToPlain(content).TrimEnd('\n');
        var fence = "```";
        while (text.Contains(fence, StringComparison.Ordinal))
            fence += "`";
        return $"{fence}{language}\n{text}\n{fence}\n";
    }
}
