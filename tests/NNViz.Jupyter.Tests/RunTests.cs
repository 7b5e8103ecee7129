using System.Globalization;
using NNViz.Jupyter.Notebooks;
using Xunit;

namespace NNViz.Jupyter.Tests;

/// <summary><c>nnviz run</c> as a user calls it.</summary>
public sealed class RunTests : IDisposable
{
    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void A_dib_becomes_a_notebook_with_outputs_in_place()
    {
        var (status, log, outputs) =
            _work.RunCells(["#!markdown\n# Title", "var x = 20; Console.Write(\"hi\");", "2 * x + 2", "HTML(\"<b>bold</b>\")"]);
        Assert.True(status == 0, log);
        Assert.Equal(["hi", "42", "<b>bold</b>"], outputs);
        var cells = NotebookFile.Load(_work["out.ipynb"]).Cells;
        Assert.Equal(["markdown", "code", "code", "code"], cells.Select(c => c.Kind));
        Assert.Equal(["1", "2", "3"], cells.Skip(1).Select(c => c.Json["execution_count"]!.ToJsonString()));
        Assert.Contains("[3/3] ok", log, StringComparison.Ordinal);
    }

    [Fact]
    public void Updates_reach_the_display_that_they_belong_to()
    {
        var (status, log, outputs) = _work.RunCells(
            ["using Microsoft.DotNet.Interactive; var d = KernelInvocationContext.Current.Display((object)\"old\"); Console.Write(\"|\"); d.Update(\"new\");", "Console.Write(1);"]);
        Assert.True(status == 0, log);
        Assert.Equal(["new|", "1"], outputs);
    }

    [Fact]
    public void A_failing_cell_stops_the_notebook_and_sets_the_status()
    {
        string[] cells = ["1", "throw new InvalidOperationException(\"broken\");", "2"];
        var (status, log, outputs) = _work.RunCells(cells);
        Assert.Equal(1, status);
        Assert.Equal("1", outputs[0]);
        Assert.Contains("System.InvalidOperationException: broken", outputs[1], StringComparison.Ordinal);
        Assert.Equal("", outputs[2]);
        Assert.Contains("FAILED", log, StringComparison.Ordinal);
        Assert.Contains("broken", log, StringComparison.Ordinal);
        (status, _, outputs) = _work.RunCells(cells, "--allow-errors");
        Assert.Equal((1, "2"), (status, outputs[2]));
    }

    /// <summary>Aggregate, which stands between the cell's lambda and the cell's function, is not the cell's own.</summary>
    [Fact]
    public void In_html_an_exception_shows_the_cells_frames_and_folds_the_others()
    {
        var (status, log) = _work.Nnviz("run", _work.Dib("int Fold(int[] xs) => xs.Aggregate((a, b) => a / b);\nFold([1, 0]);", "1 +"),
            "--to", "html", "--allow-errors");
        Assert.Equal(1, status);
        var html = File.ReadAllText(_work["notebook.html"]);
        var (shown, rest) = html.Split("Every stack frame</summary>") is [var before, var after] ? (before, after)
            : throw new InvalidOperationException(log);
        var folded = rest.Split("</details>")[0];
        Assert.Contains("DivideByZeroException", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("System.Linq.Enumerable", shown, StringComparison.Ordinal);
        Assert.Contains("System.DivideByZeroException", folded, StringComparison.Ordinal);
        Assert.Contains("System.Linq.Enumerable.Aggregate", folded, StringComparison.Ordinal);
        Assert.DoesNotContain("#!trace", html, StringComparison.Ordinal);
        Assert.EndsWith("<details style=\"font-size:85%\"><summary style=\"cursor:pointer\">", shown, StringComparison.Ordinal);
        // What the compiler refuses has no frames.
        Assert.Contains("CS1733", rest.Split("</details>")[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Html_is_one_file_that_needs_no_network()
    {
        var (status, log) = _work.Nnviz("run",
            _work.Dib("#!markdown\n# Ünder <title>\n*text*", "// a < b\nvar s = \"x\";",
            "HTML(\"<i id='mine'>raw</i><script>1</script>\")", "Console.WriteLine(\"<escaped> \\u001b[31mred\");"), "--to", "html");
        Assert.True(status == 0, log);
        var html = File.ReadAllText(_work["notebook.html"]);
        foreach (var expected in (string[])["<em>text</em>", "<span class=\"comment\">// a &lt; b</span>",
            "<i id='mine'>raw</i><script>1</script>", "&lt;escaped&gt; <span class=\"ansi-red\">red", "prefers-color-scheme: dark"])
            Assert.Contains(expected, html, StringComparison.Ordinal);
        Assert.DoesNotContain("://", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_fences_code_and_text()
    {
        var (status, log) = _work.Nnviz("run", _work.Dib("#!markdown\n# T", "6 * 7"), "--output", "out.md");
        Assert.True(status == 0, log);
        Assert.Equal("# T\n\n```csharp\n6 * 7\n```\n\n```text\n42\n```\n\n", File.ReadAllText(_work["out.md"]));
    }

    [Fact]
    public void Parameters_and_answers_come_from_the_command_line()
    {
        var (status, log, outputs) =
            _work.RunCells(["epochs * 2", "name + await GetInputAsync(\"name\")"], "-p", "epochs=21", "-p", "name=Ada");
        Assert.True(status == 0, log);
        Assert.Equal(["", "42", "AdaAda"], outputs);
        (status, _, outputs) = _work.RunCells(["Console.ReadLine()"]);
        Assert.Equal(1, status);
        Assert.Contains("-p", outputs[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_that_takes_too_long_is_stopped()
    {
        var (status, log, outputs) = (0, "", (IReadOnlyList<string>)["", ""]);
        // A machine may be so busy that a second is over before the cell has begun.
        for (var seconds = 1; seconds < 100 && !outputs[0].StartsWith("in", StringComparison.Ordinal); seconds *= 4)
            (status, log, outputs) = _work.RunCells(["Console.Write(\"in\"); while (true) { }", "Console.Write(\"next\");"],
                "--timeout", seconds.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(1, status);
        Assert.StartsWith("in", outputs[0], StringComparison.Ordinal);
        Assert.Contains("Timeout", outputs[0], StringComparison.Ordinal);
        Assert.True(JupyterSuite.HostsPublishedKernel || outputs[0].Contains("was stopped", StringComparison.Ordinal), outputs[0]);
        Assert.Equal("", outputs[1]);
        Assert.Contains("--timeout", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Environment.Exit(0);")]
    [InlineData("new System.Threading.Thread(() => throw new Exception(\"thread\")).Start(); System.Threading.Thread.Sleep(-1);")]
    [InlineData("void Deep() { Deep(); } Deep();")]
    public void What_was_shown_survives_a_cell_that_ends_the_process(string code)
    {
        var (status, _, outputs) =
            _work.RunCells(["Console.Write(\"first\");", Workspace.Shown("second", "out.ipynb") + "\n" + code]);
        Assert.NotEqual(0, status);
        Assert.Equal("first", outputs[0]);
        Assert.StartsWith("second", outputs[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outputs_are_in_the_file_while_the_cell_still_runs()
    {
        var running = Task.Run(() =>
            _work.RunCells([$"Console.Write(\"early\"); {Workspace.Until("System.IO.File.Exists(\"go\")")} Console.Write(\" late\");"]),
            TestContext.Current.CancellationToken);
        var seen = "";
        while (!running.IsCompleted && seen.Length == 0)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            seen = File.Exists(_work["out.ipynb"]) ? _work.Outputs("out.ipynb")[0] : "";
        }
        File.WriteAllText(_work["go"], "");
        Assert.Equal("early", seen);
        Assert.Equal("early late", (await running).Outputs[0]);
    }

    /// <summary>Each element says that it was made; a second time would say it twice.</summary>
    [Fact]
    public void A_lazy_sequence_is_evaluated_once_and_has_text_too()
    {
        const string Made = "T Made<T>(T value) { made++; return value; } int made = 0; record Point(int X);";
        var (status, log, outputs) = _work.RunCells([Made, "Enumerable.Range(1, 3).Select(i => Made(i * i))", "made",
            "Enumerable.Range(1, 2).Select(i => Made(new Point(i)))", "made",
            "Enumerable.Range(1, 2).Select(i => Made(new { i }))", "new List<int> { 1, 2 }", "\"text\""]);
        Assert.True(status == 0, log);
        Assert.Equal(["[ 1, 4, 9 ]", "3", "IEnumerable<Point>, its elements in HTML only", "5", "IEnumerable, its elements in HTML only",
            "[ 1, 2 ]", "text"], outputs.Skip(1));
        (_, log) = _work.Nnviz("run", "notebook.dib", "-o", "out.md");
        var markdown = File.ReadAllText(_work["out.md"]);
        Assert.Contains("<td>", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("HTML only", markdown, StringComparison.Ordinal);
    }

    /// <summary>One for the sequence's own type, and one for all the sequences of a type of elements.</summary>
    [Fact]
    public void A_formatter_of_ones_own_for_a_sequence_is_used_for_its_text()
    {
        var (status, log, outputs) = _work.RunCells([
            """
            using System.Collections;
            class Walk : IEnumerable<int>
            {
                public IEnumerator<int> GetEnumerator() { yield return 1; }
                IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
            }
            Microsoft.DotNet.Interactive.Formatting.Formatter.Register<Walk>(w => "a walk", "text/plain");
            """,
            "new Walk()",
            "Microsoft.DotNet.Interactive.Formatting.Formatter.Register<IEnumerable<long>>(w => \"longs\", \"text/plain\");",
            "Enumerable.Range(1, 3).Select(i => (long)i)"]);
        Assert.True(status == 0, log);
        Assert.Equal(["a walk", "longs"], [outputs[1], outputs[3]]);
    }

    /// <summary>As Jupyter and nbconvert do; what the command line names is in the shell's folder.</summary>
    [Fact]
    public void A_notebook_runs_in_its_own_folder()
    {
        _ = Directory.CreateDirectory(_work["deep/notes"]);
        File.WriteAllText(_work["deep/notes/helper.csx"], "int Helped() => 42;");
        File.WriteAllText(_work["deep/notes/data.csv"], "a,b");
        File.WriteAllText(_work["deep/notes/n.dib"], "#load \"helper.csx\"\nConsole.Write($\"{Helped()} {System.IO.File.ReadAllText(\"data.csv\")}\");");
        var (status, log) = _work.Nnviz("run", "deep/notes/n.dib", "-o", "out.ipynb");
        Assert.True(status == 0, log);
        Assert.Equal("42 a,b", _work.Outputs("out.ipynb")[0]);
        (status, log) = _work.Nnviz("run", Path.Combine("deep", "notes", "n.dib"), "--to", "md");
        Assert.True(status == 0, log);
        Assert.True(File.Exists(_work["deep/notes/n.md"]));
    }

    [Theory]
    [InlineData("missing.ipynb", "missing.ipynb")]
    [InlineData("notes.txt", ".ipynb and .dib")]
    public void A_notebook_that_cannot_be_read_is_named(string name, string expected)
    {
        File.WriteAllText(_work["notes.txt"], "x");
        var (status, log) = _work.Nnviz("run", name);
        Assert.Equal(2, status);
        Assert.Contains(expected, log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_noticed_before_anything_runs()
    {
        var (status, log) = _work.Nnviz("run", _work.Dib("System.IO.File.WriteAllText(\"ran\", \"\");"), "-o", "no/such/folder/out.html");
        Assert.Equal(2, status);
        Assert.Contains("no/such/folder", log, StringComparison.Ordinal);
        Assert.False(File.Exists(_work["ran"]));
    }

    [Fact]
    public void Diagrams_and_formulas_are_in_the_page_only_where_it_has_them()
    {
        foreach (var (cell, diagrams, formulas) in ((string, bool, bool)[])[("#!markdown\n5 $ and $6\n", false, false),
            ("#!markdown\nSo $x^2$\n", false, true), ("#!mermaid\ngraph LR; A-->B", true, false)])
        {
            File.WriteAllText(_work["page.dib"], cell + "\n#!csharp\n\"<span class=\\\"math\\\">\"");
            var (status, log) = _work.Nnviz("run", "page.dib", "-o", "page.html");
            Assert.True(status == 0, log);
            var page = File.ReadAllText(_work["page.html"]);
            Assert.Equal((diagrams, formulas), (page.Contains("\"nnvizDiagrams\"", StringComparison.Ordinal),
                page.Contains("\"nnvizFormulas\"", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Outputs_that_could_not_be_written_are_written_when_they_can()
    {
        var path = Path.Combine(_work["sub"], "out.txt");
        using var saver = new NotebookSaver(path, () => "content");
        saver.Save();
        Assert.NotNull(saver.Problem);
        _ = Directory.CreateDirectory(_work["sub"]);
        saver.Save();
        Assert.Null(saver.Problem);
        Assert.Equal("content", File.ReadAllText(path));
    }
}
