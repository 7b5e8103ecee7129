using NNViz.Jupyter.Session;

namespace NNViz.Jupyter.Notebooks;

/// <summary>A running cell without a front end: outputs are passed on at once, so that a crash loses none, and questions are answered from
/// the command line's parameters.</summary>
internal sealed class HeadlessCell(string name, Action<Output> show, IReadOnlyDictionary<string, string> answers) : ICellFrontend
{
    public string Name => name;

    public string CellId => name;

    public void Show(Output output) => show(output);

    public string Ask(string prompt, bool isPassword) =>
        answers.TryGetValue(prompt, out var answer) ? answer : throw new InvalidOperationException(
            $"The cell asks '{prompt}' and nobody is there to answer. Run it with -p NAME=VALUE, where NAME is the prompt, or in Jupyter.");
}
