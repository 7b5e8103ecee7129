#nullable enable
using System.Text.Json.Serialization;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Parsing;

namespace Microsoft.DotNet.Interactive.Directives;

/// <summary>A directive that does something: its handler runs in its place among the lines of the cell.</summary>
public class KernelActionDirective : KernelDirective
{
    private readonly NamedCollection<KernelActionDirective> _subcommands;

    public KernelActionDirective(string name, string? description = null)
        : base(name)
    {
        Description = description;
        _subcommands = new(directive => directive.Name, Adopt);
    }

    /// <summary>The command that the line becomes; its properties receive the parameters.</summary>
    [JsonIgnore]
    public Type? KernelCommandType { get; set; }

    /// <summary>The directive that this one is a subcommand of.</summary>
    public KernelActionDirective? Parent { get; private set; }

    /// <summary><c>#!name subcommand</c>: one level. Each is also given its handler by <c>AddDirective</c>.</summary>
    /// <exception cref="ArgumentException">On adding: the name is taken, or the directive has a parent or children already.</exception>
    public ICollection<KernelActionDirective> Subcommands
    {
        get => _subcommands;
        init => _subcommands.AddRange(value);
    }

    /// <summary>As the base; then the subcommands, or, for a subcommand, its parent's parameters.</summary>
    public override async Task<IReadOnlyList<CompletionItem>> GetChildCompletionsAsync() =>
    [
        .. await base.GetChildCompletionsAsync(),
        .. Subcommands.Select(subcommand => new CompletionItem(subcommand.Name, "Method", documentation: subcommand.Description)),
        .. Parent?.Parameters.Select(parameter => new CompletionItem(parameter.Name, "Property", documentation: parameter.Description))
            ?? [],
    ];

    internal string Path => Parent is null ? Name : $"{Parent.Name} {Name}";

    internal IEnumerable<KernelDirectiveParameter> AllParameters => Parent is null ? Parameters : Parent.Parameters.Concat(Parameters);

    internal override KernelDirectiveParameter? FindParameter(string name) => base.FindParameter(name) ?? Parent?.FindParameter(name);

    internal KernelActionDirective? FindSubcommand(string name) => _subcommands.Find(name);

    private void Adopt(KernelActionDirective adding, IReadOnlyCollection<KernelActionDirective> existing)
    {
        if (existing.Any(directive => directive.Name == adding.Name))
        {
            throw new ArgumentException($"Directive already contains a subcommand named '{adding.Name}'.");
        }
        if (adding.Parent is not null)
        {
            throw new ArgumentException("Directives cannot be reparented.");
        }
        if (Parent is not null || adding.Subcommands.Count > 0)
        {
            throw new ArgumentException("Only one level of directive subcommands is allowed.");
        }
        adding.Parent = this;
    }
}
