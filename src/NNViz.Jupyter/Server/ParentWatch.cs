using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NNViz.Jupyter.Server;

/// <summary>Notices when the server that started the kernel is gone, so that no kernel outlives it.</summary>
internal static partial class ParentWatch
{
    /// <summary>Calls <paramref name="orphaned"/> once the parent has ended. Does nothing when no server says that it is the parent
    /// (JPY_PARENT_PID).</summary>
    public static void Start(Action orphaned)
    {
        if (!nint.TryParse(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), CultureInfo.InvariantCulture, out var parent))
            return;
        var wait = OperatingSystem.IsWindows() ? (Action)(() => WaitForHandle(parent)) : WaitForNewParent;
        new Thread(() => { wait(); orphaned(); }) { Name = "parent watch", IsBackground = true }.Start();
    }

    /// <summary>On Windows the variable holds an inherited handle of the parent process.</summary>
    private static void WaitForHandle(nint handle)
    {
        using var ended = new ManualResetEvent(false) { SafeWaitHandle = new SafeWaitHandle(handle, ownsHandle: false) };
        _ = ended.WaitOne();
    }

    /// <summary>Elsewhere an orphan is given to another parent.</summary>
    private static void WaitForNewParent()
    {
        var first = getppid();
        while (getppid() == first && first != 1)
            Thread.Sleep(500);
    }

    [LibraryImport("libc")]
    private static partial int getppid();
}
