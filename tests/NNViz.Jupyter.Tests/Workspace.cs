using System.Text.Json.Nodes;
using NNViz.Jupyter.Notebooks;
using Xunit;

namespace NNViz.Jupyter.Tests;

/// <summary>A temporary folder with notebooks, and the built <c>nnviz run</c> in it.</summary>
public sealed class Workspace : IDisposable
{
    /// <summary>The folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("nnviz-run-").FullName;

    /// <summary>A path in the folder.</summary>
    public string this[string name] => Path.Combine(Folder, name);

    /// <summary>Writes a .dib notebook of C# cells (or of cells that begin with their own selector).</summary>
    public string Dib(params string[] cells)
    {
        var path = this["notebook.dib"];
        File.WriteAllText(path,
            string.Join('\n', cells.Select(c => c.StartsWith("#!markdown", StringComparison.Ordinal) ? c : "#!csharp\n" + c)));
        return path;
    }

    /// <summary>Runs <c>nnviz</c> in the folder, with package caches of its own, so that nothing is left behind.</summary>
    public (int Status, string Log) Nnviz(params string[] arguments) =>
        Shell.Run(Repository.Tool, arguments, Folder, ("NUGET_PACKAGES", this["packages"]), ("XDG_DATA_HOME", this["data"]));

    /// <summary>Runs a notebook through the kernel with Jupyter's own client, and writes it to <paramref name="output"/> (.ipynb).</summary>
    /// <param name="name">A notebook in the folder. Cells in other languages than C# get the selector that names theirs.</param>
    /// <param name="output">The executed notebook.</param>
    public (int Status, string Log) Jupyter(string name, string output)
    {
        var python = JupyterSuite.FindPython("nbclient");
        if (python == null)
            Assert.Skip("No python3 with nbclient. On Debian: apt install python3-nbclient");
        File.WriteAllText(this[output], NotebookFile.Create(NotebookFile.Load(this[name]).Cells.Select(ForJupyter)).ToJson());
        var (status, log) = Nnviz("jupyter", "install", "--prefix", this["jupyter"]);
        Assert.True(status == 0, log);
        return Shell.Run(python, [Path.Combine(AppContext.BaseDirectory, "python", "run_notebook.py"), this[output], "nnviz-csharp"], Folder,
            ("JUPYTER_PATH", Path.Combine(this["jupyter"], "share", "jupyter")), ("NUGET_PACKAGES", this["packages"]), ("XDG_DATA_HOME", this["data"]));
    }

    /// <summary>Runs C# cells and returns their outputs as text.</summary>
    public (int Status, string Log, IReadOnlyList<string> Outputs) RunCells(string[] cells, params string[] options)
    {
        var (status, log) = Nnviz(["run", Dib(cells), "-o", "out.ipynb", .. options]);
        return (status, log, File.Exists(this["out.ipynb"]) ? Outputs("out.ipynb") : []);
    }

    /// <summary>The text of each code cell's outputs in an .ipynb file.</summary>
    public IReadOnlyList<string> Outputs(string name) =>
        [.. NotebookFile.Load(this[name]).Cells.Where(c => c.Kind == "code")
            .Select(c => string.Concat(c.Outputs.Select(o => TextOf(o!.AsObject()))))];

    /// <summary>Waits, in a cell, at most minutes.</summary>
    public static string Until(string condition) =>
        $"for (var i = 0; i < 10_000 && !({condition}); i++) System.Threading.Thread.Sleep(20);";

    /// <summary>Writes a text, in a cell, and waits until it is in a file. The cell, which is in the file too, has it in two parts.</summary>
    public static string Shown(string text, string path)
    {
        var parts = $"\"{text[..1]}\" + \"{text[1..]}\"";
        return $"Console.Write({parts}); {Until($"System.IO.File.ReadAllText(\"{path}\").Contains({parts})")}";
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>A cell whose own text says what it is for: Jupyter sends a kernel nothing else.</summary>
    private static JsonObject ForJupyter(NotebookCell cell, int index)
    {
        var isSelected = cell.Kind != "code" || cell.Language == "csharp" || cell.Source.StartsWith("#!", StringComparison.Ordinal);
        return NotebookCell.Create(cell.Kind, null, isSelected ? cell.Source : $"#!{cell.Language}\n{cell.Source}", $"cell-{index}");
    }

    private static string TextOf(JsonObject output) => output["output_type"]!.GetValue<string>() switch
    {
        "stream" => NotebookCell.Joined(output["text"]),
        "error" => Ansi.ToPlain(string.Join('\n', output["traceback"]!.AsArray().Select(l => l!.GetValue<string>()))),
        _ => NotebookCell.Joined(output["data"]!["text/plain"] ?? output["data"]!["text/html"]),
    };
}
