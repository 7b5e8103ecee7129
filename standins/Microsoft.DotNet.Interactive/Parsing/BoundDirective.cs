#nullable enable
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive.Parsing;

/// <summary>A magic command whose parameters have their values, for the code that makes a command of it.</summary>
internal sealed class BoundDirective(DirectiveLine line, string? followingText)
{
    private readonly Dictionary<string, BoundParameter> _parameters = [];

    public DirectiveLine Line => line;

    /// <summary>The lines after the directive up to the next one, or null when they are blank.</summary>
    public string? FollowingText => string.IsNullOrWhiteSpace(followingText) ? null : followingText;

    public List<Diagnostic> Errors { get; } = [];

    public IReadOnlyDictionary<string, BoundParameter> Parameters => _parameters;

    public object? Value(string parameter) => _parameters.GetValueOrDefault(parameter)?.Value;

    public string? Text(string parameter) => Value(parameter)?.ToString();

    public bool Flag(string parameter) => Value(parameter) is true;

    /// <summary>The question that the value answers, or null when it was no @input and no @password.</summary>
    public RequestInput? Input(string parameter) => _parameters.GetValueOrDefault(parameter)?.Input;

    /// <summary>The kernel's value that the parameter named by @, or null when it named none.</summary>
    public ValueProduced? Source(string parameter) => _parameters.GetValueOrDefault(parameter)?.Source;

    public void Set(string parameter, BoundParameter value) => _parameters[parameter] = value;

    /// <summary>Adds an error at a parameter, or at the directive's name when the parameter is not on the line.</summary>
    /// <returns>Null, so that a factory can return it in place of a command.</returns>
    public KernelCommand? Error(string code, string message, string? parameter = null)
    {
        var named = parameter is null ? null : line.Directive?.FindParameter(parameter);
        var argument = named is null ? null : line.Arguments.Find(candidate => candidate.IsFor(named));
        Errors.Add(DirectiveChecker.Error(line, argument?.Name ?? argument?.Value ?? line.Name, code, message));
        return null;
    }
}

/// <summary>The value of a parameter and where it is from.</summary>
/// <param name="Json">The value is JSON text.</param>
internal sealed record BoundParameter(object? Value, bool Json = false, RequestInput? Input = null, ValueProduced? Source = null);
