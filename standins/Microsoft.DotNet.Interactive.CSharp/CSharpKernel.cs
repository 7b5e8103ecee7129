using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>
/// Compiles and runs C# script, cell by cell. Cells are compiled with optimisation and can be interrupted; a cell that throws keeps what it
/// has assigned.
/// </summary>
public partial class CSharpKernel
    : Kernel, IKernelCommandHandler<RequestCompletions>, IKernelCommandHandler<RequestDiagnostics>, IKernelCommandHandler<RequestHoverText>,
      IKernelCommandHandler<RequestSignatureHelp>, IKernelCommandHandler<RequestValue>, IKernelCommandHandler<RequestValueInfos>,
      IKernelCommandHandler<SendValue>, IKernelCommandHandler<SubmitCode>
{
    private readonly CellRunner _runner;

    public CSharpKernel()
        : this("csharp")
    {
    }

    public CSharpKernel(string name)
        : base(name)
    {
        KernelInfo.LanguageName = "C#";
        KernelInfo.LanguageVersion = "14.0";
        KernelInfo.DisplayName = $"{KernelInfo.LocalName} - C# Script";
        KernelInfo.Description = "Compile and run C# Script";
        _runner = new CellRunner(Session);
        RegisterForDisposal(_runner);
        AddMiddleware((command, context, next) => IsOfHost(command)
            ? _runner.RunAsync(() => next(command, context), context)
            : next(command, context));
    }

    /// <summary>The state after the last cell; null until the kernel has started.</summary>
    public ScriptState ScriptState => Session.State;

    internal ScriptSession Session { get; } = new();

    /// <summary>Lets later cells use the assemblies.</summary>
    public void AddAssemblyReferences(IEnumerable<string> assemblyPaths) => Session.AddReferences(assemblyPaths);

    /// <summary>The value of a top-level variable; the last one of that name counts.</summary>
    /// <exception cref="InvalidCastException">The variable holds something else.</exception>
    public bool TryGetValue<T>(string name, out T value)
    {
        var variable = ScriptState?.Variables.LastOrDefault(candidate => candidate.Name == name);
        value = variable is null ? default : (T)variable.Value;
        return variable is not null;
    }

    /// <summary>Declares a top-level variable that holds the object itself.</summary>
    /// <exception cref="CompilationErrorException">The name is no identifier, or the type cannot be named in a cell.</exception>
    public async Task SetValueAsync(string name, object value, Type declaredType)
    {
        var type = declaredType ?? value?.GetType() ?? typeof(object);
        if (!type.Assembly.IsDynamic && type.Assembly.Location is { Length: > 0 } path)
        {
            Session.AddReferences([path]);
        }
        var cell = await Session.CompileAsync($"{TypeNames.ToCSharp(type)} {name} = default;");
        if (cell.HasErrors)
        {
            throw new CompilationErrorException(cell.Diagnostics[0].ToString(), cell.Diagnostics);
        }
        await Session.RunAsync(cell);
        ScriptState.GetVariable(name).Value = value;
    }

    async Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        context.Publish(new CodeSubmissionReceived(command));
        var isComplete = SyntaxFactory.IsCompleteSubmission(CSharpSyntaxTree.ParseText(command.Code, ScriptSession.ParseOptions));
        context.Publish(isComplete ? new CompleteCodeSubmissionReceived(command) : new IncompleteCodeSubmissionReceived(command));
        var cell = await Session.CompileAsync(new string('\n', command.FirstLine) + command.Code);
        PublishDiagnostics(cell.Diagnostics, command, context);
        if (cell.HasErrors)
        {
            var message = string.Join(Environment.NewLine, cell.Diagnostics.Select(Diagnostic.FromCodeAnalysisDiagnostic));
            context.Fail(
                command, new CodeSubmissionCompilationErrorException(new CompilationErrorException(message, cell.Diagnostics)), message);
            return;
        }
        var thrown = await _runner.RunAsync(cell, context);
        if (thrown is null && cell.HasValue && !context.CancellationToken.IsCancellationRequested)
        {
            PublishValue(ScriptState.ReturnValue, command, context);
        }
        thrown = await _runner.DisposeValuesAsync(cell, context) ?? thrown;
        if (context.CancellationToken.IsCancellationRequested)
        {
            context.Fail(command, null, "Command cancelled.");
        }
        else if (thrown is not null)
        {
            context.Fail(command, thrown);
        }
    }

    async Task IKernelCommandHandler<RequestDiagnostics>.HandleAsync(RequestDiagnostics command, KernelInvocationContext context)
    {
        var script = await Session.DraftAsync(command.CodeForKernel ?? command.Code);
        PublishDiagnostics(script.GetCompilation().GetDiagnostics(), command, context);
    }

    Task IKernelCommandHandler<RequestValueInfos>.HandleAsync(RequestValueInfos command, KernelInvocationContext context)
    {
        KernelValueInfo[] infos =
        [
            .. (ScriptState?.Variables ?? [])
                .GroupBy(variable => variable.Name)
                .Select(variables => variables.Last())
                .Select(variable => new KernelValueInfo(
                    variable.Name, FormattedValue.CreateLazily(variable.Value, command.MimeType), variable.Type)),
        ];
        context.Publish(new ValueInfosProduced(infos, command));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<RequestValue>.HandleAsync(RequestValue command, KernelInvocationContext context)
    {
        if (TryGetValue<object>(command.Name, out var value))
        {
            context.Publish(new ValueProduced(value, command.Name, FormattedValue.CreateLazily(value, command.MimeType), command));
        }
        else
        {
            context.Fail(command, message: $"Value '{command.Name}' not found in kernel {Name}");
        }
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<SendValue>.HandleAsync(SendValue command, KernelInvocationContext context) =>
        SetValueAsync(command, context, SetValueAsync);

    /// <summary>A command of a type that the host has made, sent from outside; the parts of a cell have a parent.</summary>
    private static bool IsOfHost(KernelCommand command) => command.Parent is null
        && command.GetType().Assembly is var assembly && assembly != typeof(Kernel).Assembly && assembly != typeof(CSharpKernel).Assembly;

    private static void PublishDiagnostics(
        ImmutableArray<CodeAnalysis.Diagnostic> found, KernelCommand command, KernelInvocationContext context)
    {
        var diagnostics = found
            .Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Hidden)
            .Select(Diagnostic.FromCodeAnalysisDiagnostic)
            .ToArray();
        var texts = diagnostics
            .Select(diagnostic => new FormattedValue(PlainTextFormatter.MimeType, diagnostic.ToString()))
            .ToArray();
        context.Publish(new DiagnosticsProduced(diagnostics, texts, command));
    }

    private static void PublishValue(object value, SubmitCode command, KernelInvocationContext context)
    {
        IReadOnlyList<FormattedValue> formatted = value switch
        {
            FormattedValue single => [single],
            IEnumerable<FormattedValue> several => [.. several],
            _ => FormattedValue.CreateManyFromObject(value),
        };
        context.Publish(new ReturnValueProduced(value, command, formatted));
    }
}
