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

    [Fact]
    public async Task A_run_that_is_stopped_between_two_cells_writes_what_it_has()
    {
        var (path, log) = (_work["out.ipynb"], new StringWriter());
        var runner = new NotebookRunner(new RunOptions(_work.Dib("1", "2"), path, "ipynb", new Dictionary<string, string>(),
            TimeSpan.FromMinutes(10), AllowErrors: true), log);
        // A session takes the console of its process, which is this one.
        var (output, error, input) = (Console.Out, Console.Error, Console.In);
        var status = await runner.RunAsync(new CancellationToken(canceled: true));
        Console.SetOut(output);
        Console.SetError(error);
        Console.SetIn(input);
        Assert.Equal(1, status);
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
}
