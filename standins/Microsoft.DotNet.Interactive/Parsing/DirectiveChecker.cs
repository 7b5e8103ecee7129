#nullable enable
using Microsoft.CodeAnalysis;

namespace Microsoft.DotNet.Interactive.Parsing;

/// <summary>Says what is wrong with a magic command as it was written, before anything of the cell runs.</summary>
internal static class DirectiveChecker
{
    public static IEnumerable<Diagnostic> Check(DirectiveLine line)
    {
        if (line.Directive is not { } directive)
        {
            yield return Error(line, line.Name, "DNI101", $"Unknown magic command '{line.Name.Text}'");
            yield break;
        }
        foreach (var error in line.Arguments.SelectMany(argument => CheckArgument(line, argument)).Concat(CheckMissing(line)))
        {
            yield return error;
        }
        if (line.IsSubcommandLate)
        {
            yield return Error(line, line.Subcommand!.Value, "DNI107", "Parameters must appear after subcommands.");
        }
        foreach (var error in directive.Parameters.SelectMany(parameter => CheckOccurrences(line, parameter)))
        {
            yield return error;
        }
    }

    public static Diagnostic Error(DirectiveLine line, Token place, string code, string message) => new(
        new LinePositionSpan(new LinePosition(line.Line, place.Start), new LinePosition(line.Line, place.End)),
        DiagnosticSeverity.Error,
        code,
        message);

    private static IEnumerable<Diagnostic> CheckArgument(DirectiveLine line, DirectiveArgument argument)
    {
        if (argument.Name is { } name && line.Directive!.FindParameter(name.Text) is null)
        {
            yield return Error(line, name, "DNI103", $"Unrecognized parameter name '{name.Text}'");
        }
        else if (argument.Name is null && !AllParameters(line).Any(parameter => parameter.AllowImplicitName))
        {
            yield return Error(line, argument.Value!.Value, "DNI103", $"Unrecognized parameter name '{argument.Value.Value.Text}'");
        }
        if (argument.Value is { } value && ParameterBinder.JsonError(value.Text) is { } error)
        {
            yield return Error(line, value, "DNI106", $"Invalid JSON: {error}");
        }
    }

    private static IEnumerable<Diagnostic> CheckOccurrences(DirectiveLine line, Directives.KernelDirectiveParameter parameter)
    {
        var names = line.Arguments.Select(argument => argument.Name).Where(name => name?.Text == parameter.Name).ToArray();
        if (names.Length > parameter.MaxOccurrences)
        {
            var message = $"A maximum of {parameter.MaxOccurrences} occurrences are allowed for named parameter '{parameter.Name}'";
            yield return Error(line, names[^1]!.Value, "DNI105", message);
        }
    }

    private static IEnumerable<Diagnostic> CheckMissing(DirectiveLine line)
    {
        foreach (var parameter in AllParameters(line).Where(parameter => parameter.Required))
        {
            var arguments = line.Arguments.Where(argument => argument.IsFor(parameter)).ToArray();
            if (arguments.Length == 0)
            {
                yield return Error(line, line.Name, "DNI104", $"Missing required parameter '{parameter.Name}'");
            }
            else if (arguments.Any(argument => argument.Value is null))
            {
                yield return Error(line, line.Name, "DNI104", $"Missing value for required parameter '{parameter.Name}'");
            }
        }
    }

    private static IEnumerable<Directives.KernelDirectiveParameter> AllParameters(DirectiveLine line) =>
        (line.Directive as Directives.KernelActionDirective)?.AllParameters ?? line.Directive!.Parameters;
}
