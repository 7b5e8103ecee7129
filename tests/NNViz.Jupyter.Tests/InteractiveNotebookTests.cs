using System.Text.RegularExpressions;
using NNViz.Jupyter.Notebooks;
using Xunit;

namespace NNViz.Jupyter.Tests;

/// <summary>Notebooks written for .NET Interactive, from the features that its documentation shows, run unchanged.</summary>
public sealed class InteractiveNotebookTests : IDisposable
{
    private readonly Workspace _work = new();

    /// <summary>A notebook of this project's folder <c>notebooks</c>.</summary>
    internal static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "notebooks", name);

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Displays_and_formatters(bool inJupyter) => Check(inJupyter, "display.dib",
        "Hello, world!.*<table>.*two.*1.*2.*3.*<b>as</b>", "<div class=\"mine\"><h1>A title</h1><ul><li>.*1.*3.*&lt;escaped&gt;",
            "<i>21.5 °C</i>", "^done$", "one.*1.*two.*2",
        "Ada.*1815.*Grace.*1906", "<svg.*<circle", "<em>inline</em>", "<script.*from the notebook", "data --&gt; model", "null");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Magic_commands(bool inJupyter)
    {
        File.WriteAllText(_work["loaded.csx"], "int Loaded(int x) => x + 58;");
        Check(inJupyter, "magics.dib", "Wall time: .* ms", "count.*42", "^(?!.*42).*\\bcount\\b", "#!time.*Shows how long", "nnviz.*\\.NET 10", "^\\{ \"a\": 5 \\}$", "\"a\": 5",
            ">100<", ">3<", "^12$");
    }

    /// <summary>Runs a copy of a notebook and matches each code cell's outputs, in whichever MIME type, against a pattern.</summary>
    private void Check(bool inJupyter, string name, params string[] patterns)
    {
        File.Copy(PathOf(name), _work[name]);
        var (status, log) = inJupyter ? _work.Jupyter(name, "out.ipynb") : _work.Nnviz("run", name, "-o", "out.ipynb");
        Assert.True(status == 0, log);
        var cells = NotebookFile.Load(_work["out.ipynb"]).Cells.Where(c => c.Kind == "code").ToArray();
        Assert.Equal(patterns.Length, cells.Length);
        foreach (var (cell, pattern) in cells.Zip(patterns))
            Assert.True(Regex.IsMatch(Text(cell), pattern, RegexOptions.Singleline),
                $"{cell.Source}\nshould show {pattern}, but shows\n{Text(cell)}");
    }

    private static string Text(NotebookCell cell) => string.Concat(cell.Outputs.Select(o =>
        NotebookCell.Joined(o!["text"]) + string.Concat(o["data"]?.AsObject().Select(d => NotebookCell.Joined(d.Value)) ?? [])));
}
