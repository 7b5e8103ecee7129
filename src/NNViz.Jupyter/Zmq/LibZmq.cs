using System.Runtime.InteropServices;

namespace NNViz.Jupyter.Zmq;

/// <summary>The functions of libzmq (4.1 or later) that the kernel calls; names and constants are those of zmq.h.</summary>
internal static unsafe partial class LibZmq
{
    public const int Router = 6, XPub = 9, Pull = 7, Push = 8, Rep = 4;
    public const int Linger = 17, SendHighWater = 23, ReceiveHighWater = 24, XPubVerbose = 40, LastEndpoint = 32, RouterHandover = 56,
        ReceiveMore = 13;
    public const int DontWait = 1, SendMore = 2;
    private const string Library = "zmq";
    private const string Advice =
        "The Jupyter kernel needs the native library libzmq 5, which was not found: not where the system looks (PATH on Windows), not in the " +
        "environments of Python or conda that are active or on PATH, not in VCPKG_ROOT. Install it: 'apt install libzmq5' (Debian, Ubuntu), " +
        "'dnf install zeromq' (Fedora), 'brew install zeromq' (macOS), 'vcpkg install zeromq' with VCPKG_ROOT set (Windows), 'conda install " +
        "zeromq' or 'pip install pyzmq' in the environment that Jupyter runs in. 'nnviz run' works without it.";

    static LibZmq() => NativeLibrary.SetDllImportResolver(typeof(LibZmq).Assembly, Resolve);

    /// <summary>zmq_msg_t: 64 bytes, opaque.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    public struct Msg
    {
        private long _alignment;
    }

    [LibraryImport(Library)] public static partial void zmq_version(int* major, int* minor, int* patch);
    [LibraryImport(Library)] public static partial nint zmq_ctx_new();
    [LibraryImport(Library)] public static partial int zmq_ctx_term(nint context);
    [LibraryImport(Library)] public static partial int zmq_ctx_shutdown(nint context);
    [LibraryImport(Library)] public static partial nint zmq_socket(nint context, int type);
    [LibraryImport(Library)] public static partial int zmq_close(nint socket);
    [LibraryImport(Library)] public static partial int zmq_setsockopt(nint socket, int option, void* value, nuint length);
    [LibraryImport(Library)] public static partial int zmq_getsockopt(nint socket, int option, void* value, nuint* length);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int zmq_bind(nint socket, string endpoint);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int zmq_connect(nint socket,
        string endpoint);
    [LibraryImport(Library)] public static partial int zmq_send(nint socket, byte* data, nuint length, int flags);
    [LibraryImport(Library)] public static partial int zmq_msg_init(Msg* message);
    [LibraryImport(Library)] public static partial int zmq_msg_recv(Msg* message, nint socket, int flags);
    [LibraryImport(Library)] public static partial byte* zmq_msg_data(Msg* message);
    [LibraryImport(Library)] public static partial nuint zmq_msg_size(Msg* message);
    [LibraryImport(Library)] public static partial int zmq_msg_close(Msg* message);
    [LibraryImport(Library)] public static partial int zmq_poll(byte* items, int count, nint timeoutMilliseconds);
    [LibraryImport(Library)] public static partial int zmq_errno();
    [LibraryImport(Library)] public static partial nint zmq_strerror(int error);

    /// <summary>The version of libzmq, or null and the reason why it cannot be loaded.</summary>
    public static string? Find(out string? problem)
    {
        try
        {
            int major, minor, patch;
            zmq_version(&major, &minor, &patch);
            problem = null;
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{major}.{minor}.{patch}");
        }
        catch (DllNotFoundException e)
        {
            problem = e.Message;
            return null;
        }
    }

    private static nint Resolve(string name, System.Reflection.Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library)
            return 0;
        foreach (var candidate in LibZmqFiles.Here.All())
            if (NativeLibrary.TryLoad(candidate, assembly, path, out var handle))
                return handle;
        throw new DllNotFoundException(Advice);
    }
}
