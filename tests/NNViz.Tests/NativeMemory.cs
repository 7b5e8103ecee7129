using System.Globalization;
using System.Runtime.InteropServices;

namespace NNViz.Tests;

/// <summary>What the C library's allocator has handed out and not got back: the memory of libtorch's tensors and graphs, without .NET's own heap.</summary>
internal static class NativeMemory
{
    private const string Status = "/proc/self/status";

    /// <summary>Bytes in use; <see langword="null"/> where the C library does not tell (mallinfo2: glibc from 2.33 on).</summary>
    public static long? InUse()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var libc) || !NativeLibrary.TryGetExport(libc, "mallinfo2", out _))
        {
            return null;
        }
        var info = Mallinfo2();
        return (long)(info.InUse + info.Mapped);
    }

    /// <summary>
    /// How far the process grows at most while something runs, in bytes, over what it had before; <see langword="null"/> where the system does not tell (Linux's
    /// clear_refs). Run it once before: the first run loads code and fills tables.
    /// </summary>
    public static long? Peak(Action action)
    {
        const string reset = "/proc/self/clear_refs";
        if (!OperatingSystem.IsLinux() || !File.Exists(reset))
        {
            return null;
        }
        GC.Collect();
        GC.WaitForPendingFinalizers();
        // What the allocator has kept of earlier runs would hide that much of this one.
        _ = MallocTrim(0);
        try
        {
            File.WriteAllText(reset, "5"); // the peak begins anew
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        // The exact sum where there is one: VmRSS lags behind by some pages for each thread.
        const string exact = "/proc/self/smaps_rollup";
        var before = File.Exists(exact) ? Kilobytes(exact, "Rss:") : Kilobytes(Status, "VmRSS:");
        action();
        return 1024 * (Kilobytes(Status, "VmHWM:") - before);
    }

    private static long Kilobytes(string file, string name) => long.Parse(
        File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);

    [DllImport("libc.so.6", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MallocTrim(nuint pad);

    [DllImport("libc.so.6", EntryPoint = "mallinfo2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern Info Mallinfo2();

    /// <summary>struct mallinfo2 of malloc.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Info
    {
        private readonly nuint arena, ordblks, smblks, hblks;
        public readonly nuint Mapped;
        private readonly nuint usmblks, fsmblks;
        public readonly nuint InUse;
        private readonly nuint fordblks, keepcost;
    }
}
