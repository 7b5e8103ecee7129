#nullable enable
using System.Text.Json;

namespace Microsoft.DotNet.Interactive.Parsing;

/// <summary>A cell of a document, with the kernel that it is for.</summary>
internal sealed record NotebookCell(string KernelName, string Text);

/// <summary>Reads the cells of notebooks and scripts.</summary>
internal static class NotebookReader
{
    public const string Markdown = "markdown";

    private static readonly Dictionary<string, string> Languages = new()
    {
        [".cs"] = "C#",
        [".csx"] = "C#",
        [".fs"] = "F#",
        [".fsx"] = "F#",
        [".ps1"] = "PowerShell",
        [".html"] = "HTML",
        [".js"] = "JavaScript",
    };

    public static async Task<IReadOnlyList<NotebookCell>> ReadAsync(FileInfo file, Kernel root)
    {
        if (!file.Exists)
        {
            throw new FileNotFoundException($"File does not exist: '{file.FullName}'.", file.FullName);
        }
        var text = await File.ReadAllTextAsync(file.FullName);
        var extension = file.Extension.ToLowerInvariant();
        return extension switch
        {
            ".dib" => ReadDib(text, root),
            ".ipynb" => ReadIpynb(text, root),
            _ => [new NotebookCell(KernelFor(extension, file, root), text)],
        };
    }

    /// <summary>A .dib file: the lines <c>#!kernel</c> that name a kernel begin a cell.</summary>
    private static List<NotebookCell> ReadDib(string text, Kernel root)
    {
        var cells = new List<NotebookCell>();
        var kernelName = DefaultKernel(root);
        var lines = new List<string>();
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n').Append("#!" + kernelName))
        {
            if (line.StartsWith("#!", StringComparison.Ordinal) && KernelNamed(line[2..].TrimEnd(), root) is { } next)
            {
                AddCell(cells, kernelName, lines);
                kernelName = next;
            }
            else
            {
                lines.Add(line);
            }
        }
        return cells;
    }

    private static void AddCell(List<NotebookCell> cells, string kernelName, List<string> lines)
    {
        var text = string.Join('\n', lines).Trim('\n');
        if (!string.IsNullOrWhiteSpace(text) && kernelName != "meta")
        {
            cells.Add(new NotebookCell(kernelName, text));
        }
        lines.Clear();
    }

    private static List<NotebookCell> ReadIpynb(string text, Kernel root)
    {
        using var json = JsonDocument.Parse(text);
        var cells = new List<NotebookCell>();
        foreach (var cell in json.RootElement.GetProperty("cells").EnumerateArray())
        {
            var source = cell.GetProperty("source");
            var code = source.ValueKind == JsonValueKind.Array
                ? string.Concat(source.EnumerateArray().Select(line => line.GetString()))
                : source.GetString();
            var type = cell.GetProperty("cell_type").GetString();
            if (!string.IsNullOrWhiteSpace(code) && type is "code" or Markdown)
            {
                cells.Add(new NotebookCell(type == Markdown ? Markdown : CellKernel(cell) ?? DefaultKernel(root), code!));
            }
        }
        return cells;
    }

    /// <summary>The kernel that a cell's metadata names, in either of the places where .NET Interactive has put it.</summary>
    private static string? CellKernel(JsonElement cell)
    {
        if (cell.TryGetProperty("metadata", out var metadata))
        {
            foreach (var (section, property) in new[] { ("polyglot_notebook", "kernelName"), ("dotnet_interactive", "language") })
            {
                if (metadata.TryGetProperty(section, out var values) && values.TryGetProperty(property, out var name))
                {
                    return name.GetString();
                }
            }
        }
        return null;
    }

    private static string? KernelNamed(string name, Kernel root) => name is Markdown or "meta" ? name : root.FindKernelByName(name)?.Name;

    private static string DefaultKernel(Kernel root) => (root as CompositeKernel)?.DefaultKernelName ?? root.Name;

    private static string KernelFor(string extension, FileInfo file, Kernel root)
    {
        var language = Languages.GetValueOrDefault(extension);
        return root.FindKernels(kernel => language is not null && kernel.KernelInfo.LanguageName == language).FirstOrDefault()?.Name
            ?? throw new NotSupportedException(
                $"Cannot run '{file.Name}': no kernel of this notebook speaks the language of {extension} files. "
                + $"Notebooks (.ipynb, .dib) and {string.Join(", ", Languages.Keys)} of a kernel that is there can be run.");
    }
}
