using System.Globalization;
using System.Text.Json.Nodes;

namespace NNViz.Jupyter.Notebooks;

/// <summary>Values given on the command line (<c>-p name=value</c>), which replace the notebook's own.</summary>
internal static class Parameters
{
    private const string Tag = "injected-parameters";

    /// <summary>The parameters of <c>name=value</c> arguments.</summary>
    /// <exception cref="ArgumentException">An argument has no <c>=</c> or its name is not a C# name.</exception>
    public static IReadOnlyDictionary<string, string> Parse(IEnumerable<string> arguments)
    {
        var parsed = new Dictionary<string, string>();
        foreach (var argument in arguments)
        {
            var split = argument.IndexOf('=', StringComparison.Ordinal);
            if (split < 1 || !Microsoft.CodeAnalysis.CSharp.SyntaxFacts.IsValidIdentifier(argument[..split]))
                throw new ArgumentException(
                    $"-p {argument}: a parameter is written name=value, where name is a C# name. Example: -p epochs=3");
            parsed[argument[..split]] = argument[(split + 1)..];
        }
        return parsed;
    }

    /// <summary>Adds a cell that assigns the parameters: in place of one that an earlier run has added, else after the cell tagged
    /// <c>parameters</c>, which holds the defaults, or at the top.</summary>
    public static NotebookFile Inject(NotebookFile notebook, IReadOnlyDictionary<string, string> values)
    {
        if (values.Count == 0)
            return notebook;
        var cells = notebook.Cells.ToList();
        var earlier = cells.FindIndex(c => c.HasTag(Tag));
        var cell = NotebookCell.Create("code", "csharp", string.Join('\n', values.Select(p => $"var {p.Key} = {Literal(p.Value)};")),
            Tag);
        cell["metadata"]!["tags"] = new JsonArray(Tag);
        return earlier >= 0 ? notebook.Replace(earlier, cell) : notebook.Insert(cells.FindIndex(c => c.HasTag("parameters")) + 1, cell);
    }

    /// <summary>A value as a C# literal: integer, double, bool and null as they stand, all else a string.</summary>
    public static string Literal(string value) =>
        value is "true" or "false" || long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? value
        : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number.ToString("R", CultureInfo.InvariantCulture) + "d"
        : Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(value, quote: true);
}
