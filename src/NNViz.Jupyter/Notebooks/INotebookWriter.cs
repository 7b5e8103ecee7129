namespace NNViz.Jupyter.Notebooks;

/// <summary>A file format that an executed notebook is written in.</summary>
internal interface INotebookWriter
{
    /// <summary>The whole file. Called after every change, so what did not change is worth keeping.</summary>
    string Write(NotebookFile notebook);
}

/// <summary>The formats that <c>nnviz run</c> writes.</summary>
internal static class NotebookWriters
{
    private static readonly Dictionary<string, Func<string, INotebookWriter>> Writers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ipynb"] = _ => new IpynbWriter(),
        ["html"] = source => new HtmlPage(source),
        ["md"] = _ => new MarkdownPage(),
    };

    /// <summary>The names of the formats, which are also their file extensions.</summary>
    public static IReadOnlyCollection<string> Names => Writers.Keys;

    /// <summary>The writer of a format.</summary>
    /// <param name="format">One of <see cref="Names"/>.</param>
    /// <param name="source">The notebook's path: it gives the title, and local images are found beside it.</param>
    public static INotebookWriter Create(string format, string source) => Writers[format](source);

    private sealed class IpynbWriter : INotebookWriter
    {
        public string Write(NotebookFile notebook) => notebook.ToJson();
    }
}
