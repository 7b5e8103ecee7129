#nullable enable
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Parsing;

/// <summary>Answers questions about magic commands, and hands questions about code to the code's kernel.</summary>
internal sealed class DirectiveAssistant(Kernel kernel)
{
    public async Task<IReadOnlyList<KernelCommand>> PrepareAsync(LanguageServiceCommand question)
    {
        var cell = Cell.Parse(question.Code, kernel, question.TargetKernelName);
        var (number, column) = question.LinePosition;
        if (number < 0 || number >= cell.Lines.Length || column < 0 || column > cell.Lines[number].Text.Length)
        {
            return [new AnonymousKernelCommand((_, context) =>
            {
                context.Fail(question, message: $"The specified position {question.LinePosition} is invalid.");
                return Task.CompletedTask;
            })];
        }
        var line = cell.Lines[number];
        question.CodeForKernel = cell.CodeFor(line.KernelName);
        question.TargetKernelName = line.KernelName;
        if (question is RequestCompletions reference && FindReferenceDirective(line) is { } parameter)
        {
            question.Handler = await CompleteReferenceAsync(reference, line, parameter);
        }
        else if (line.Directive is { } directive)
        {
            question.Handler = question switch
            {
                RequestCompletions completions => await CompleteAsync(completions, directive, line.KernelName),
                RequestHoverText hover => Explain(hover, directive),
                _ => (_, _) => Task.CompletedTask,
            };
        }
        return [question];
    }

    private async Task<KernelCommandInvocation> CompleteAsync(RequestCompletions request, DirectiveLine line, string? kernelName)
    {
        var column = request.LinePosition.Character;
        var start = line.Text.LastIndexOf(' ', Math.Max(column - 1, 0), Math.Max(column, 0)) + 1;
        var typed = line.Text[start..column];
        var items = start == 0 ? DirectiveNames(kernelName) : await ArgumentsAsync(line, start);
        var completions = items
            .Where(item => item.InsertText.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(item => item.DisplayText)
            .ToArray();
        var span = new LinePositionSpan(request.LinePosition with { Character = start }, request.LinePosition);
        return (_, context) =>
        {
            context.Publish(new CompletionsProduced(completions, request, span));
            return Task.CompletedTask;
        };
    }

    /// <summary>The parameter of <c>#r</c> or <c>#i</c>, also while the line is not complete enough to be one.</summary>
    private KernelDirectiveParameter? FindReferenceDirective(CellLine line) =>
        DirectiveLine.IsDirective(line.Text) && line.Text[1] is 'r' or 'i' && line.Text.Contains('"') && line.KernelName is { } name
            ? kernel.FindKernelByName(name)?.KernelInfo.FindDirective(line.Text[..2])?.Parameters.FirstOrDefault()
            : null;

    /// <summary>Completes from the opening quote on; versions are offered behind the comma.</summary>
    private static async Task<KernelCommandInvocation> CompleteReferenceAsync(
        RequestCompletions request, CellLine line, KernelDirectiveParameter parameter)
    {
        var start = line.Text.IndexOf('"');
        var end = request.LinePosition.Character;
        var typed = WithoutBlanks(line.Text[start..Math.Max(start, end)]);
        var isClosed = end < line.Text.Length && line.Text[end] == '"';
        var completions = (await parameter.GetValueCompletionsAsync())
            .Where(item => item.InsertText.Contains(',') == typed.Contains(','))
            .Where(item => WithoutBlanks(item.InsertText).StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .ToArray();
        var span = new LinePositionSpan(
            request.LinePosition with { Character = start }, request.LinePosition with { Character = isClosed ? end + 1 : end });
        return (_, context) =>
        {
            context.Publish(new CompletionsProduced(completions, request, span));
            return Task.CompletedTask;
        };
    }

    private static string WithoutBlanks(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    private IEnumerable<CompletionItem> DirectiveNames(string? kernelName)
    {
        var infos = new[] { kernelName is null ? null : kernel.FindKernelByName(kernelName)?.KernelInfo, kernel.RootKernel.KernelInfo };
        return infos
            .SelectMany(info => info?.SupportedDirectives ?? [])
            .Where(directive => !directive.Hidden)
            .Select(directive => new CompletionItem(directive.Name, "Method", documentation: directive.Description));
    }

    private static async Task<IEnumerable<CompletionItem>> ArgumentsAsync(DirectiveLine line, int start)
    {
        if (line.Directive is not { } directive)
        {
            return [];
        }
        var named = line.Arguments.LastOrDefault(argument => argument.Name is { } name && name.End < start);
        var isItsValue = named is not null && (named.Value is null || named.Value.Value.Start == start);
        if (isItsValue && directive.FindParameter(named!.Name!.Value.Text) is { Flag: false } parameter)
        {
            return await parameter.GetValueCompletionsAsync();
        }
        var used = line.Arguments
            .Where(argument => argument.Name is { } name && name.Start != start)
            .CountBy(argument => argument.Name!.Value.Text)
            .ToDictionary();
        var items = await directive.GetChildCompletionsAsync();
        return items.Where(item => used.GetValueOrDefault(item.InsertText) is 0
            || used[item.InsertText] < directive.FindParameter(item.InsertText)?.MaxOccurrences);
    }

    private static KernelCommandInvocation Explain(RequestHoverText request, DirectiveLine line)
    {
        var column = request.LinePosition.Character;
        var parameter = line.Arguments.Find(argument => argument.Name is { } name && name.Start <= column && column <= name.End)?.Name;
        var directive = line.Directive;
        if (line.Subcommand is not null && column <= line.Name.End)
        {
            directive = (directive as KernelActionDirective)?.Parent;
        }
        var text = directive is null ? null
            : parameter is { } token ? directive.FindParameter(token.Text)?.Description
            : Describe(directive);
        return (_, context) =>
        {
            if (!string.IsNullOrEmpty(text))
            {
                var span = new LinePositionSpan(request.LinePosition, request.LinePosition);
                context.Publish(new HoverTextProduced(request, [new FormattedValue("text/markdown", text)], span));
            }
            return Task.CompletedTask;
        };
    }

    private static string Describe(KernelDirective directive)
    {
        var rows = directive.Parameters
            .OrderByDescending(parameter => parameter.Required)
            .ThenBy(parameter => parameter.Name, StringComparer.Ordinal)
            .Select(parameter => (Parameter: parameter, Mark: parameter.Required ? "**" : "*"))
            .Select(row => $"| {row.Mark}{row.Parameter.Name}{row.Mark} | {row.Parameter.Description} |");
        var table = directive.Parameters.Count == 0 ? "" : "\n\n| Parameter | Description |\n| :-- | :-- |\n" + string.Join('\n', rows);
        return directive.Description + table;
    }
}
