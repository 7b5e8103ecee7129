using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NNViz.Jupyter.Session;

namespace NNViz.Jupyter.Notebooks;

/// <summary>A notebook: the JSON of the notebook format 4 (nbformat), with everything in it that this program does not know kept as it
/// is.</summary>
internal sealed class NotebookFile
{
    /// <summary>As Jupyter indents JSON.</summary>
    public static readonly JsonSerializerOptions Format = new()
    { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The minor version of the format from which on a cell has, and before which it may not have, an id.</summary>
    private const int FirstWithIds = 5;

    private NotebookFile(JsonObject root)
    {
        Root = root;
        Cells = [.. root["cells"]!.AsArray().Select(c => new NotebookCell(c!.AsObject()))];
    }

    /// <summary>The whole document.</summary>
    public JsonObject Root { get; }

    /// <summary>The cells, in order.</summary>
    public IReadOnlyList<NotebookCell> Cells { get; }

    /// <summary>Reads an .ipynb or .dib file.</summary>
    /// <exception cref="InvalidDataException">The file is neither, or its format is older than nbformat 4.</exception>
    public static NotebookFile Load(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".ipynb" => Parse(File.ReadAllText(path), path),
        ".dib" => DibFormat.Read(File.ReadAllText(path)),
        var other => throw new InvalidDataException($"{path}: nnviz reads .ipynb and .dib, not '{other}'."),
    };

    /// <summary>Reads the text of an .ipynb file.</summary>
    public static NotebookFile Parse(string json, string name)
    {
        JsonObject root;
        try
        {
            root = JsonNode.Parse(json) as JsonObject ?? throw new JsonException("The document is not an object.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{name} is not a notebook: {e.Message}", e);
        }
        if (root["nbformat"]?.GetValue<int>() is not 4 || root["cells"] is not JsonArray)
            throw new InvalidDataException($"{name} has nbformat {root["nbformat"]?.ToJsonString() ?? "(none)"}; nnviz reads 4. " +
                $"Convert it: jupyter nbconvert --to notebook {name}");
        return new NotebookFile(root);
    }

    /// <summary>A notebook for C# with the given cells.</summary>
    public static NotebookFile Create(IEnumerable<JsonObject> cells) => new(new JsonObject
    {
        ["cells"] = new JsonArray([.. cells]),
        ["metadata"] = new JsonObject
        {
            ["kernelspec"] = new JsonObject
            { ["display_name"] = Cli.KernelSpec.DisplayName, ["language"] = "C#", ["name"] = Cli.KernelSpec.Name },
            ["language_info"] = new JsonObject
            { ["name"] = "C#", ["file_extension"] = ".cs", ["mimetype"] = "text/x-csharp", ["pygments_lexer"] = "csharp" },
        },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    });

    /// <summary>The same notebook with a cell inserted, whose id is made unique.</summary>
    public NotebookFile Insert(int index, JsonObject cell)
    {
        var id = (string)cell["id"]!;
        for (var i = 2; Cells.Any(c => c.Json["id"]?.ToString() == (string)cell["id"]!); i++)
            cell["id"] = string.Create(CultureInfo.InvariantCulture, $"{id}-{i}");
        if ((Root["nbformat_minor"] as JsonValue)?.TryGetValue(out int minor) != true || minor < FirstWithIds)
            _ = cell.Remove("id");
        Root["cells"]!.AsArray().Insert(index, cell);
        return new NotebookFile(Root);
    }

    /// <summary>The same notebook with another cell in a cell's place.</summary>
    public NotebookFile Replace(int index, JsonObject cell)
    {
        Root["cells"]!.AsArray().RemoveAt(index);
        return new NotebookFile(Root).Insert(index, cell);
    }

    /// <summary>The text of an .ipynb file, as Jupyter writes it.</summary>
    public string ToJson() => Root.ToJsonString(Format) + "\n";
}

/// <summary>A cell of a notebook, over its JSON.</summary>
internal sealed class NotebookCell(JsonObject json)
{
    /// <summary>The metadata keys under which .NET Interactive's front ends store a cell's kernel.</summary>
    private static readonly (string Key, string Field)[] LanguageKeys =
        [("polyglot_notebook", "kernelName"), ("dotnet_interactive", "language")];

    public JsonObject Json { get; } = json;

    /// <summary><c>code</c>, <c>markdown</c> or <c>raw</c>.</summary>
    public string Kind => Json["cell_type"]?.GetValue<string>() ?? "code";

    /// <summary>The text of the cell.</summary>
    public string Source => Joined(Json["source"]);

    /// <summary>The kernel that the cell names, for example <c>csharp</c> or <c>html</c>; <c>csharp</c> when it names none.</summary>
    public string Language =>
        LanguageKeys.Select(k => Json["metadata"]?[k.Key]?[k.Field]?.GetValue<string>()).FirstOrDefault(l => l != null) ?? "csharp";

    /// <summary>The outputs as stored in the file; empty for cells that are not code.</summary>
    public JsonArray Outputs => Json["outputs"] as JsonArray ?? [];

    /// <summary>Whether the cell carries a tag, such as <c>parameters</c>.</summary>
    public bool HasTag(string tag) => Json["metadata"]?["tags"] is JsonArray tags && tags.Any(t => t?.GetValue<string>() == tag);

    /// <summary>The JSON of a new cell.</summary>
    /// <param name="kind"><c>code</c> or <c>markdown</c>.</param>
    /// <param name="language">The kernel; null for a cell without one.</param>
    /// <param name="source">The text.</param>
    /// <param name="id">The cell's id, unique in its notebook.</param>
    public static JsonObject Create(string kind, string? language, string source, string id)
    {
        var cell = new JsonObject { ["cell_type"] = kind, ["id"] = id, ["metadata"] = new JsonObject(), ["source"] = Lines(source) };
        if (language is not (null or "csharp"))
            cell["metadata"]!["polyglot_notebook"] = new JsonObject { ["kernelName"] = language };
        if (kind == "code")
            (cell["execution_count"], cell["outputs"]) = (null, new JsonArray());
        return cell;
    }

    /// <summary>Text as the notebook format stores it: an array of lines, so that line-based tools show readable differences.</summary>
    public static JsonArray Lines(string text)
    {
        var lines = text.Split('\n');
        return new JsonArray([.. lines.Select((l, i) => (JsonNode)(i < lines.Length - 1 ? l + "\n" : l))
            .Where((l, i) => i < lines.Length - 1 || lines[i].Length > 0)]);
    }

    /// <summary>One representation of an output as text: JSON indented, all else joined.</summary>
    public static string Text(string mime, JsonNode value) =>
        MimeBundle.IsJson(mime) ? value.ToJsonString(NotebookFile.Format) : Joined(value);

    /// <summary>An output's representation in JSON, whatever it is of; null where it has none.</summary>
    public static string? JsonOf(JsonObject data) =>
        data.Where(d => MimeBundle.IsJson(d.Key)).Select(d => d.Value is { } value ? Text(d.Key, value) : "null").FirstOrDefault();

    /// <summary>The MIME types of an output.</summary>
    public static string NamesOf(JsonObject data) => string.Join(", ", data.Select(d => d.Key));

    /// <summary>Text from a string or from an array of lines; what is neither has none.</summary>
    public static string Joined(JsonNode? node) =>
        node is JsonArray lines ? string.Concat(lines.Select(Joined))
        : node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>()
        : "";
}
