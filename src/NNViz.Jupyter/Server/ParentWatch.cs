using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NNViz.Jupyter.Server;

/// <summary>Notices when the server that started the kernel is gone, so that no kernel outlives it.</summary>
internal static partial class ParentWatch
{
    /// <summary>The process that takes every orphan, and that in a container may be the server itself.</summary>
    private const int First = 1;

    /// <summary>Calls <paramref name="orphaned"/> once the parent has ended. Does nothing when no server says that it is the parent
    /// (JPY_PARENT_PID).</summary>
    public static void Start(Action orphaned)
    {
        if (!nint.TryParse(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), CultureInfo.InvariantCulture, out var server))
            return;
        var wait = OperatingSystem.IsWindows() ? (Action)(() => WaitForHandle(server)) : () => WaitForNewParent(server);
        new Thread(() => { wait(); orphaned(); }) { Name = "parent watch", IsBackground = true }.Start();
    }

    /// <summary>Whether a kernel's server is gone, except on Windows.</summary>
    /// <param name="server">The process that says it is the server. With the first process of all every other ends too, and who has it for a
    /// parent may still be served by it.</param>
    /// <param name="parent">The kernel's parent when it began: the server, or a script of its that waits.</param>
    /// <param name="now">Its parent now.</param>
    internal static bool IsOrphan(nint server, int parent, int now) => server != First && (now != parent || now == First);

    /// <summary>On Windows the variable holds an inherited handle of the parent process.</summary>
    private static void WaitForHandle(nint handle)
    {
        using var ended = new ManualResetEvent(false) { SafeWaitHandle = new SafeWaitHandle(handle, ownsHandle: false) };
        _ = ended.WaitOne();
    }

    /// <summary>Elsewhere an orphan is given to another parent.</summary>
    private static void WaitForNewParent(nint server)
    {
        var parent = getppid();
        while (!IsOrphan(server, parent, getppid()))
            Thread.Sleep(500);
    }

    [LibraryImport("libc")]
    private static partial int getppid();
}
