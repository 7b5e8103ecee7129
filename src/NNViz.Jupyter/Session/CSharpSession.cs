using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.PackageManagement;

namespace NNViz.Jupyter.Session;

/// <summary>Where a cell's outputs go and who answers its questions.</summary>
internal interface ICellFrontend
{
    /// <summary>What stack traces call the cell, for example <c>cell 3</c>; null for code that is no cell.</summary>
    string? Name { get; }

    /// <summary>What the front end calls the cell, the same each time that it runs; null where it does not say.</summary>
    string? CellId => null;

    /// <summary>The cells, by their ids, that are gone from the notebook since the last run, where the front end says so.</summary>
    IReadOnlyCollection<string> DeletedCells => [];

    /// <summary>Shows an output; may be called from any thread.</summary>
    void Show(Output output);

    /// <summary>Asks for one line of text.</summary>
    /// <exception cref="InvalidOperationException">There is nobody to ask.</exception>
    string Ask(string prompt, bool isPassword);
}

/// <summary>C# with its variables: .NET Interactive's kernels behind the few calls that a front end makes.</summary>
internal sealed class CSharpSession : IDisposable
{
    private readonly CompositeKernel _root = new(".NET");
    private readonly CSharpKernel _csharp = new();
    private readonly ConditionalWeakTable<KernelCommand, CellRun> _runs = [];
    private readonly AsyncLocal<ICellFrontend?> _own = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CellAssemblies _assemblies;
    private readonly IDisposable _subscription;
    private readonly MermaidKernel _mermaid;
    private CellRun? _last;

    /// <summary>Starts a session with the kernels csharp, html, javascript, markdown, mermaid and value. Takes the console.</summary>
    public CSharpSession()
    {
        Console.SetOut(new CellWriter("stdout", () => Frontend, Console.Out));
        Console.SetError(new CellWriter("stderr", () => Frontend, Console.Error));
        _assemblies = new CellAssemblies(() => _last is { Frontend.Name: { } name } run ? new CellPlace(name, run.IsOneLine) : null);
        var extensions = new ExtensionLoader(_root);
        _csharp.UseNugetDirective(async (kernel, packages) =>
        {
            kernel.AddAssemblyReferences(packages.SelectMany(p => p.AssemblyPaths));
            await extensions.LoadAsync(packages).ConfigureAwait(false);
        }).UseKernelHelpers().UseWho().UseValueSharing();
        _csharp.AddAssemblyReferences([typeof(CSharpSession).Assembly.Location]);
        _csharp.RegisterCommandHandler<HostAction>((command, _) =>
        {
            command.Action();
            return Task.CompletedTask;
        });
        _root.Add(_csharp, ["c#", "C#"]);
        _root.Add(new HtmlKernel());
        _root.Add(new JavaScriptKernel(), ["js"]);
        _root.Add(new MarkdownKernel(), ["md"]);
        _root.Add(_mermaid = new MermaidKernel(() => Frontend));
        _root.Add(new KeyValueStoreKernel().UseWho());
        _root.DefaultKernelName = _csharp.Name;
        _root.UseImportMagicCommand();
        Directives.AddTo(_root, this);
        Questions.AddTo(_root, () => Frontend ?? throw new InvalidOperationException("No cell is running."));
        NextInput.AddTo(_root, () => Frontend);
        _subscription = _root.KernelEvents.Subscribe(new EventObserver(OnEvent));
    }

    /// <summary>The front end of the cell that the caller's flow of execution belongs to, or of the last one; null before the
    /// first.</summary>
    public ICellFrontend? Frontend => _own.Value ?? _last?.Frontend;

    /// <summary>Set by a host that can start afresh; <c>#!restart</c> calls it.</summary>
    public Action? Restart { get; set; }

    /// <summary>The exception that ended a cell last, for <c>#!trace</c>.</summary>
    public Exception? LastException { get; private set; }

    /// <summary>Runs a cell and returns its error, or null.</summary>
    /// <param name="code">The cell, as the user wrote it.</param>
    /// <param name="frontend">Receives the outputs; the error is returned, not shown.</param>
    /// <param name="cancel">Interrupts the cell.</param>
    /// <param name="kernel">The kernel that the cell is for; null for C#.</param>
    public async Task<ErrorOutput?> RunAsync(string code, ICellFrontend frontend, CancellationToken cancel, string? kernel = null)
    {
        var run = new CellRun(frontend) { IsOneLine = !code.Contains('\n', StringComparison.Ordinal) };
        await _turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            _mermaid.Begin(frontend);
            foreach (var part in PackageLines.Split(code, [.. _root.ChildKernels.Where(k => k != _csharp).Select(k => k.Name)]))
                if (await RunPartAsync(new SubmitCode(part, kernel), run, cancel).ConfigureAwait(false) is { } error)
                    return error;
        }
        finally
        {
            _ = _turn.Release();
        }
        run.ShowTime();
        return null;
    }

    /// <summary>Evaluates an expression without showing anything.</summary>
    public async Task<(MimeBundle? Value, ErrorOutput? Error)> EvaluateAsync(string expression, CancellationToken cancel = default)
    {
        await _turn.WaitAsync(cancel).ConfigureAwait(false);
        var (collector, previous) = (new ResultCollector(), _last);
        try
        {
            var error = await RunPartAsync(new SubmitCode(expression), new CellRun(collector), cancel).ConfigureAwait(false);
            return (collector.Result, error);
        }
        finally
        {
            _last = previous;
            _ = _turn.Release();
        }
    }

    /// <summary>Runs an action as a cell runs: it may call what cells have declared, and what it shows goes to a front end.</summary>
    /// <returns>What it threw, or null.</returns>
    public async Task<Exception?> RunAsync(Action action, ICellFrontend frontend, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            var command = new HostAction(_csharp.Name, action);
            _runs.Add(command, new CellRun(frontend));
            _own.Value = frontend;
            var result = await _root.SendAsync(command, cancel).ConfigureAwait(false);
            return result.Events.OfType<CommandFailed>().LastOrDefault() is { } failed
                ? failed.Exception ?? new InvalidOperationException(failed.Message)
                : null;
        }
        finally
        {
            _ = _turn.Release();
        }
    }

    /// <summary>Sends a command and returns the first event of a type that it causes, or null.</summary>
    public async Task<TEvent?> RequestAsync<TEvent>(KernelCommand command)
        where TEvent : KernelEvent
    {
        var result = await _root.SendAsync(command).ConfigureAwait(false);
        return result.Events.OfType<TEvent>().FirstOrDefault();
    }

    /// <summary>Starts the clock of the running cell (<c>#!time</c>).</summary>
    public void StartClock() => _last?.StartClock();

    public void Dispose()
    {
        _subscription.Dispose();
        _assemblies.Dispose();
        _root.Dispose();
    }

    private async Task<ErrorOutput?> RunPartAsync(SubmitCode command, CellRun run, CancellationToken cancel)
    {
        _runs.Add(command, run);
        (_last, _own.Value) = (run, run.Frontend);
        var result = await _root.SendAsync(command, cancel).ConfigureAwait(false);
        if (result.Events.OfType<CommandFailed>().LastOrDefault() is not { } failed)
            return null;
        LastException = failed.Exception ?? LastException;
        return ErrorText.Of(failed, run.Diagnostics, command.Code, cancel.IsCancellationRequested);
    }

    private void OnEvent(KernelEvent happened)
    {
        var command = happened.Command;
        while (command?.Parent is { } parent)
            command = parent;
        var run = command != null && _runs.TryGetValue(command, out var found) ? found : _last;
        if (happened is DiagnosticsProduced diagnostics && run != null)
            run.Diagnostics = diagnostics.Diagnostics;
        else if (EventOutput.Of(happened) is { } output)
            run?.Frontend.Show(output);
    }

    private sealed class CellRun(ICellFrontend frontend)
    {
        private long? _clock;

        public ICellFrontend Frontend { get; } = frontend;

        public bool IsOneLine { get; init; }

        public IReadOnlyCollection<Diagnostic> Diagnostics { get; set; } = [];

        public void StartClock() => _clock ??= Stopwatch.GetTimestamp();

        public void ShowTime()
        {
            if (_clock is { } start)
                Frontend.Show(new DisplayOutput(new MimeBundle().With("text/plain", string.Create(
                    CultureInfo.InvariantCulture, $"Wall time: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0.###} ms")), null));
        }
    }

    private sealed class ResultCollector : ICellFrontend
    {
        public string? Name => null;

        public MimeBundle? Result { get; private set; }

        public void Show(Output output) => Result = output is ResultOutput result ? result.Data : Result;

        public string Ask(string prompt, bool isPassword) => throw new InvalidOperationException("A user expression cannot ask for input.");
    }

    private sealed class EventObserver(Action<KernelEvent> next) : IObserver<KernelEvent>
    {
        public void OnNext(KernelEvent value) => next(value);

        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }
    }
}
