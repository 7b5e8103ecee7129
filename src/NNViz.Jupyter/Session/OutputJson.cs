using System.Text.Json.Nodes;

namespace NNViz.Jupyter.Session;

/// <summary>Outputs as JSON: the content of iopub messages, which with few changes is also what a notebook file holds.</summary>
internal static class OutputJson
{
    /// <summary>The message type and content of an output.</summary>
    public static (string Type, JsonObject Content) Message(Output output, int executionCount) => output switch
    {
        StreamOutput s => ("stream", new JsonObject { ["name"] = s.Name, ["text"] = s.Text }),
        DisplayOutput d => ("display_data", Data(d.Data, d.DisplayId)),
        UpdateOutput u => ("update_display_data", Data(u.Data, u.DisplayId)),
        ResultOutput r => ("execute_result", Result(r, executionCount)),
        ErrorOutput e => ("error", Error(e)),
        ClearOutput c => ("clear_output", new JsonObject { ["wait"] = c.Wait }),
        _ => throw new ArgumentException($"{output.GetType().Name} is not an iopub message."),
    };

    /// <summary>The three fields that describe an error.</summary>
    public static JsonObject Error(ErrorOutput error) => new()
    {
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["traceback"] = new JsonArray([.. error.Traceback.Select(l => (JsonNode)l)]),
    };

    private static JsonObject Result(ResultOutput result, int executionCount) =>
        new() { ["execution_count"] = executionCount, ["data"] = result.Data.ToJson(), ["metadata"] = new JsonObject() };

    private static JsonObject Data(MimeBundle data, string? displayId) => new()
    {
        ["data"] = data.ToJson(),
        ["metadata"] = new JsonObject(),
        ["transient"] = displayId == null ? new JsonObject() : new JsonObject { ["display_id"] = displayId },
    };
}
