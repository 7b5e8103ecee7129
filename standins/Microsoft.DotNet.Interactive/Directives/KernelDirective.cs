#nullable enable
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Parsing;

namespace Microsoft.DotNet.Interactive.Directives;

/// <summary>A line of a cell that the kernel itself obeys: <c>#!name --parameter value</c>.</summary>
public abstract class KernelDirective
{
    private readonly NamedCollection<KernelDirectiveParameter> _parameters;

    protected KernelDirective(string name)
    {
        Name = name;
        _parameters = new(parameter => parameter.Name, CheckParameter);
    }

    /// <summary>The name with its prefix: "#!who".</summary>
    public string Name { get; init; }

    public string? Description { get; set; }

    /// <summary>Not offered by completion.</summary>
    public bool Hidden { get; set; }

    /// <exception cref="ArgumentException">On adding: a parameter of that name is there, or a second one may go without its
    /// name.</exception>
    public ICollection<KernelDirectiveParameter> Parameters
    {
        get => _parameters;
        init => _parameters.AddRange(value);
    }

    /// <summary>The kernel that the directive was added to.</summary>
    internal KernelInfo? Owner { get; set; }

    /// <summary>Makes the command from the line in place of the binding by property names.</summary>
    internal Func<BoundDirective, Commands.KernelCommand?>? CreateCommand { get; set; }

    /// <summary>The names of parameters and the values that can stand without a name.</summary>
    public virtual async Task<IReadOnlyList<CompletionItem>> GetChildCompletionsAsync()
    {
        List<CompletionItem> items = [.. Parameters
            .Where(parameter => parameter.Name.Length > 0)
            .Select(parameter => new CompletionItem(parameter.Name, "Property", documentation: parameter.Description))];
        if (Parameters.FirstOrDefault(parameter => parameter.AllowImplicitName) is { } unnamed)
        {
            items.AddRange(await unnamed.GetValueCompletionsAsync());
        }
        return items;
    }

    public override string ToString() => Name;

    internal virtual KernelDirectiveParameter? FindParameter(string name) => _parameters.Find(name);

    private static void CheckParameter(KernelDirectiveParameter adding, IReadOnlyCollection<KernelDirectiveParameter> existing)
    {
        if (existing.Any(parameter => parameter.Name == adding.Name))
        {
            throw new ArgumentException($"Directive already contains a parameter named '{adding.Name}'.");
        }
        if (adding.AllowImplicitName && existing.Any(parameter => parameter.AllowImplicitName))
        {
            throw new ArgumentException(
                $"Only one parameter on a directive can have {nameof(KernelDirectiveParameter.AllowImplicitName)} set to true.");
        }
    }
}

/// <summary>A directive that chooses the kernel for the lines that follow: <c>#!csharp</c>.</summary>
public class KernelSpecifierDirective : KernelDirective
{
    public KernelSpecifierDirective(string name, string kernelName)
        : base(name) => KernelName = kernelName;

    public string KernelName { get; }
}
