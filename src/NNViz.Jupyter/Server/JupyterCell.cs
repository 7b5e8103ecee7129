using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NNViz.Jupyter.Protocol;
using NNViz.Jupyter.Session;

namespace NNViz.Jupyter.Server;

/// <summary>A running cell as Jupyter sees it: outputs become iopub messages, questions go to the front end that sent the cell.</summary>
internal sealed class JupyterCell : ICellFrontend, IDisposable
{
    private readonly Publisher _publisher;
    private readonly StreamBuffer _buffer;
    private readonly BlockingCollection<string> _answers;
    private readonly CancellationTokenSource _cancel = new();
    private readonly int _executionCount;
    private readonly bool _silent;

    /// <param name="publisher">Sends the messages.</param>
    /// <param name="request">The execute_request.</param>
    /// <param name="executionCount">The cell's number.</param>
    /// <param name="answers">Where the front end's input replies arrive.</param>
    public JupyterCell(Publisher publisher, Message request, int executionCount, BlockingCollection<string> answers)
    {
        (_publisher, Request, _executionCount, _answers) = (publisher, request, executionCount, answers);
        _silent = request.Flag("silent");
        _buffer = new StreamBuffer(Send);
    }

    public string? Name => _executionCount > 0 ? string.Create(CultureInfo.InvariantCulture, $"cell {_executionCount}") : null;

    public string? CellId => Request.Metadata.ValueKind == JsonValueKind.Object
        && Request.Metadata.TryGetProperty("cellId", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;

    public IReadOnlyCollection<string> DeletedCells => Request.Metadata.ValueKind == JsonValueKind.Object
        && Request.Metadata.TryGetProperty("deletedCells", out var ids) && ids.ValueKind == JsonValueKind.Array
        ? [.. ids.EnumerateArray().Where(id => id.ValueKind == JsonValueKind.String).Select(id => id.GetString()!)] : [];

    /// <summary>The execute_request.</summary>
    public Message Request { get; }

    /// <summary>Cancelled when the user interrupts the cell.</summary>
    public CancellationToken Cancelled => _cancel.Token;

    /// <summary>What the reply asks of the front end: to show a page, to open a cell.</summary>
    public JsonArray Payload { get; } = [];

    /// <summary>Interrupts the cell.</summary>
    public void Interrupt() => _cancel.Cancel();

    public void Show(Output output) => _buffer.Show(output);

    /// <summary>Sends the stream output that is held back.</summary>
    public void Flush() => _buffer.Flush();

    public string Ask(string prompt, bool isPassword)
    {
        if (!Request.Flag("allow_stdin"))
            throw new InvalidOperationException(
                "The front end that runs this cell takes no input (allow_stdin is false). Assign the value in the cell instead.");
        Flush();
        while (_answers.TryTake(out _)) { }
        _publisher.Ask(Request, "input_request", new JsonObject { ["prompt"] = prompt, ["password"] = isPassword });
        return _answers.Take(Cancelled);
    }

    public void Dispose() => Flush();

    private void Send(Output output)
    {
        if (output is PageOutput page)
            Payload.Add(new JsonObject { ["source"] = "page", ["data"] = page.Data.ToJson(), ["start"] = 0 });
        else if (output is NextInputOutput next)
            Payload.Add(new JsonObject { ["source"] = "set_next_input", ["text"] = next.Code, ["replace"] = false });
        else if (!_silent && OutputJson.Message(output, _executionCount) is var (type, content))
            _publisher.Broadcast(type, Request, content);
    }
}
