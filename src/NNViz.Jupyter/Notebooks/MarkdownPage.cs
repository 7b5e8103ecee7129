using System.Text;
using System.Text.Json.Nodes;
using NNViz.Jupyter.Session;

namespace NNViz.Jupyter.Notebooks;

/// <summary>An executed notebook as Markdown: code and text outputs fenced, images inline as data URIs.</summary>
internal sealed class MarkdownPage : INotebookWriter
{
    private static readonly string[] Images = ["image/png", "image/jpeg", "image/gif"];

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

    /// <summary>Markdown viewers run no scripts, so HTML comes last.</summary>
    private static string Rich(JsonObject data)
    {
        if (data["text/markdown"] is { } markdown)
            return NotebookCell.Joined(markdown) + "\n";
        foreach (var mime in Images)
            if (data[mime] is { } image)
                return $"![Output image](data:{mime};base64,{NotebookCell.Joined(image).ReplaceLineEndings("")})\n";
        // What folds out below an error does so in Markdown too, and the hint would have no next cell to follow it in.
        if (data["text/plain"] is { } plain && NotebookCell.Joined(plain) != ErrorText.TraceHint)
            return Fenced(NotebookCell.Joined(plain), "text");
        return data["text/html"] is { } html ? NotebookCell.Joined(html) + "\n" : "";
    }

    private static string Fenced(string content, string language)
    {
        var text = Ansi.ToPlain(content).TrimEnd('\n');
        var fence = "```";
        while (text.Contains(fence, StringComparison.Ordinal))
            fence += "`";
        return $"{fence}{language}\n{text}\n{fence}\n";
    }
}
