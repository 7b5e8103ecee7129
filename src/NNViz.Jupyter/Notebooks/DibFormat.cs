using System.Text.Json.Nodes;

namespace NNViz.Jupyter.Notebooks;

/// <summary>The .dib format of .NET Interactive: a text file in which a line <c>#!csharp</c> or <c>#!markdown</c> begins a cell.</summary>
internal static class DibFormat
{
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["c#"] = "csharp",
        ["f#"] = "fsharp",
        ["js"] = "javascript",
        ["md"] = "markdown",
        ["powershell"] = "pwsh",
    };

    private static readonly HashSet<string> Languages =
        new(["csharp", "fsharp", "pwsh", "html", "javascript", "markdown", "mermaid", "sql", "kql", "http", "value", "raw"],
            StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the text of a .dib file. Text before the first selector is C#; the <c>#!meta</c> block names further
    /// kernels.</summary>
    public static NotebookFile Read(string text)
    {
        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        HashSet<string> languages = new([.. Languages, .. Aliases.Keys, .. KernelsInMeta(lines)], StringComparer.OrdinalIgnoreCase);
        List<JsonObject> cells = [];
        var (language, body) = ("csharp", new List<string>());
        foreach (var line in lines)
        {
            if (Selector(line, languages) is not { } selected)
            {
                body.Add(line);
                continue;
            }
            Add(cells, language, body);
            language = Aliases.GetValueOrDefault(selected, selected);
            // A selector with options (#!value --name x) is a magic command of its kernel and stays in the text.
            body = line.Trim().Length > selected.Length + 2 ? [line] : [];
        }
        Add(cells, language, body);
        return NotebookFile.Create(cells);
    }

    private static string? Selector(string line, HashSet<string> languages)
    {
        if (!line.StartsWith("#!", StringComparison.Ordinal))
            return null;
        var name = line.Trim()[2..].Split(' ', '\t')[0];
        return name == "meta" || languages.Contains(name) ? name : null;
    }

    private static void Add(List<JsonObject> cells, string language, List<string> body)
    {
        var source = string.Join('\n', body).Trim('\n').TrimEnd();
        if (source.Length == 0 || language == "meta")
            return;
        var id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"cell-{cells.Count + 1}");
        var kind = language is "markdown" or "raw" ? language : "code";
        cells.Add(NotebookCell.Create(kind, kind == "code" ? language : null, source, id));
    }

    private static IEnumerable<string> KernelsInMeta(string[] lines)
    {
        var start = Array.FindIndex(lines, l => l.Trim() == "#!meta");
        if (start < 0)
            return [];
        try
        {
            var block = lines.Skip(start + 1).TakeWhile(l => !l.StartsWith("#!", StringComparison.Ordinal));
            var items = JsonNode.Parse(string.Join('\n', block))?["kernelInfo"]?["items"] as JsonArray ?? [];
            return [.. items.SelectMany(i =>
                ((JsonNode?[])[i?["name"], .. i?["aliases"] as JsonArray ?? []]).Select(n => n?.GetValue<string>() ?? ""))];
        }
        catch (System.Text.Json.JsonException)
        {
            return [];
        }
    }
}
