using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using NNViz.Jupyter.Protocol;

namespace NNViz.Jupyter;

/// <summary>A two-way channel between C# and JavaScript in the notebook page (a Jupyter comm).</summary>
/// <example><code>
/// var comm = Comm.Open("my_target", new { x = 1 });
/// comm.Received += data => Console.WriteLine(data);
/// comm.Send(new { x = 2 });
/// </code></example>
public sealed class Comm
{
    internal Comm(string id, string target) => (Id, Target) = (id, target);

    /// <summary>A message from the page; the argument is its data.</summary>
    public event Action<JsonElement>? Received;

    /// <summary>The same, with the binary buffers that the page sent beside the data (a typed array of JavaScript, for one).</summary>
    public event Action<JsonElement, IReadOnlyList<byte[]>>? ReceivedWithBuffers;

    /// <summary>The page closed the comm; the argument is the data that it sent with it.</summary>
    public event Action<JsonElement>? Closed;

    /// <summary>The identifier that both sides use.</summary>
    public string Id { get; }

    /// <summary>The name under which the other side has registered its handler.</summary>
    public string Target { get; }

    /// <summary>Opens a comm to a handler that the page has registered under <paramref name="target"/>.</summary>
    /// <param name="target">The handler's name.</param>
    /// <param name="data">Anything that System.Text.Json can serialise; null sends an empty object.</param>
    /// <param name="buffers">Binary buffers beside the data.</param>
    /// <exception cref="InvalidOperationException">No Jupyter front end is connected.</exception>
    public static Comm Open(string target, object? data = null, params byte[][] buffers)
    {
        var comm = Comms.Add(new Comm(Guid.NewGuid().ToString("N"), target));
        Comms.Send("comm_open", comm, data, buffers);
        return comm;
    }

    /// <summary>Sets what happens when the page opens a comm to <paramref name="target"/>.</summary>
    /// <param name="target">The name that the page uses.</param>
    /// <param name="opened">Receives the new comm and the data that came with it.</param>
    public static void Register(string target, Action<Comm, JsonElement> opened) => Register(target, (comm, data, _) => opened(comm, data));

    /// <summary>Sets what happens when the page opens a comm to <paramref name="target"/>.</summary>
    /// <param name="target">The name that the page uses.</param>
    /// <param name="opened">Receives the new comm, the data that came with it, and the binary buffers.</param>
    public static void Register(string target, Action<Comm, JsonElement, IReadOnlyList<byte[]>> opened) => Comms.Targets[target] = opened;

    /// <summary>Sends data and binary buffers to the page.</summary>
    /// <exception cref="InvalidOperationException">No Jupyter front end is connected.</exception>
    public void Send(object? data, params byte[][] buffers) => Comms.Send("comm_msg", this, data, buffers);

    /// <summary>Closes the comm on both sides.</summary>
    /// <exception cref="InvalidOperationException">No Jupyter front end is connected.</exception>
    public void Close(object? data = null)
    {
        Comms.Remove(Id);
        Comms.Send("comm_close", this, data, []);
    }

    internal void Receive(JsonElement data, IReadOnlyList<byte[]> buffers)
    {
        Received?.Invoke(data);
        ReceivedWithBuffers?.Invoke(data, buffers);
    }

    internal void ReceiveClose(JsonElement data) => Closed?.Invoke(data);
}

/// <summary>The open comms and the registered targets.</summary>
internal static class Comms
{
    private static readonly ConcurrentDictionary<string, Comm> Open = new();
    private static Action<string, JsonObject, IReadOnlyList<ReadOnlyMemory<byte>>>? _send;

    public static ConcurrentDictionary<string, Action<Comm, JsonElement, IReadOnlyList<byte[]>>> Targets { get; } = new();

    /// <summary>What to do with each message of a page's comm.</summary>
    public static IReadOnlyDictionary<string, Action<Message>> Handlers { get; } =
        new Dictionary<string, Action<Message>> { ["comm_open"] = Opened, ["comm_msg"] = Arrived, ["comm_close"] = Closed };

    public static void Connect(Action<string, JsonObject, IReadOnlyList<ReadOnlyMemory<byte>>> send) => _send = send;

    public static Comm Add(Comm comm) => Open[comm.Id] = comm;

    public static void Remove(string id) => Open.TryRemove(id, out _);

    public static void Send(string type, Comm comm, object? data, byte[][] buffers)
    {
        var content = new JsonObject
        { ["comm_id"] = comm.Id, ["data"] = data == null ? new JsonObject() : JsonSerializer.SerializeToNode(data) };
        if (type == "comm_open")
            content["target_name"] = comm.Target;
        var send = _send ?? throw new InvalidOperationException("A comm needs a notebook page; this notebook runs without one.");
        send(type, content, [.. buffers.Select(b => (ReadOnlyMemory<byte>)b)]);
    }

    public static JsonObject Info(Message request)
    {
        var target = request.Text("target_name");
        var comms = new JsonObject();
        foreach (var comm in Open.Values.Where(c => target.Length == 0 || c.Target == target))
            comms[comm.Id] = new JsonObject { ["target_name"] = comm.Target };
        return new JsonObject { ["status"] = "ok", ["comms"] = comms };
    }

    private static void Opened(Message message)
    {
        var comm = new Comm(message.Text("comm_id"), message.Text("target_name"));
        if (Targets.TryGetValue(comm.Target, out var opened))
            opened(Add(comm), Data(message), message.Buffers);
        else
            // The protocol's way of saying that nobody has registered the target.
            Send("comm_close", comm, null, []);
    }

    private static void Arrived(Message message)
    {
        if (Open.TryGetValue(message.Text("comm_id"), out var comm))
            comm.Receive(Data(message), message.Buffers);
    }

    private static void Closed(Message message)
    {
        if (Open.TryRemove(message.Text("comm_id"), out var comm))
            comm.ReceiveClose(Data(message));
    }

    private static JsonElement Data(Message message) => message.Content.TryGetProperty("data", out var data) ? data : default;
}
