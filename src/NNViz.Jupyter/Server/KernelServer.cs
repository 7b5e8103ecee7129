using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using NNViz.Jupyter.Protocol;
using NNViz.Jupyter.Session;

namespace NNViz.Jupyter.Server;

/// <summary>The kernel's side of the Jupyter protocol: takes requests from the channels and answers them. Shell requests run one after the
/// other on one thread; control requests (interrupt, shutdown) run beside them.</summary>
internal sealed class KernelServer : IDisposable
{
    private const string LanguageVersion = "14.0";

    private readonly DateTimeOffset _began = DateTimeOffset.UtcNow;
    private readonly ShellQueue _shell = new();
    private readonly BlockingCollection<Message> _control = [];
    private readonly ManualResetEventSlim _stop = new();
    private readonly Channels _channels;
    private readonly Publisher _publisher;
    private readonly Lazy<CSharpSession> _session;
    private readonly Executor _executor;
    private readonly Dictionary<string, Func<Message, JsonObject>> _requests;

    /// <summary>The request that is being handled on the shell channel, or was last.</summary>
    private volatile Message? _current;

    /// <summary>Binds the channels and starts answering; prepares for the first cell in the background.</summary>
    public KernelServer(ConnectionInfo connection)
    {
        _session = new(() => new CSharpSession { Restart = () => RestartWanted = true });
        Start("warm-up", () => WarmUp.Run(_session, () => _current?.Type == "execute_request"));
        var wire = new Wire(connection.Key);
        var history = new History();
        var language = new LanguageService(_session);
        _channels = new Channels(connection, wire, Receive);
        _publisher = new Publisher(_channels, wire);
        _executor = new Executor(_publisher, _session, _shell, history);
        _requests = new()
        {
            ["kernel_info_request"] = _ => KernelInfo(),
            ["complete_request"] = language.Complete,
            ["inspect_request"] = language.Inspect,
            ["is_complete_request"] = LanguageService.IsComplete,
            ["history_request"] = history.Reply,
            ["comm_info_request"] = Comms.Info,
            ["interrupt_request"] = _ => Interrupted(),
            ["shutdown_request"] = Stopped,
            ["debug_request"] = NoDebugger,
        };
        Comms.Connect((type, content, buffers) => _publisher.Broadcast(type, _current, content, new MessageExtra(Buffers: buffers)));
        Notebook.Connect(() => _session.Value.Frontend);
        _publisher.Status("starting", null);
        Start("control", () => { foreach (var request in _control.GetConsumingEnumerable()) Answer(Channel.Control, request); });
        Start("shell", () => { while (_shell.Take() is { } entry) Answer(entry); });
        // What arrives meets everything above.
        _channels.Start();
    }

    /// <summary>Whether a cell asked for a new kernel in the place of this one.</summary>
    public bool RestartWanted { get; private set; }

    /// <summary>Waits for a shutdown request or for <see cref="Stop"/>.</summary>
    public void Wait() => _stop.Wait();

    /// <summary>Makes <see cref="Wait"/> return.</summary>
    public void Stop() => _stop.Set();

    /// <summary>Interrupts the running cell.</summary>
    public void Interrupt() => _executor.Interrupt();

    /// <summary>Interrupts the running cell and gives it a time to end.</summary>
    /// <returns>False when it still runs.</returns>
    public bool EndCell(TimeSpan time)
    {
        Interrupt();
        return _executor.WaitForIdle(time);
    }

    public void Dispose()
    {
        _shell.Close();
        _channels.Dispose();
    }

    private static void Start(string name, Action action) =>
        new Thread(() => action(), maxStackSize: 16 << 20) { Name = name, IsBackground = true }.Start();

    private void Receive(Channel channel, Message message)
    {
        if (channel == Channel.Stdin)
            _executor.Answer(message);
        else if (channel == Channel.Control)
        {
            // A server that restarts a kernel which has crashed asks it to shut down first; what it sent can reach the new one, on the same ports.
            if (message.Type != "shutdown_request" || !(message.Header.Date < _began))
                _control.Add(message);
        }
        else
            _shell.Add(message);
    }

    private void Answer(ShellQueue.Entry entry)
    {
        _current = entry.Request;
        if (!entry.IsCell)
        {
            Answer(Channel.Shell, entry.Request);
            return;
        }
        AnswerCell(entry);
        if (!RestartWanted)
            return;
        // The new kernel knows nothing of what was queued for this one.
        while (_shell.TakeCellOrClose() is { } waiting)
        {
            waiting.Aborted = true;
            AnswerCell(waiting);
        }
        Stop();
    }

    private void AnswerCell(ShellQueue.Entry cell)
    {
        _publisher.Status("busy", cell.Request);
        if (cell.Aborted)
            _executor.Abort(cell.Request);
        else
            _executor.Execute(cell.Request);
        _publisher.Status("idle", cell.Request);
    }

    private void Answer(Channel channel, Message request)
    {
        _publisher.Status("busy", request);
        if (_requests.TryGetValue(request.Type, out var handler))
            _publisher.Reply(channel, request, Guarded(handler, request));
        else if (Comms.Handlers.TryGetValue(request.Type, out var notice))
            Notify(notice, request);
        _publisher.Status("idle", request);
        if (request.Type == "shutdown_request")
            Stop();
    }

    private static JsonObject Guarded(Func<Message, JsonObject> handler, Message request)
    {
        try
        {
            return handler(request);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Executor.Failed(ErrorText.Short(e.GetType().FullName!, e.Message));
        }
    }

    /// <summary>Runs a comm's handler. What it writes, and its error, appear where the page shows the outputs of the message.</summary>
    private void Notify(Action<Message> handler, Message notice)
    {
        using var frontend = new JupyterCell(_publisher, notice, 0, []);
        _executor.Interruptibly(frontend, () =>
        {
            Exception? failure;
            try
            {
                failure = _session.Value.RunAsync(() => handler(notice), frontend, frontend.Cancelled).GetAwaiter().GetResult();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failure = e;
            }
            if (failure != null)
                frontend.Show(new StreamOutput("stderr",
                    frontend.Cancelled.IsCancellationRequested ? "A comm's handler was interrupted.\n" : $"A comm's handler failed: {failure}\n"));
        });
    }

    private static JsonObject KernelInfo() => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = Wire.Version,
        ["implementation"] = "nnviz",
        ["implementation_version"] = Directives.Version,
        ["language_info"] = new JsonObject
        {
            ["name"] = "C#",
            ["version"] = LanguageVersion,
            ["mimetype"] = "text/x-csharp",
            ["file_extension"] = ".cs",
            ["pygments_lexer"] = "csharp",
            ["codemirror_mode"] = "text/x-csharp",
        },
        ["banner"] = $"nnviz {Directives.Version}: C# {LanguageVersion} on .NET {Environment.Version}",
        ["debugger"] = false,
        ["help_links"] = new JsonArray(new JsonObject
        { ["text"] = "C# reference", ["url"] = "https://learn.microsoft.com/dotnet/csharp/" }),
    };

    private JsonObject Interrupted()
    {
        Interrupt();
        return new JsonObject { ["status"] = "ok" };
    }

    private JsonObject Stopped(Message request)
    {
        Interrupt();
        return new JsonObject { ["status"] = "ok", ["restart"] = request.Flag("restart") };
    }

    private static JsonObject NoDebugger(Message request) => new()
    {
        ["type"] = "response",
        ["request_seq"] = request.Number("seq"),
        ["command"] = request.Text("command"),
        ["success"] = false,
        ["message"] = "This kernel has no debugger (kernel_info: debugger is false).",
    };
}
