using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using NNViz.Jupyter.Zmq;

namespace NNViz.Jupyter.Protocol;

/// <summary>The channels of a kernel that carry messages, in the order in which they are polled.</summary>
internal enum Channel
{
    Control,
    Stdin,
    IoPub,
    Shell,
}

/// <summary>Owns the kernel's sockets: one thread binds, polls, reads and writes them, another answers the heartbeat.
/// Everybody else posts work to that thread, so order is the order of posting.</summary>
internal sealed class Channels : IDisposable
{
    private const string WakeEndpoint = "inproc://wake";
    private readonly ZmqContext _context = new();
    private readonly ZmqSocket[] _sockets;
    private readonly ZmqSocket _wakeIn, _wakeOut, _heartbeat;
    private readonly ConcurrentQueue<Action> _work = new();
    private readonly Lock _wakeLock = new();
    private readonly Wire _wire;
    private readonly Action<Channel, Message> _received;
    private readonly Thread _thread;
    private int _awake;
    private bool _closed;
    private volatile bool _stopping;

    /// <summary>Binds every channel.</summary>
    /// <param name="connection">Where to bind.</param>
    /// <param name="wire">Reads and signs messages.</param>
    /// <param name="received">Called on the socket thread for every message with a good signature; must not block.</param>
    public Channels(ConnectionInfo connection, Wire wire, Action<Channel, Message> received)
    {
        (_wire, _received) = (wire, received);
        _wakeIn = _context.Socket(LibZmq.Pull).Bind(WakeEndpoint);
        _wakeOut = _context.Socket(LibZmq.Push).Connect(WakeEndpoint);
        // A front end that reconnects with its old identity takes over; nothing is dropped for being late.
        ZmqSocket Router(string port) => _context.Socket(LibZmq.Router).Set(LibZmq.RouterHandover, 1).Set(LibZmq.SendHighWater, 0)
            .Set(LibZmq.ReceiveHighWater, 0).Bind(connection.Endpoint(port));
        var iopub = _context.Socket(LibZmq.XPub).Set(LibZmq.XPubVerbose, 1).Set(LibZmq.SendHighWater, 0)
            .Bind(connection.Endpoint("iopub_port"));
        _sockets = [Router("control_port"), Router("stdin_port"), iopub, Router("shell_port")];
        _heartbeat = _context.Socket(LibZmq.Rep).Bind(connection.Endpoint("hb_port"));
        _thread = new Thread(Run) { Name = "sockets", IsBackground = true };
    }

    /// <summary>Starts the threads: messages arrive from now on, and what was sent before goes out.</summary>
    public void Start()
    {
        _thread.Start();
        new Thread(Beat) { Name = "heartbeat", IsBackground = true }.Start();
    }

    /// <summary>Sends frames on a channel.</summary>
    public void Send(Channel channel, IReadOnlyList<ReadOnlyMemory<byte>> frames) => Post(() => _sockets[(int)channel].Send(frames));

    /// <summary>Runs an action on the socket thread after everything that has already arrived on the shell channel was handed
    /// over.</summary>
    public void PostAfterArrivals(Action action) => Post(() =>
    {
        while (ReceiveOne(Channel.Shell)) { }
        action();
    });

    /// <summary>Sends what was posted, closes the sockets and ends the threads. What is sent later is lost: a thread or timer of a cell may
    /// still write.</summary>
    public void Dispose()
    {
        Post(() => _stopping = true);
        _thread.Join();
        _context.Shutdown();
        _context.Dispose();
    }

    private void Post(Action action)
    {
        _work.Enqueue(action);
        if (Interlocked.Exchange(ref _awake, 1) == 0)
            lock (_wakeLock)
                if (!_closed)
                    _wakeOut.Send([ReadOnlyMemory<byte>.Empty]);
    }

    private void Run()
    {
        using var poll = new PollSet([.. _sockets, _wakeIn]);
        while (!_stopping)
        {
            poll.Wait();
            _ = _wakeIn.Receive(wait: false);
            Volatile.Write(ref _awake, 0);
            while (!_stopping && _work.TryDequeue(out var action))
                action();
            for (var i = 0; i < _sockets.Length; i++)
                if (poll.IsReady(i))
                    _ = ReceiveOne((Channel)i);
        }
        lock (_wakeLock)
        {
            _closed = true;
            foreach (var socket in (ZmqSocket[])[.. _sockets, _wakeIn, _wakeOut])
                socket.Dispose();
        }
    }

    private bool ReceiveOne(Channel channel)
    {
        if (_sockets[(int)channel].Receive(wait: false) is not { } frames)
            return false;
        if (channel == Channel.IoPub)
            Welcome(frames[0]);
        else if (_wire.Read(frames) is { } message)
            _received(channel, message);
        return true;
    }

    /// <summary>Tells a new subscriber that it is connected (Jupyter enhancement proposal 65), so that it need not guess.</summary>
    private void Welcome(byte[] subscription)
    {
        if (subscription is not [1, .. var topic])
            return;
        var content = new JsonObject { ["subscription"] = System.Text.Encoding.UTF8.GetString(topic) };
        _sockets[(int)Channel.IoPub].Send(_wire.Write([topic], "iopub_welcome", null, content));
    }

    private void Beat()
    {
        try
        {
            while (_heartbeat.Receive(wait: true) is { } frames)
                _heartbeat.Send([.. frames.Select(f => (ReadOnlyMemory<byte>)f)]);
        }
        catch (ZmqException) when (_stopping)
        {
            _heartbeat.Dispose();
        }
    }
}
