using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using NNViz.Jupyter.Protocol;
using NNViz.Jupyter.Session;

namespace NNViz.Jupyter.Server;

/// <summary>Runs execute_requests, one at a time.</summary>
internal sealed class Executor(Publisher publisher, Lazy<CSharpSession> session, ShellQueue queue, History history)
{
    private readonly BlockingCollection<string> _answers = [];
    private volatile JupyterCell? _running;
    private int _executionCount;

    /// <summary>Whether the running cell has its reply.</summary>
    private bool _replied;

    /// <summary>Runs a cell and replies, once.</summary>
    public void Execute(Message request)
    {
        _replied = false;
        try
        {
            RunAndReply(request);
        }
        catch (Exception e) when (e is not OutOfMemoryException && !_replied)
        {
            // A fault of the kernel's own: the front end waits for an answer all the same.
            ReplyFailed(request, ErrorText.Short(e.GetType().FullName!, e.Message), []);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // After the reply there is nobody to tell; the next cell runs.
        }
    }

    private void RunAndReply(Message request)
    {
        var (code, silent) = (request.Text("code"), request.Flag("silent"));
        if (!silent && request.Flag("store_history", true))
            history.Add(++_executionCount, code);
        using var cell = new JupyterCell(publisher, request, _executionCount, _answers);
        if (!silent)
            publisher.Broadcast("execute_input", request, new JsonObject { ["code"] = code, ["execution_count"] = _executionCount });
        Interruptibly(cell, () =>
        {
            var error = Run(cell, code);
            cell.Flush();
            if (error != null)
            {
                Fail(cell, error);
                return;
            }
            publisher.Reply(Channel.Shell, request, Succeeded(cell));
            _replied = true;
        });
    }

    /// <summary>Runs what the user can interrupt, through the cell's token.</summary>
    public void Interruptibly(JupyterCell cell, Action action)
    {
        _running = cell;
        try
        {
            action();
        }
        finally
        {
            _running = null;
        }
    }

    /// <summary>Answers a cell that an earlier cell's error cancelled.</summary>
    public void Abort(Message request) =>
        publisher.Reply(Channel.Shell, request, new JsonObject { ["status"] = "aborted", ["execution_count"] = _executionCount });

    /// <summary>Stops the running cell, if there is one.</summary>
    public void Interrupt() => _running?.Interrupt();

    /// <summary>Waits until no cell runs, at most for a time.</summary>
    /// <returns>False when one still runs.</returns>
    public bool WaitForIdle(TimeSpan time) => SpinWait.SpinUntil(() => _running == null, time);

    /// <summary>Takes the front end's answer to the running cell's question.</summary>
    public void Answer(Message reply) => _answers.Add(reply.Text("value"));

    private ErrorOutput? Run(JupyterCell cell, string code)
    {
        try
        {
            return session.Value.RunAsync(code, cell, cell.Cancelled).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Unexpected(e);
        }
    }

    private static ErrorOutput Unexpected(Exception e) => e is OperationCanceledException
        ? ErrorText.Short("Interrupted", "The cell was interrupted.")
        : ErrorText.Short(e.GetType().FullName!, $"{e.Message}\n{e.StackTrace}");

    private JsonObject Succeeded(JupyterCell cell)
    {
        var content = new JsonObject { ["status"] = "ok", ["execution_count"] = _executionCount, ["payload"] = cell.Payload };
        var values = new JsonObject();
        if (cell.Request.Content.TryGetProperty("user_expressions", out var expressions)
            && expressions.ValueKind == JsonValueKind.Object)
            foreach (var expression in expressions.EnumerateObject())
                values[expression.Name] = Evaluate(expression.Value, cell.Cancelled);
        content["user_expressions"] = values;
        return content;
    }

    private JsonObject Evaluate(JsonElement expression, CancellationToken cancel)
    {
        if (expression.ValueKind != JsonValueKind.String)
            return Failed(ErrorText.Short("ArgumentException", $"A user expression is C# as a string, and this is {expression.ValueKind}."));
        try
        {
            var (value, error) = session.Value.EvaluateAsync(expression.GetString()!, cancel).GetAwaiter().GetResult();
            return error != null ? Failed(error) : new JsonObject
            { ["status"] = "ok", ["data"] = (value ?? new MimeBundle()).ToJson(), ["metadata"] = new JsonObject() };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Failed(Unexpected(e));
        }
    }

    private void Fail(JupyterCell cell, ErrorOutput error)
    {
        // Jupyter's conformance tests allow a failed cell one output, and an error message holds text, which cannot fold.
        if (error.Folded != null)
            error = error with { Traceback = [.. error.Traceback, ErrorText.TraceHint] };
        cell.Show(error);
        ReplyFailed(cell.Request, error, cell.Payload);
    }

    private void ReplyFailed(Message request, ErrorOutput error, JsonArray payload)
    {
        var content = Failed(error);
        content["execution_count"] = _executionCount;
        content["payload"] = payload;
        content["user_expressions"] = new JsonObject();
        if (request.Flag("stop_on_error", true))
            publisher.ReplyAfterArrivals(request, content, queue.AbortCells);
        else
            publisher.Reply(Channel.Shell, request, content);
        _replied = true;
    }

    /// <summary>The content of a reply that tells an error.</summary>
    public static JsonObject Failed(ErrorOutput error)
    {
        var content = OutputJson.Error(error);
        content["status"] = "error";
        return content;
    }
}
