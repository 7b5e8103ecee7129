#nullable enable
using System.Text.Json;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Parsing;

/// <summary>
/// Gives the parameters of a magic command their values: as written, from the user (@input, @password), or from a kernel (@name).
/// </summary>
internal sealed class DirectiveBinder(Kernel kernel)
{
    /// <param name="line">A line that <see cref="DirectiveChecker"/> found nothing wrong with.</param>
    /// <param name="followingText">The lines of the cell up to the next directive.</param>
    /// <param name="targetKernelName">The kernel that an @name without a kernel means.</param>
    public async Task<BoundDirective> BindAsync(DirectiveLine line, string? followingText, string? targetKernelName)
    {
        var bound = new BoundDirective(line, followingText);
        var parameters = (line.Directive as KernelActionDirective)?.AllParameters ?? line.Directive!.Parameters;
        await AskForSeveralAsync(bound, parameters);
        foreach (var parameter in parameters)
        {
            var arguments = line.Arguments.Where(argument => argument.IsFor(parameter)).ToArray();
            if (parameter.Flag)
            {
                bound.Set(parameter.Name, new BoundParameter(arguments.Length > 0));
            }
            else if (arguments is [{ Value: { } value }] && !bound.Parameters.ContainsKey(parameter.Name))
            {
                await BindValueAsync(bound, parameter, value, targetKernelName);
            }
        }
        return bound;
    }

    private async Task BindValueAsync(BoundDirective bound, KernelDirectiveParameter parameter, Token value, string? targetKernelName)
    {
        if (!value.Text.StartsWith('@'))
        {
            bound.Set(parameter.Name, ParameterBinder.Literal(value.Text));
        }
        else if (AsInput(parameter, value) is { } request)
        {
            var result = await kernel.RootKernel.SendAsync(request);
            if (result.Events.OfType<InputProduced>().FirstOrDefault() is { } input)
            {
                bound.Set(parameter.Name, new BoundParameter(input.Value, Input: request));
            }
            else
            {
                bound.Error("DNI204", (result.Events[^1] as CommandFailed)?.Message ?? "Input not provided", parameter.Name);
            }
        }
        else
        {
            await BindKernelValueAsync(bound, parameter, value, targetKernelName);
        }
    }

    /// <summary>Asks with one form when a command has several questions and the host can show forms.</summary>
    private async Task AskForSeveralAsync(BoundDirective bound, IEnumerable<KernelDirectiveParameter> parameters)
    {
        var questions = (
            from parameter in parameters
            from argument in bound.Line.Arguments
            where argument.IsFor(parameter) && argument.Value is not null
            let request = AsInput(parameter, argument.Value!.Value)
            where request is not null
            select (parameter, request)).ToArray();
        if (questions.Length < 2 || !kernel.RootKernel.SupportsCommandType(typeof(RequestInputs)))
        {
            return;
        }
        var command = new RequestInputs
        {
            Inputs = [.. questions.Select(question => new InputDescription(question.parameter.Name, question.request.Prompt)
            {
                SaveAs = question.request.SaveAs,
                TypeHint = question.request.InputTypeHint,
            })],
        };
        var result = await kernel.RootKernel.SendAsync(command);
        var answers = result.Events.OfType<InputsProduced>().FirstOrDefault()?.Values ?? [];
        foreach (var (parameter, request) in questions)
        {
            if (answers.TryGetValue(ParameterBinder.ToCamelCase(parameter.Name), out var answer))
            {
                bound.Set(parameter.Name, new BoundParameter(answer, Input: request));
            }
        }
    }

    /// <summary>
    /// <c>@input</c>, <c>@input:prompt</c>, <c>@input:"a prompt"</c>, <c>@input:{"prompt": …, "saveAs": …, "type": …}</c>, and the same
    /// with @password.
    /// </summary>
    private static RequestInput? AsInput(KernelDirectiveParameter parameter, Token value)
    {
        var parts = value.Text[1..].Split(':', 2);
        if (value.Text[0] != '@' || parts[0] is not ("input" or "password"))
        {
            return null;
        }
        var detail = parts.ElementAtOrDefault(1) ?? "";
        using var settings = JsonDocument.Parse(detail is ['{', ..] ? detail : "{}");
        string? Setting(string name) => settings.RootElement.TryGetProperty(name, out var property) ? property.GetString() : null;
        var prompt = detail is ['{', ..] ? Setting("prompt") : (string?)ParameterBinder.Literal(detail).Value;
        var typeHint = parts[0] == "password" ? "password" : Setting("type") ?? parameter.TypeHint;
        return new RequestInput(
            string.IsNullOrWhiteSpace(prompt) ? $"Please enter a value for parameter: {parameter.Name}" : prompt, typeHint)
        {
            ParameterName = parameter.Name,
            SaveAs = Setting("saveAs"),
        };
    }

    private async Task BindKernelValueAsync(BoundDirective bound, KernelDirectiveParameter parameter, Token value, string? targetKernelName)
    {
        var parts = value.Text[1..].Split(':', 2);
        var (owner, name) = parts.Length == 2 ? (parts[0], parts[1]) : (targetKernelName, parts[0]);
        var byRef = bound.Line.Arguments.Any(argument => argument.Name?.Text == "--byref");
        var mimeType = byRef ? PlainTextFormatter.MimeType
            : bound.Line.Arguments.Find(argument => argument.Name?.Text == "--mime-type")?.Value?.Text ?? JsonFormatter.MimeType;
        var result = await kernel.RootKernel.SendAsync(new RequestValue(name, mimeType, owner));
        if (result.Events.OfType<ValueProduced>().FirstOrDefault() is { } produced)
        {
            object? found = byRef ? produced.Value : produced.Value?.ToString() ?? produced.FormattedValue.Value;
            var isJson = produced.Value is null && produced.FormattedValue.MimeType == JsonFormatter.MimeType;
            bound.Set(parameter.Name, new BoundParameter(found, isJson, Source: produced));
        }
        else
        {
            bound.Error("DNI202", (result.Events[^1] as CommandFailed)?.Message ?? "Value not found", parameter.Name);
        }
    }
}
