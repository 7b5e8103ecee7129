using System.Runtime.InteropServices;

namespace NNViz.Jupyter.Zmq;

/// <summary>A failed call of libzmq.</summary>
internal sealed class ZmqException(string call, int error)
    : Exception($"{call} failed: {Marshal.PtrToStringUTF8(LibZmq.zmq_strerror(error))} (errno {error})")
{
    public int Error { get; } = error;
}

/// <summary>A libzmq context. Disposing waits for the sockets' lingering messages.</summary>
internal sealed class ZmqContext : IDisposable
{
    private nint _handle = LibZmq.zmq_ctx_new();

    public ZmqSocket Socket(int type) => new(LibZmq.zmq_socket(_handle, type));

    /// <summary>Makes every blocked call on this context's sockets return.</summary>
    public void Shutdown() => _ = LibZmq.zmq_ctx_shutdown(_handle);

    public void Dispose()
    {
        if (_handle != 0)
            _ = LibZmq.zmq_ctx_term(_handle);
        _handle = 0;
    }
}

/// <summary>A libzmq socket. Not thread-safe: it belongs to the one thread that uses it.</summary>
internal sealed unsafe class ZmqSocket : IDisposable
{
    private const int Interrupted = 4;
    private static readonly int Again = OperatingSystem.IsMacOS() ? 35 : 11;

    internal ZmqSocket(nint handle)
    {
        Handle = handle != 0 ? handle : throw new ZmqException("zmq_socket", LibZmq.zmq_errno());
        Set(LibZmq.Linger, 1000);
    }

    public nint Handle { get; private set; }

    /// <summary>The endpoint of the last bind, with the port that was chosen.</summary>
    public string LastEndpoint
    {
        get
        {
            var buffer = stackalloc byte[512];
            nuint length = 512;
            Check(LibZmq.zmq_getsockopt(Handle, LibZmq.LastEndpoint, buffer, &length), "zmq_getsockopt");
            return Marshal.PtrToStringUTF8((nint)buffer)!;
        }
    }

    public ZmqSocket Set(int option, int value)
    {
        Check(LibZmq.zmq_setsockopt(Handle, option, &value, sizeof(int)), "zmq_setsockopt");
        return this;
    }

    public ZmqSocket Bind(string endpoint)
    {
        Check(LibZmq.zmq_bind(Handle, endpoint), $"zmq_bind to {endpoint}");
        return this;
    }

    public ZmqSocket Connect(string endpoint)
    {
        Check(LibZmq.zmq_connect(Handle, endpoint), $"zmq_connect to {endpoint}");
        return this;
    }

    /// <summary>Sends one multipart message. A peer that is gone loses it, as libzmq defines.</summary>
    public void Send(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        for (var i = 0; i < frames.Count; i++)
        {
            var frame = frames[i].Span;
            fixed (byte* data = frame)
                while (LibZmq.zmq_send(Handle, data, (nuint)frame.Length, i < frames.Count - 1 ? LibZmq.SendMore : 0) < 0)
                    if (LibZmq.zmq_errno() is var error && error != Interrupted)
                        throw new ZmqException("zmq_send", error);
        }
    }

    /// <summary>Receives one multipart message, or null when none waits and <paramref name="wait"/> is false.</summary>
    public List<byte[]>? Receive(bool wait)
    {
        List<byte[]>? frames = null;
        do
        {
            LibZmq.Msg message;
            _ = LibZmq.zmq_msg_init(&message);
            while (LibZmq.zmq_msg_recv(&message, Handle, wait || frames != null ? 0 : LibZmq.DontWait) < 0)
            {
                var error = LibZmq.zmq_errno();
                if (error == Again)
                    return null;
                if (error != Interrupted)
                    throw new ZmqException("zmq_msg_recv", error);
            }
            (frames ??= []).Add(new Span<byte>(LibZmq.zmq_msg_data(&message), (int)LibZmq.zmq_msg_size(&message)).ToArray());
            _ = LibZmq.zmq_msg_close(&message);
        }
        while (HasMore());
        return frames;
    }

    public void Dispose()
    {
        if (Handle != 0)
            _ = LibZmq.zmq_close(Handle);
        Handle = 0;
    }

    private bool HasMore()
    {
        int more;
        nuint length = sizeof(int);
        Check(LibZmq.zmq_getsockopt(Handle, LibZmq.ReceiveMore, &more, &length), "zmq_getsockopt");
        return more != 0;
    }

    private static void Check(int result, string call)
    {
        if (result < 0)
            throw new ZmqException(call, LibZmq.zmq_errno());
    }
}
