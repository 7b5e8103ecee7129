using System.Runtime.InteropServices;

namespace NNViz.Jupyter.Zmq;

/// <summary>Where libzmq may be: the system's own, and what conda, vcpkg and pip (inside pyzmq, which every Jupyter brings) install.</summary>
/// <param name="system">The operating system.</param>
/// <param name="variable">The value of an environment variable, or null.</param>
/// <param name="list">The paths in a folder that match a pattern; none when there is no such folder.</param>
internal sealed class LibZmqFiles(OSPlatform system, Func<string, string?> variable, Func<string, string, IEnumerable<string>> list)
{
    private readonly bool _isWindows = system == OSPlatform.Windows, _isMac = system == OSPlatform.OSX;

    /// <summary>Those of this machine, for this process.</summary>
    public static LibZmqFiles Here { get; } = new(
        OperatingSystem.IsWindows() ? OSPlatform.Windows : OperatingSystem.IsMacOS() ? OSPlatform.OSX : OSPlatform.Linux,
        Environment.GetEnvironmentVariable, Entries);

    /// <summary>Names for the system's loader and paths, the likeliest first. Folders are looked into only when it comes to them.</summary>
    public IEnumerable<string> All() => Names.Concat(Environments().SelectMany(In)).Concat(VcpkgFolders().SelectMany(Libraries));

    /// <summary>The paths in a folder of this machine that match a pattern; none where it cannot be read.</summary>
    internal static string[] Entries(string folder, string pattern)
    {
        try
        {
            var options = new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = 0 };
            return Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder, pattern, options) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private string[] Names => _isWindows ? ["libzmq.dll", "zmq"]
        : _isMac ? ["libzmq.5.dylib", "/opt/homebrew/lib/libzmq.5.dylib", "/usr/local/lib/libzmq.5.dylib", "zmq"]
        : ["libzmq.so.5", "zmq"];

    /// <summary>The environments of Python that the kernel is started from: the active one, and those whose programs are on PATH.</summary>
    private IEnumerable<string> Environments()
    {
        var active = new[] { variable("CONDA_PREFIX"), variable("VIRTUAL_ENV") };
        var programs = (variable("PATH") ?? "").Split(_isWindows ? ';' : ':');
        // On Windows python.exe is in the environment's own folder and jupyter.exe in Scripts; elsewhere both are in bin.
        var onPath = programs.Select(p => Name(p) is "bin" or "Scripts" ? Parent(p) : _isWindows ? p : null);
        return active.Concat(onPath).OfType<string>().Where(p => p.Length > 0).Distinct();
    }

    private IEnumerable<string> In(string environment) => _isWindows
        ? [.. Libraries($@"{environment}\Library\bin"), .. Libraries(environment), .. Bundled($@"{environment}\Lib\site-packages")]
        : [.. Libraries($"{environment}/lib"), .. list($"{environment}/lib", "python3*").SelectMany(p => Bundled($"{p}/site-packages"))];

    /// <summary>What the wheels of pyzmq hold.</summary>
    private IEnumerable<string> Bundled(string packages) =>
        _isMac ? Libraries($"{packages}/zmq/.dylibs") : Libraries(packages + (_isWindows ? @"\" : "/") + "pyzmq.libs");

    private IEnumerable<string> VcpkgFolders() => _isWindows && variable("VCPKG_ROOT") is { Length: > 0 } root
        ? list($@"{root}\installed", "*-windows").Select(triplet => $@"{triplet}\bin")
        : [];

    /// <summary>The libraries in a folder; compilers, versions and wheels add to the name (libzmq-mt-4_3_5.dll, libzmq-0af2.so.5.2.5).</summary>
    private IEnumerable<string> Libraries(string folder) =>
        list(folder, _isWindows ? "libzmq*.dll" : _isMac ? "libzmq*.dylib" : "libzmq*.so.5*").Order(StringComparer.Ordinal);

    private static string Name(string path) => path.TrimEnd('/', '\\').Split('/', '\\')[^1];

    private static string? Parent(string path) =>
        path.TrimEnd('/', '\\') is var trimmed && trimmed.LastIndexOfAny(['/', '\\']) is > 0 and var cut ? trimmed[..cut] : null;
}
