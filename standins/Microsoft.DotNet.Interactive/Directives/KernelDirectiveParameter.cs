#nullable enable
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive.Directives;

/// <summary>A parameter of a magic command: <c>--name value</c>, or only <c>--name</c> for a flag.</summary>
public class KernelDirectiveParameter
{
    private readonly List<Func<KernelDirectiveCompletionContext, Task>> _completions = [];

    public KernelDirectiveParameter(string name, string? description = null)
    {
        Name = name;
        Description = description ?? "";
    }

    /// <summary>The name with its dashes.</summary>
    public string Name { get; }

    public string Description { get; init; }

    /// <summary>The value may stand without the name.</summary>
    public bool AllowImplicitName { get; init; }

    /// <summary>The name alone means true.</summary>
    public bool Flag { get; init; }

    /// <summary>More are an error (DNI105); the values of a parameter that occurs more than once are not bound.</summary>
    public int MaxOccurrences { get; init; } = 1;

    /// <summary>Going without is an error (DNI104).</summary>
    public bool Required { get; init; }

    /// <summary>The kind of value, for the front end that asks for it: "text", "file", "password" …</summary>
    public string TypeHint { get; init; } = "text";

    public KernelDirectiveParameter AddCompletions(Func<IEnumerable<string>> getCompletions) => AddCompletions(context =>
    {
        foreach (var value in getCompletions())
        {
            context.CompletionItems.Add(new CompletionItem(value, "Parameter"));
        }
        return Task.CompletedTask;
    });

    public KernelDirectiveParameter AddCompletions(Func<KernelDirectiveCompletionContext, Task> getCompletions)
    {
        _completions.Add(getCompletions);
        return this;
    }

    public async Task<IReadOnlyList<CompletionItem>> GetValueCompletionsAsync()
    {
        var context = new KernelDirectiveCompletionContext();
        foreach (var add in _completions)
        {
            await add(context);
        }
        foreach (var item in context.CompletionItems)
        {
            item.Documentation = Description;
        }
        return [.. context.CompletionItems];
    }

    public override string ToString() => Name;
}

/// <summary>Collects the values that a parameter can take.</summary>
public class KernelDirectiveCompletionContext
{
    public IList<CompletionItem> CompletionItems { get; } = new List<CompletionItem>();
}
