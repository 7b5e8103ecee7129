using System.Text.Json.Nodes;
using Xunit;

namespace NNViz.Jupyter.Tests;

/// <summary><c>nnviz jupyter</c> and the options of <c>nnviz</c> itself.</summary>
public sealed class CliTests : IDisposable
{
    private readonly Workspace _work = new();

    private string Spec => Path.Combine(_work["prefix"], "share", "jupyter", "kernels", "nnviz-csharp");

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Install_status_and_uninstall()
    {
        var (status, log) = _work.Nnviz("jupyter", "install", "--prefix", "prefix");
        Assert.True(status == 0, log);
        var spec = JsonNode.Parse(File.ReadAllText(Path.Combine(Spec, "kernel.json")))!;
        Assert.Equal((".NET (C#)", "C#", "message"), ((string)spec["display_name"]!, (string)spec["language"]!, (string)spec["interrupt_mode"]!));
        Assert.Equal([Repository.Tool, "jupyter", "kernel", "{connection_file}"], spec["argv"]!.AsArray().Select(a => (string)a!));
        Assert.True(Directory.Exists(Path.Combine((string)spec["env"]!["DOTNET_ROOT"]!, "shared", "Microsoft.NETCore.App")));

        var seen = Shell.Run(Repository.Tool, ["jupyter", "status"], _work.Folder, ("JUPYTER_PATH", Path.Combine(_work["prefix"], "share", "jupyter")));
        Assert.Contains(Spec, seen.Output, StringComparison.Ordinal);
        Assert.Contains(Repository.Tool, seen.Output, StringComparison.Ordinal);
        Assert.Contains("libzmq", seen.Output, StringComparison.Ordinal);

        Assert.Equal(0, _work.Nnviz("jupyter", "uninstall", "--prefix", "prefix").Status);
        Assert.False(Directory.Exists(Spec));
        (status, log) = _work.Nnviz("jupyter", "uninstall", "--prefix", "prefix");
        Assert.Equal(1, status);
        Assert.Contains("Nothing to remove", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("JUPYTER_DATA_DIR", "data", "--user")]
    [InlineData("XDG_DATA_HOME", "data/jupyter", "--user")]
    [InlineData("VIRTUAL_ENV", "data/share/jupyter", "--sys-prefix")]
    public void The_places_are_those_of_Jupyter(string variable, string folder, string option)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(), "XDG_DATA_HOME is Linux's.");
        var (status, log) = Shell.Run(Repository.Tool, ["jupyter", "install", option], _work.Folder, (variable, _work["data"]));
        Assert.True(status == 0, log);
        Assert.True(File.Exists(Path.Combine(_work[folder], "kernels", "nnviz-csharp", "kernel.json")), log);
    }

    [Fact]
    public void A_missing_environment_is_named()
    {
        var (status, log) = Shell.Run(Repository.Tool, ["jupyter", "install", "--sys-prefix"], _work.Folder, ("VIRTUAL_ENV", ""), ("CONDA_PREFIX", ""));
        Assert.Equal(1, status);
        Assert.Contains("VIRTUAL_ENV", log, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_told()
    {
        var (status, log) = _work.Nnviz("--version");
        Assert.Equal(0, status);
        Assert.Matches(@"^\d+\.\d+\.\d+", log);
    }

    [Fact]
    public void Where_libzmq_is_missing_the_kernel_says_how_to_get_it_and_notebooks_run()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Where libraries are looked for first is a Linux variable's to say.");
        foreach (var library in (string[])["libzmq.so.5", "libzmq.so"])
            File.WriteAllText(_work[library], "");
        _ = Directory.CreateDirectory(_work["no programs"]); // and so no environment of Python, which may bring the library
        (int Status, string Output) Without(params string[] arguments) =>
            Shell.Run(Repository.Tool, arguments, _work.Folder, ("LD_LIBRARY_PATH", _work.Folder), ("PATH", _work["no programs"]),
                ("CONDA_PREFIX", ""), ("VIRTUAL_ENV", ""));
        File.WriteAllText(_work["connection.json"],
            """{ "shell_port": 0, "control_port": 0, "stdin_port": 0, "iopub_port": 0, "hb_port": 0, "ip": "127.0.0.1", "key": "k" }""");
        foreach (var arguments in (string[][])[["jupyter", "status"], ["jupyter", "kernel", "connection.json"]])
        {
            var (status, log) = Without(arguments);
            Assert.Equal(1, status);
            Assert.Contains("apt install libzmq5", log, StringComparison.Ordinal);
        }
        Assert.Equal(0, Without("run", _work.Dib("1 + 1")).Status);
    }

    [Theory]
    [InlineData("--to", "pdf")]
    [InlineData("-o", "out.docx")]
    public void A_format_that_is_not_offered_is_named(string option, string value)
    {
        var (status, log) = _work.Nnviz("run", _work.Dib("1"), option, value);
        Assert.Equal(2, status);
        Assert.Contains("ipynb, html, md", log, StringComparison.Ordinal);
    }
}
