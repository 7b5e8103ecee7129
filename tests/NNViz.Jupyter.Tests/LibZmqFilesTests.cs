using System.IO.Enumeration;
using System.Runtime.InteropServices;
using NNViz.Jupyter.Zmq;
using Xunit;

namespace NNViz.Jupyter.Tests;

/// <summary>The files are those that the packages install: conda's zeromq 4.3.5, vcpkg's port, pyzmq's wheels.</summary>
public sealed class LibZmqFilesTests
{
    [Fact]
    public void On_Linux_the_system_comes_first_then_conda_and_the_wheel_of_an_environment() => Check(OSPlatform.Linux,
        new() { ["CONDA_PREFIX"] = "/opt/conda", ["PATH"] = "/opt/conda/bin:/home/a/venv/bin/:/usr/local/sbin" },
        [
            "/opt/conda/lib/libzmq.so.5", "/opt/conda/lib/libzmq.so.5.2.5", "/opt/conda/lib/libzip.so.5", "/opt/conda/lib/libzmq.a",
            "/home/a/venv/lib/python3.12", "/home/a/venv/lib/python3.12/site-packages/pyzmq.libs/libzmq-0af2.so.5.2.5",
            "/home/a/venv/lib/python3.12/site-packages/pyzmq.libs/libsodium-1b.so.26",
        ],
        "libzmq.so.5", "zmq", "/opt/conda/lib/libzmq.so.5", "/opt/conda/lib/libzmq.so.5.2.5",
        "/home/a/venv/lib/python3.12/site-packages/pyzmq.libs/libzmq-0af2.so.5.2.5");

    [Fact]
    public void On_Windows_the_names_of_vcpkg_and_conda_are_known() => Check(OSPlatform.Windows,
        new() { ["CONDA_PREFIX"] = @"C:\conda", ["VIRTUAL_ENV"] = "", ["VCPKG_ROOT"] = @"D:\vcpkg", ["PATH"] = @"C:\Windows;E:\py;E:\py\Scripts\" },
        [
            @"C:\conda\Library\bin\libzmq-mt-4_3_5.dll", @"D:\vcpkg\installed\x64-windows", @"D:\vcpkg\installed\x64-windows\bin\libzmq-mt-4_3_5.dll",
            @"D:\vcpkg\installed\vcpkg", @"E:\py\Lib\site-packages\pyzmq.libs\libzmq-v142-mt-4_3_5-0f.dll", @"C:\Windows\zlib.dll",
        ],
        "libzmq.dll", "zmq", @"C:\conda\Library\bin\libzmq-mt-4_3_5.dll", @"E:\py\Lib\site-packages\pyzmq.libs\libzmq-v142-mt-4_3_5-0f.dll",
        @"D:\vcpkg\installed\x64-windows\bin\libzmq-mt-4_3_5.dll");

    [Fact]
    public void On_a_Mac_Homebrew_has_two_places() => Check(OSPlatform.OSX,
        new() { ["VIRTUAL_ENV"] = "/Users/a/venv", ["VCPKG_ROOT"] = "/Users/a/vcpkg" },
        ["/Users/a/venv/lib/python3.13", "/Users/a/venv/lib/python3.13/site-packages/zmq/.dylibs/libzmq.5.dylib"],
        "libzmq.5.dylib", "/opt/homebrew/lib/libzmq.5.dylib", "/usr/local/lib/libzmq.5.dylib", "zmq",
        "/Users/a/venv/lib/python3.13/site-packages/zmq/.dylibs/libzmq.5.dylib");

    [Fact]
    public void A_machine_without_any_has_the_names_only() => Check(OSPlatform.Linux, [], ["/lib/libzmq.so.5"], "libzmq.so.5", "zmq");

    [Fact]
    public void A_folder_that_cannot_be_read_has_no_libraries()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows takes the right to read a folder away by other means.");
            return;
        }
        var folder = Directory.CreateTempSubdirectory("nnviz-zmq-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "libzmq.so.5"), "");
            Assert.Equal([Path.Combine(folder, "libzmq.so.5")], LibZmqFiles.Entries(folder, "libzmq.so.5*"));
            File.SetUnixFileMode(folder, UnixFileMode.None);
            Assert.SkipWhen(IsReadable(folder), "Root reads every folder.");
            Assert.Empty(LibZmqFiles.Entries(folder, "libzmq.so.5*"));
        }
        finally
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Directory.Delete(folder, recursive: true);
        }
        Assert.Empty(LibZmqFiles.Entries(folder, "libzmq.so.5*"));
    }

    private static bool IsReadable(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder).Length > 0;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>What is tried on a machine with these variables and these paths.</summary>
    private static void Check(OSPlatform system, Dictionary<string, string> variables, string[] paths, params string[] tried)
    {
        var separator = system == OSPlatform.Windows ? '\\' : '/';
        var files = new LibZmqFiles(system, name => variables.GetValueOrDefault(name), (folder, pattern) =>
            from path in paths
            let cut = path.LastIndexOf(separator)
            where path[..cut] == folder && FileSystemName.MatchesSimpleExpression(pattern, path.AsSpan(cut + 1))
            select path);
        Assert.Equal(tried, files.All());
    }
}
