using System.Text.Json.Nodes;

namespace NNViz.Jupyter.Session;

/// <summary>Something that a cell shows, in the order in which it is shown.</summary>
internal abstract record Output;

/// <summary>Text on <c>stdout</c> or <c>stderr</c>.</summary>
internal sealed record StreamOutput(string Name, string Text) : Output;

/// <summary>A displayed value. A later <see cref="UpdateOutput"/> with the same id replaces it in place.</summary>
internal sealed record DisplayOutput(MimeBundle Data, string? DisplayId) : Output;

/// <summary>The new state of the values displayed under an id.</summary>
internal sealed record UpdateOutput(MimeBundle Data, string DisplayId) : Output;

/// <summary>The value that a cell ends in.</summary>
internal sealed record ResultOutput(MimeBundle Data) : Output;

/// <summary>Why a cell failed.</summary>
/// <param name="Name">The exception's type or the compiler's code.</param>
/// <param name="Message">One or a few lines.</param>
/// <param name="Traceback">What is shown, line by line, with ANSI colours.</param>
internal sealed record ErrorOutput(string Name, string Message, IReadOnlyList<string> Traceback) : Output
{
    /// <summary>
    /// Every stack frame of an exception, folded:
    /// an output of its own below the error, where a page takes one; null for errors that are no exceptions.
    /// </summary>
    public DisplayOutput? Folded { get; init; }
}

/// <summary>Removes the cell's outputs, at once or when the next one comes.</summary>
internal sealed record ClearOutput(bool Wait) : Output;

/// <summary>Help text, which a front end shows in a pane of its own (the pager) where it has one.</summary>
internal sealed record PageOutput(MimeBundle Data) : Output;

/// <summary>Code for a new cell below the running one.</summary>
internal sealed record NextInputOutput(string Code) : Output;

/// <summary>One value in several MIME types.</summary>
internal sealed class MimeBundle
{
    private readonly List<(string Mime, string Value)> _entries = [];

    /// <summary>The representations; a MIME type occurs once.</summary>
    public IReadOnlyList<(string Mime, string Value)> Entries => _entries;

    /// <summary>The representation in a MIME type, or null.</summary>
    public string? this[string mime] => _entries.Find(e => e.Mime == mime).Value;

    /// <summary>Adds or replaces a representation.</summary>
    public MimeBundle With(string mime, string value)
    {
        _ = _entries.RemoveAll(e => e.Mime == mime);
        _entries.Add((mime, value));
        return this;
    }

    /// <summary>The bundle as the protocol and the notebook format write it: JSON types as JSON, all else as strings.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var (mime, value) in _entries)
            json[mime] = IsJson(mime) ? Parse(value) : JsonValue.Create(value);
        return json;
    }

    /// <summary>Whether a MIME type holds JSON, which bundles carry as JSON rather than as text.</summary>
    public static bool IsJson(string mime) => mime == "application/json" || mime.EndsWith("+json", StringComparison.Ordinal);

    private static JsonNode? Parse(string value)
    {
        try
        {
            return JsonNode.Parse(value);
        }
        catch (System.Text.Json.JsonException)
        {
            return JsonValue.Create(value);
        }
    }
}
