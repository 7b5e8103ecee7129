using NNViz.Jupyter.Session;

namespace NNViz.Jupyter.Notebooks;

/// <summary>A running cell without a front end: questions are answered from the command line's parameters.</summary>
internal sealed class HeadlessCell(string name, Action<Output> show, IReadOnlyDictionary<string, string> answers)
    : ICellFrontend, IDisposable
{
    private readonly StreamBuffer _buffer = new(show);

    public string Name => name;

    public void Show(Output output) => _buffer.Show(output);

    /// <summary>Passes on the stream output that is held back.</summary>
    public void Flush() => _buffer.Flush();

    public string Ask(string prompt, bool isPassword) =>
        answers.TryGetValue(prompt, out var answer) ? answer : throw new InvalidOperationException(
            $"The cell asks '{prompt}' and nobody is there to answer. Run it with -p NAME=VALUE, where NAME is the prompt, or in Jupyter.");

    public void Dispose() => _buffer.Dispose();
}
