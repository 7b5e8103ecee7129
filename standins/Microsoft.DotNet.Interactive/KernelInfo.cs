#nullable enable
using System.Text.Json.Serialization;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Parsing;

namespace Microsoft.DotNet.Interactive;

/// <summary>What a kernel is called, speaks, and can do.</summary>
public class KernelInfo
{
    private readonly HashSet<KernelCommandInfo> _commands = [];
    private readonly NamedCollection<KernelDirective> _directives;
    private string? _displayName;

    /// <exception cref="ArgumentException">The name is empty or begins with "#".</exception>
    public KernelInfo(
        string localName, string[]? aliases = null, bool isProxy = false, bool isComposite = false, string? description = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(localName);
        if (localName.StartsWith('#'))
        {
            throw new ArgumentException("Kernel names or aliases cannot begin with \"#\"", nameof(localName));
        }
        LocalName = localName;
        NameAndAliases = [localName, .. aliases ?? []];
        IsProxy = isProxy;
        IsComposite = isComposite;
        Description = description;
        Uri = new Uri($"kernel://local/{LocalName}");
        _directives = new(directive => directive.Name, Adopt);
    }

    public string LocalName { get; }

    public string[] Aliases
    {
        get => [.. NameAndAliases.Where(name => name != LocalName)];
        init => NameAndAliases.UnionWith(value);
    }

    public string? LanguageName { get; set; }

    public string? LanguageVersion { get; set; }

    /// <summary>By default the name and the language.</summary>
    public string DisplayName
    {
        get => _displayName ?? (string.IsNullOrWhiteSpace(LanguageName) ? LocalName : $"{LocalName} - {LanguageName}");
        set => _displayName = value;
    }

    public string? Description { get; set; }

    public bool IsComposite { get; set; }

    public bool IsProxy { get; set; }

    public Uri Uri { get; set; }

    public Uri? RemoteUri { get; set; }

    public ICollection<KernelCommandInfo> SupportedKernelCommands
    {
        get => _commands;
        init => _commands.UnionWith(value);
    }

    /// <exception cref="ArgumentException">On adding: the directive belongs to a kernel already, or its name is taken.</exception>
    [JsonIgnore]
    public ICollection<KernelDirective> SupportedDirectives
    {
        get => _directives;
        init => _directives.AddRange(value);
    }

    public override string ToString() => $"{LocalName} ({Uri})";

    internal HashSet<string> NameAndAliases { get; }

    internal bool SupportsCommand(string commandName) => _commands.Contains(new(commandName));

    internal KernelDirective? FindDirective(string name) => _directives.Find(name);

    private void Adopt(KernelDirective adding, IReadOnlyCollection<KernelDirective> existing)
    {
        if (adding.Owner is not null)
        {
            throw new ArgumentException(
                $"Directives cannot be added to more than one kernel but directive {adding} already had parent {adding.Owner.LocalName}.");
        }
        if (existing.Any(directive => directive.Name == adding.Name))
        {
            throw new ArgumentException($"Kernel {LocalName} already has a directive named '{adding.Name}'.");
        }
        adding.Owner = this;
    }
}

/// <summary>The name of a command that a kernel supports.</summary>
public record KernelCommandInfo(string Name);
