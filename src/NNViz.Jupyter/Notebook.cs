using NNViz.Jupyter.Session;

namespace NNViz.Jupyter;

/// <summary>What a cell can ask of the notebook that runs it, beyond displaying values. Works in Jupyter and in <c>nnviz run</c>.</summary>
public static class Notebook
{
    private static Func<ICellFrontend?> _frontend = () => null;

    /// <summary>Removes the outputs of the running cell.</summary>
    /// <param name="wait">True to remove them only when the next output comes, which avoids flicker.</param>
    /// <exception cref="InvalidOperationException">No cell is running.</exception>
    public static void ClearOutput(bool wait = false) => Frontend.Show(new ClearOutput(wait));

    /// <summary>Shows text in the front end's pager, or as output where there is none.</summary>
    /// <param name="text">Plain text.</param>
    /// <exception cref="InvalidOperationException">No cell is running.</exception>
    public static void Page(string text) => Frontend.Show(new PageOutput(new MimeBundle().With("text/plain", text)));

    private static ICellFrontend Frontend =>
        _frontend() ?? throw new InvalidOperationException("No notebook cell is running: this call works inside a cell.");

    internal static void Connect(Func<ICellFrontend?> frontend) => _frontend = frontend;
}
