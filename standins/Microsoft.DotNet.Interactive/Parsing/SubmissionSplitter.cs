#nullable enable
using System.Text;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Parsing;

/// <summary>
/// Splits a cell into the commands that it consists of: packages first, then blocks of code and magic commands in their order. All magic
/// commands are checked and bound before the first part runs, so that a cell with a mistake does nothing.
/// </summary>
internal sealed class SubmissionSplitter(Kernel kernel, KernelInvocationContext context)
{
    private const string RestoreDirective = "#!nuget-restore";

    private readonly List<KernelCommand> _parts = [];
    private readonly StringBuilder _code = new();
    private int _firstCodeLine;
    private int _packagesGoTo;
    private HashSet<string> _kernelsToRestore = [];

    /// <returns>The parts, children of the command; or the command itself, when it needs no splitting.</returns>
    public async Task<IReadOnlyList<KernelCommand>> SplitAsync(KernelCommand command)
    {
        switch (command)
        {
            case SubmitCode { IsSplit: false } submission:
                return await SplitSubmissionAsync(submission);
            case LanguageServiceCommand question:
                return await new DirectiveAssistant(kernel).PrepareAsync(question);
            case RequestDiagnostics request:
                return CheckDirectives(request);
            default:
                return [command];
        }
    }

    private async Task<IReadOnlyList<KernelCommand>> SplitSubmissionAsync(SubmitCode submission)
    {
        var cell = Cell.Parse(submission.Code, kernel, submission.TargetKernelName);
        if (cell.Lines.All(line => line.Directive is null))
        {
            return [submission];
        }
        var errors = Errors(cell, deferUnknown: true);
        foreach (var line in errors.Count == 0 ? cell.Lines : [])
        {
            if (line.Directive is null || line.IsPackageDirective)
            {
                AddCode(line);
            }
            else
            {
                FlushCode(line.Number - 1 < 0 ? line.KernelName : cell.Lines[line.Number - 1].KernelName);
            }
            if (line.Directive is not null)
            {
                errors.AddRange(await AddDirectiveAsync(line, cell));
            }
        }
        if (errors.Count > 0)
        {
            return [Failing(submission, errors)];
        }
        FlushCode(cell.Lines[^1].KernelName);
        InsertRestores();
        _parts.ForEach(part => part.SetParent(submission));
        return _parts;
    }

    private async Task<List<Diagnostic>> AddDirectiveAsync(CellLine line, Cell cell)
    {
        var directive = line.Directive!;
        if (directive.Directive is null)
        {
            _parts.Add(Later(line, cell));
            return [];
        }
        var bound = await new DirectiveBinder(kernel).BindAsync(directive, cell.TextAfter(line), line.KernelName);
        var command = bound.Errors.Count == 0 ? ToCommand(bound, line) : null;
        if (command is not null && line.IsPackageDirective)
        {
            _parts.Insert(_packagesGoTo++, command);
            _kernelsToRestore.Add(line.KernelName!);
        }
        else if (command is not null)
        {
            _parts.Add(command);
        }
        if (directive.Directive is KernelSpecifierDirective)
        {
            InsertRestores();
            _packagesGoTo = _parts.Count;
        }
        return bound.Errors;
    }

    private KernelCommand? ToCommand(BoundDirective bound, CellLine line)
    {
        var directive = bound.Line.Directive!;
        var command = directive switch
        {
            { CreateCommand: { } create } => create(bound),
            KernelActionDirective { KernelCommandType: { } type } => ParameterBinder.ToCommand(bound, type),
            KernelActionDirective action => new DirectiveCommand(action.Path),
            _ => new AnonymousKernelCommand((_, _) => Task.CompletedTask),
        };
        if (command is not null)
        {
            var owner = ((directive as KernelActionDirective)?.Parent ?? directive).Owner;
            command.TargetKernelName ??= directive is KernelActionDirective ? owner?.LocalName ?? line.KernelName : line.KernelName;
        }
        if (command is KernelDirectiveCommand custom && kernel.RootKernel is CompositeKernel root
            && custom.GetValidationErrors(root).FirstOrDefault() is { } error)
        {
            bound.Error("DNI211", error);
        }
        return command;
    }

    /// <summary>A directive that nobody knows yet, in a cell that adds packages: an extension among them may bring it.</summary>
    private AnonymousKernelCommand Later(CellLine line, Cell cell) => new(async (command, _) =>
    {
        var text = new SubmitCode($"{line.Text}\n{cell.TextAfter(line)}", line.KernelName);
        var reparsed = Cell.Parse(text.Code, kernel, line.KernelName).Lines[0] with { Number = line.Number };
        var errors = DirectiveChecker.Check(reparsed.Directive!).ToList();
        var parts = new SubmissionSplitter(kernel, context);
        if (errors.Count == 0)
        {
            errors = await parts.AddDirectiveAsync(reparsed, cell);
        }
        foreach (var part in errors.Count > 0 ? [Failing(command, errors)] : parts._parts)
        {
            part.SetParent(command);
            await kernel.InvokeAsync(part, context);
        }
    })
    {
        TargetKernelName = line.KernelName,
    };

    private void AddCode(CellLine line)
    {
        if (_code.Length == 0)
        {
            _firstCodeLine = line.Number;
        }
        _code.Append(line.Directive is null ? line.Text : "").Append('\n');
    }

    private void FlushCode(string? kernelName)
    {
        var code = _code.ToString();
        if (!string.IsNullOrWhiteSpace(code))
        {
            _parts.Add(new SubmitCode(code[..^1], kernelName) { FirstLine = _firstCodeLine, IsSplit = true });
        }
        _code.Clear();
    }

    private void InsertRestores()
    {
        foreach (var name in _kernelsToRestore)
        {
            _parts.Insert(_packagesGoTo++, new DirectiveCommand(RestoreDirective) { TargetKernelName = name });
        }
        _kernelsToRestore = [];
    }

    private List<Diagnostic> Errors(Cell cell, bool deferUnknown)
    {
        var addsPackages = deferUnknown && cell.Lines.Any(line => line.IsPackageDirective);
        return
        [
            .. cell.Lines
                .Where(line => line.Directive is not null && !(addsPackages && line.Directive.Directive is null))
                .SelectMany(line => DirectiveChecker.Check(line.Directive!)),
        ];
    }

    private static AnonymousKernelCommand Failing(KernelCommand command, IReadOnlyCollection<Diagnostic> errors) => new((_, context) =>
    {
        FormattedValue[] texts = [.. errors.Select(error => new FormattedValue(PlainTextFormatter.MimeType, error.ToString()))];
        context.Publish(new DiagnosticsProduced(errors, texts, command));
        context.Fail(command, message: string.Join('\n', errors));
        return Task.CompletedTask;
    });

    private IReadOnlyList<KernelCommand> CheckDirectives(RequestDiagnostics request)
    {
        var cell = Cell.Parse(request.Code, kernel, request.TargetKernelName);
        var kernelName = Array.Find(cell.Lines, line => line.Directive is null)?.KernelName;
        request.CodeForKernel = cell.CodeFor(kernelName);
        request.TargetKernelName ??= kernelName;
        if (Errors(cell, deferUnknown: false) is { Count: > 0 } errors)
        {
            FormattedValue[] texts = [.. errors.Select(error => new FormattedValue(PlainTextFormatter.MimeType, error.ToString()))];
            context.Publish(new DiagnosticsProduced(errors, texts, request));
        }
        return [request];
    }
}
