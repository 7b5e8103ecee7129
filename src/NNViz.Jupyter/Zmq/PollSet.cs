using System.Runtime.InteropServices;

namespace NNViz.Jupyter.Zmq;

/// <summary>Waits for messages on several sockets. zmq_pollitem_t is { void *socket; int fd; short events; short revents; }, but on
/// Windows a file
/// descriptor is as wide as a pointer.</summary>
internal sealed unsafe class PollSet : IDisposable
{
    private const short PollIn = 1;
    private static readonly int EventsOffset = sizeof(nint) + (OperatingSystem.IsWindows() ? sizeof(nint) : sizeof(int));
    private static readonly int Size = (EventsOffset + 2 * sizeof(short) + sizeof(nint) - 1) / sizeof(nint) * sizeof(nint);
    private readonly int _count;
    private byte* _items;

    public PollSet(IReadOnlyList<ZmqSocket> sockets)
    {
        _count = sockets.Count;
        _items = (byte*)NativeMemory.AllocZeroed((nuint)(_count * Size));
        for (var i = 0; i < _count; i++)
        {
            *(nint*)(_items + i * Size) = sockets[i].Handle;
            *(short*)(_items + i * Size + EventsOffset) = PollIn;
        }
    }

    /// <summary>Blocks until a message waits on some socket, or a signal arrives.</summary>
    public void Wait() => _ = LibZmq.zmq_poll(_items, _count, -1);

    /// <summary>Whether the last wait found a message on a socket.</summary>
    public bool IsReady(int socket) => *(short*)(_items + socket * Size + EventsOffset + sizeof(short)) != 0;

    public void Dispose()
    {
        NativeMemory.Free(_items);
        _items = null;
    }
}
