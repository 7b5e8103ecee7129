namespace TorchSharp.Generator;

/// <summary>An optimizer of an <c>.optimizers</c> table: its options, its state for each parameter, and its signatures.</summary>
internal sealed record Optimizer(string Name, string? Interface, string Documentation)
{
    /// <summary>In the order in which files hold them.</summary>
    public IReadOnlyList<Parameter> Options { get; set; } = [];

    /// <summary>In the order in which files hold them; the default is the initial value.</summary>
    public IReadOnlyList<Parameter> State { get; set; } = [];
    public List<IReadOnlyList<Parameter>> Constructors { get; } = [];
    public List<IReadOnlyList<Parameter>> Factories { get; } = [];
    public IReadOnlyList<Parameter> Group { get; set; } = [];
}

/// <summary>Reads a table of optimizers. The format is explained in standins/README.md.</summary>
internal static class OptimizerTable
{
    public static List<Optimizer> Parse(string path, string[] lines)
    {
        var optimizers = new List<Optimizer>();
        string documentation = "", shared = "";
        foreach (var (text, number) in Table.Expand(path, lines))
        {
            string[] parts = text.Split(' ', 2);
            try
            {
                if (parts[0] == "///")
                    documentation = parts[1];
                else if (parts[0] == "with")
                    shared = parts[1];
                else if (!AddTo(optimizers.LastOrDefault(), parts, shared))
                    optimizers.Add(ParseOptimizer(text, documentation));
            }
            catch (FormatException e)
            {
                throw new TableException(path, number, e.Message + ": " + text);
            }
        }
        return optimizers;
    }

    private static Optimizer ParseOptimizer(string text, string documentation)
    {
        string[] parts = text.Split(" : ");
        return parts[0].All(char.IsLetter)
            ? new Optimizer(parts[0], parts.ElementAtOrDefault(1), documentation)
            : throw new FormatException("expected the name of an optimizer, options, state, with, ctor, group or new");
    }

    private static bool AddTo(Optimizer? optimizer, string[] parts, string shared)
    {
        var list = parts.Length > 1 ? Parse(parts[1].Replace("$with", shared, StringComparison.Ordinal)) : [];
        switch (parts[0])
        {
            case "options": optimizer!.Options = list; break;
            case "state": optimizer!.State = list; break;
            case "ctor": optimizer!.Constructors.Add(list); break;
            case "group": optimizer!.Group = list; break;
            case "new": optimizer!.Factories.Add(list); break;
            default: return false;
        }
        return true;
    }

    private static List<Parameter> Parse(string text) => [.. Table.Split(text, ',').Select(Table.ParseParameter)];
}
