using NNViz.Jupyter.Notebooks;
using Xunit;

namespace NNViz.Jupyter.Tests;

/// <summary>What <c>nnviz run</c> keeps when something goes wrong, or comes late.</summary>
public sealed class RunFaultTests : IDisposable
{
    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void What_an_earlier_cell_still_says_stays_with_it()
    {
        var (status, log, outputs) = _work.RunCells([
            "var go = new TaskCompletionSource();\nvar late = Task.Run(async () => { await go.Task; Console.Write(\" late\"); });\nConsole.Write(\"early\");",
            "Console.Write(\"now \"); go.SetResult(); await late; Console.Write(\"done\");"]);
        Assert.True(status == 0, log);
        Assert.Equal(["early late", "now done"], outputs);
    }

    [Fact]
    public void A_cell_stopped_before_it_began_is_told_and_the_file_is_written()
    {
        var (status, log, outputs) = _work.RunCells(["Console.Write(\"one\");", "Console.Write(\"two\");"], "--timeout", "0");
        Assert.Equal(1, status);
        Assert.Contains("Timeout", outputs[0], StringComparison.Ordinal);
        Assert.Contains("FAILED", log, StringComparison.Ordinal);
        Assert.Contains("Written", log, StringComparison.Ordinal);
        Assert.DoesNotContain("two", outputs[1], StringComparison.Ordinal);
    }

    /// <summary>What waits in native code cannot be stopped; nothing can but the end of the process.</summary>
    [Fact]
    public void A_cell_that_does_not_stop_ends_the_run_and_the_file_is_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pause() to wait in.");
        const string Wait = "[System.Runtime.InteropServices.DllImport(\"libc\")] static extern int pause(); Console.Write(\"in\"); pause();";
        var (status, log, outputs) = (0, "", (IReadOnlyList<string>)[""]);
        // A machine may be so busy that a second is over before the cell has begun.
        for (var seconds = 1; seconds < 100 && !outputs[0].StartsWith("in", StringComparison.Ordinal); seconds *= 4)
            (status, log, outputs) = _work.RunCells([Wait], "--timeout", $"{seconds}");
        Assert.Equal(1, status);
        Assert.Contains("does not stop", outputs[0], StringComparison.Ordinal);
        Assert.Contains("Written", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_stopped_between_two_cells_writes_what_it_has()
    {
        var (path, log) = (_work["out.ipynb"], new StringWriter());
        var runner = new NotebookRunner(new RunOptions(_work.Dib("1", "2"), path, "ipynb", new Dictionary<string, string>(),
            TimeSpan.FromMinutes(10), AllowErrors: true)
        {
            Grace = TimeSpan.FromMinutes(10),
            Exit = status => throw new InvalidOperationException($"The run would have ended the process of the tests with {status}: {log}"),
        }, log);
        // A session takes the console of its process, which is this one.
        var (output, error, input) = (Console.Out, Console.Error, Console.In);
        try
        {
            Assert.Equal(1, await runner.RunAsync(new CancellationToken(canceled: true)));
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
            Console.SetIn(input);
        }
        Assert.Contains("Interrupted", _work.Outputs("out.ipynb")[0], StringComparison.Ordinal);
        Assert.Contains("Written", log.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1e300")]
    [InlineData("NaN")]
    public void A_timeout_that_is_none_is_refused_before_anything_runs(string seconds)
    {
        var (status, log) = _work.Nnviz("run", _work.Dib("System.IO.File.WriteAllText(\"ran\", \"\");"), $"--timeout={seconds}");
        Assert.Equal(2, status);
        Assert.Contains("--timeout", log, StringComparison.Ordinal);
        Assert.False(File.Exists(_work["ran"]));
    }

    [Fact]
    public void What_cannot_be_rendered_is_a_problem_and_the_next_save_tries_again()
    {
        var broken = true;
        using var saver = new NotebookSaver(_work["out.txt"], () => broken ? throw new FormatException("no such text") : "content");
        saver.Save();
        Assert.Contains("no such text", saver.Problem, StringComparison.Ordinal);
        broken = false;
        saver.Save();
        Assert.Null(saver.Problem);
        Assert.Equal("content", File.ReadAllText(_work["out.txt"]));
    }

    /// <summary>Writing more than a few blocks is an error; the runtime's own memory, which is a file too, may be more.</summary>
    [Fact]
    public void A_limit_on_the_size_of_files_keeps_what_was_written_and_the_notebook_runs_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no limit on the size of files.");
        AssertKept("trap '' XFSZ; ulimit -f 1000", "limit");
    }

    /// <summary>On a disk of one megabyte that is the test's alone: root may mount one, and anybody in a namespace of users.</summary>
    [Fact]
    public void A_full_disk_keeps_what_was_written_and_the_notebook_runs_on()
    {
        const string Mount = "mount -t tmpfs -o size=1m none small";
        _ = Directory.CreateDirectory(_work["small"]);
        var (status, said) = OperatingSystem.IsLinux() ? Alone(Mount) : (1, "it is not Linux");
        Assert.SkipUnless(status == 0, $"No small disk can be mounted here to be filled: {said}");
        AssertKept(Mount, "(disk was full|No space left)");
    }

    /// <summary>A device that is always full takes the place of the file that is written first.</summary>
    [Fact]
    public void A_file_that_does_not_fit_leaves_the_one_before()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here.");
        File.WriteAllText(_work["out.html"], "before");
        _ = File.CreateSymbolicLink(_work["out.html.partial"], "/dev/full");
        Assert.Contains("No space left", Assert.ThrowsAny<IOException>(() => SafeFile.Write(_work["out.html"], "after")).Message,
            StringComparison.Ordinal);
        Assert.Equal("before", File.ReadAllText(_work["out.html"]));
        Assert.False(Path.Exists(_work["out.html.partial"]));
        SafeFile.Write(_work["out.html"], "after");
        Assert.Equal("after", File.ReadAllText(_work["out.html"]));
    }

    /// <summary>Runs a script where what it mounts is its own.</summary>
    private const string Unshare = """
        if unshare --mount true 2>/dev/null; then exec unshare --mount sh -c "$1"; fi
        exec unshare --map-root-user --mount sh -c "$1"
        """;

    private (int Status, string Output) Alone(string script) =>
        Shell.Run("sh", ["-c", Unshare, "sh", script], _work.Folder, ("DOTNET_EnableWriteXorExecute", "0"));

    private void AssertKept(string limit, string reason)
    {
        _ = Directory.CreateDirectory(_work["small"]);
        var notebook = _work.Dib(Workspace.Shown("kept", "small/out.html"), "new string('x', 2_000_000)", "System.IO.File.WriteAllText(\"ran\", \"\");");
        var script = $"{limit}; '{Repository.Tool}' run '{notebook}' -o small/out.html; echo status $?; ls small; cp small/out.html seen.html";
        var (_, log) = limit.StartsWith("mount", StringComparison.Ordinal) ? Alone(script)
            : Shell.Run("sh", ["-c", script], _work.Folder, ("DOTNET_EnableWriteXorExecute", "0"));
        Assert.Contains("status 2", log, StringComparison.Ordinal);
        Assert.Matches($"out.html could not be written: .*{reason}", log);
        Assert.Contains("kept", File.ReadAllText(_work["seen.html"]), StringComparison.Ordinal);
        Assert.True(File.Exists(_work["ran"]));
        Assert.DoesNotContain("partial\n", log, StringComparison.Ordinal);
    }
}
