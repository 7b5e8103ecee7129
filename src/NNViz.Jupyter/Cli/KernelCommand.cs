using System.Diagnostics;
using System.Runtime.InteropServices;
using NNViz.Jupyter.Protocol;
using NNViz.Jupyter.Server;

namespace NNViz.Jupyter.Cli;

/// <summary><c>nnviz jupyter kernel FILE</c>: what Jupyter starts.</summary>
internal static partial class KernelCommand
{
    private static readonly TimeSpan ExitDeadline = TimeSpan.FromSeconds(3);

    /// <summary>How long a replaced kernel may take to let go of its ports: longer, since what ends meanwhile is not only an end.</summary>
    private static readonly TimeSpan RestartDeadline = TimeSpan.FromSeconds(30);

    /// <summary>How long an interrupted cell may take to end before the process does.</summary>
    private static readonly TimeSpan CellDeadline = TimeSpan.FromSeconds(1);

    /// <summary>Serves the front end that wrote the connection file until it asks for a shutdown or is gone.</summary>
    /// <returns>The exit status: 0, or 1 when the kernel could not start.</returns>
    public static int Run(string connectionFile)
    {
        KernelServer server;
        // Once there is a session, what is written to the console belongs to a cell.
        var errors = Console.Error;
        try
        {
            server = Open(connectionFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or System.Text.Json.JsonException
            or DllNotFoundException or Zmq.ZmqException)
        {
            errors.WriteLine($"nnviz: {e.Message}");
            return 1;
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            server.Interrupt();
        });
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            server.Stop();
        });
        ParentWatch.Start(server.Stop);
        server.Wait();
        // A cell's own foreground threads or exit handlers must not keep the process alive.
        var deadline = server.RestartWanted ? RestartDeadline : ExitDeadline;
        new Thread(() => { Thread.Sleep(deadline); End(); }) { IsBackground = true }.Start();
        var isIdle = server.EndCell(CellDeadline);
        server.Dispose();
        if (server.RestartWanted)
            Replace(connectionFile);
        if (!isIdle && !OperatingSystem.IsWindows())
            End();
        Environment.Exit(0);
        return 0;
    }

    private static KernelServer Open(string connectionFile)
    {
        if (ConnectionInfo.IsReadableByOthers(connectionFile))
            Console.Error.WriteLine(
                $"Warning: {connectionFile} holds the key that signs messages and others can read it. Restrict it: chmod 600.");
        return new KernelServer(ConnectionInfo.Read(connectionFile));
    }

    /// <summary>Starts a new kernel in the place of this process: same process id, same ports, so that the server sees no
    /// difference. On Windows, which has no such call, the process ends and the server starts another.</summary>
    private static void Replace(string connectionFile)
    {
        if (!OperatingSystem.IsWindows())
            _ = execv(Environment.ProcessPath!, [.. KernelSpec.Command(connectionFile), null]);
    }

    /// <summary>Ends the process at once, without the destructors of native libraries: a cell that computes in one would crash in what
    /// they have destroyed.</summary>
    private static void End()
    {
        if (OperatingSystem.IsWindows())
            Process.GetCurrentProcess().Kill();
        else
            _exit(0);
    }

    [LibraryImport("libc")]
    private static partial void _exit(int status);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int execv(string path, string?[] arguments);
}
