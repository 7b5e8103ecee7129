using System.Text;
using System.Text.Json.Nodes;
using NNViz.Jupyter.Session;

namespace NNViz.Jupyter.Notebooks;

/// <summary>Collects a cell's outputs into the JSON of its notebook, as a front end would show them: streams joined, updates in place
/// (in whichever cell the value was displayed), cleared when asked.</summary>
/// <param name="cell">The cell.</param>
/// <param name="executionCount">Its number.</param>
/// <param name="displays">The displayed values of the whole notebook by display id.</param>
internal sealed class CellOutputs(NotebookCell cell, int executionCount, Dictionary<string, List<JsonObject>> displays)
{
    private readonly JsonArray _outputs = [];
    private readonly StringBuilder _streamText = new();
    private JsonObject? _stream;
    private bool _streamGrew;
    private bool _clearNext;

    /// <summary>Empties the cell and gives it its number.</summary>
    public void Begin()
    {
        cell.Json["execution_count"] = executionCount;
        cell.Json["outputs"] = _outputs;
    }

    /// <summary>Applies one output.</summary>
    public void Add(Output output)
    {
        if (output is ClearOutput clear)
        {
            _clearNext = clear.Wait;
            if (!clear.Wait)
                Clear();
            return;
        }
        if (output is UpdateOutput update)
        {
            foreach (var shown in displays.GetValueOrDefault(update.DisplayId, []))
                shown["data"] = Data(update.Data);
            return;
        }
        if (output is NextInputOutput)
            return; // a suggestion to somebody who types
        if (_clearNext)
            Clear();
        if (output is StreamOutput stream)
            AddStream(stream);
        else
            AddRich(output);
    }

    /// <summary>Writes the joined text of the last stream into the notebook; call before it is saved.</summary>
    public void Settle()
    {
        if (_stream != null && _streamGrew)
            _stream["text"] = NotebookCell.Lines(_streamText.ToString());
        _streamGrew = false;
    }

    private void Clear()
    {
        _outputs.Clear();
        (_stream, _clearNext) = (null, false);
    }

    private void AddStream(StreamOutput stream)
    {
        if (_stream == null || _stream["name"]!.GetValue<string>() != stream.Name)
        {
            Settle();
            _stream = new JsonObject { ["name"] = stream.Name, ["output_type"] = "stream", ["text"] = new JsonArray() };
            _outputs.Add(_stream);
            _ = _streamText.Clear();
        }
        _ = _streamText.Append(stream.Text);
        _streamGrew = true;
    }

    private void AddRich(Output output)
    {
        Settle();
        _stream = null;
        var shown = output is PageOutput page ? new DisplayOutput(page.Data, null) : output;
        var (type, json) = OutputJson.Message(shown, executionCount);
        json["output_type"] = type;
        _ = json.Remove("transient");
        if (Bundle(shown) is { } data)
            json["data"] = Data(data);
        if (shown is DisplayOutput { DisplayId: { } id })
            (displays.TryGetValue(id, out var list) ? list : displays[id] = []).Add(json);
        _outputs.Add(json);
    }

    private static MimeBundle? Bundle(Output output) => output switch
    {
        DisplayOutput d => d.Data,
        ResultOutput r => r.Data,
        _ => null,
    };

    private static JsonObject Data(MimeBundle bundle)
    {
        var data = bundle.ToJson();
        foreach (var (mime, value) in bundle.Entries)
            if (mime.StartsWith("text/", StringComparison.Ordinal) || mime is "image/svg+xml" or "application/javascript")
                data[mime] = NotebookCell.Lines(value);
        return data;
    }
}
