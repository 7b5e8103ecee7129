using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using NNViz.Jupyter.Session;

namespace NNViz.Jupyter.Notebooks;

/// <summary>How <c>nnviz run</c> runs a notebook.</summary>
/// <param name="Notebook">The full path of the .ipynb or .dib file.</param>
/// <param name="Output">The full path of the file to write, or null for none.</param>
/// <param name="Format">One of <see cref="NotebookWriters.Names"/>.</param>
/// <param name="Parameters">Values for the notebook's variables.</param>
/// <param name="Timeout">The longest that one cell may take.</param>
/// <param name="AllowErrors">Whether to go on after a failing cell.</param>
internal sealed record RunOptions(
    string Notebook, string? Output, string Format, IReadOnlyDictionary<string, string> Parameters, TimeSpan Timeout, bool AllowErrors)
{
    /// <summary>How long a cell may go on after it was told to stop.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Ends the process, for what does not stop cannot be left behind; takes the exit status.</summary>
    public Action<int> Exit { get; init; } = Environment.Exit;
}

/// <summary>Runs a notebook from top to bottom in this process and keeps the output file up to date.</summary>
internal sealed class NotebookRunner
{
    private readonly RunOptions _options;
    private readonly TextWriter _log;
    private readonly NotebookFile _notebook;
    private readonly NotebookSaver? _saver;
    private readonly Dictionary<string, List<JsonObject>> _displays = [];
    private readonly List<CellOutputs> _outputs = [];
    private int _executionCount;

    /// <param name="options">What to run.</param>
    /// <param name="log">Where progress goes.</param>
    /// <exception cref="IOException">The notebook cannot be read or the output file cannot be written.</exception>
    public NotebookRunner(RunOptions options, TextWriter log)
    {
        (_options, _log) = (options, log);
        _notebook = Parameters.Inject(NotebookFile.Load(options.Notebook), options.Parameters);
        foreach (var stale in _notebook.Cells.Where(c => c.Kind == "code"))
            (stale.Json["outputs"], stale.Json["execution_count"]) = (new JsonArray(), null);
        if (options.Output is not { } path)
            return;
        var writer = NotebookWriters.Create(options.Format, options.Notebook);
        _saver = new NotebookSaver(path, () =>
        {
            lock (_displays)
            {
                _outputs.ForEach(cell => cell.Settle());
                return writer.Write(_notebook);
            }
        });
        _saver.Save();
        if (_saver.Problem is { } problem)
            throw new IOException($"{path} cannot be written: {problem}");
    }

    /// <summary>Runs the cells.</summary>
    /// <param name="cancel">Stops the running cell and the notebook.</param>
    /// <returns>0 when every cell succeeded, 1 when one failed, 2 when the output file could not be written.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        AppDomain.CurrentDomain.ProcessExit += EndedByCell;
        AppDomain.CurrentDomain.UnhandledException += CrashedByCell;
        using var session = new CSharpSession();
        Notebook.Connect(() => session.Frontend);
        var cells = _notebook.Cells.Where(c => c.Kind == "code" && c.Source.Trim().Length > 0 && !c.HasTag("skip-execution")).ToArray();
        var failures = 0;
        try
        {
            foreach (var cell in cells)
            {
                if (await RunCellAsync(session, cell, cells.Length, cancel).ConfigureAwait(false) || cell.HasTag("raises-exception"))
                    continue;
                failures++;
                if (!_options.AllowErrors || cancel.IsCancellationRequested)
                    break;
            }
        }
        finally
        {
            AppDomain.CurrentDomain.ProcessExit -= EndedByCell;
        }
        _saver?.Save();
        return Report(failures);
    }

    private async Task<bool> RunCellAsync(CSharpSession session, NotebookCell cell, int total, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        var outputs = new CellOutputs(cell, ++_executionCount, _displays);
        lock (_displays)
        {
            outputs.Begin();
            _outputs.Add(outputs);
        }
        ShowRunning(cell, total);
        // Its own outputs: what the cell started may still speak when another one runs.
        var frontend = new HeadlessCell(string.Create(CultureInfo.InvariantCulture, $"cell {_executionCount}"),
            output => Apply(outputs, output), _options.Parameters);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (_options.Timeout < TimeSpan.FromMilliseconds(1))
            stop.Cancel(); // a timer would let the cell begin
        else
            stop.CancelAfter(_options.Timeout);
        var running = stop.IsCancellationRequested ? Task.FromCanceled<ErrorOutput?>(stop.Token)
            : Task.Run(() => session.RunAsync(cell.Source, frontend, stop.Token, cell.Language), CancellationToken.None);
        var stopped = Task.Delay(Timeout.Infinite, stop.Token)
            .ContinueWith(_ => Task.Delay(_options.Grace), TaskScheduler.Default).Unwrap();
        var stuck = await Task.WhenAny(running, stopped).ConfigureAwait(false) != running;
        var error = stuck ? Overdue("does not stop") : await EndAsync(running).ConfigureAwait(false);
        if (!stuck && stop.IsCancellationRequested && !cancel.IsCancellationRequested)
            error = Overdue("was stopped");
        if (error != null)
            Apply(outputs, error);
        if (error?.Folded is { } folded)
            Apply(outputs, folded);
        ShowDone(cell, total, Stopwatch.GetElapsedTime(start), error);
        _saver?.Changed();
        if (stuck)
        {
            _saver?.Save();
            AppDomain.CurrentDomain.ProcessExit -= EndedByCell;
            _options.Exit(Report(1));
        }
        return error == null;
    }

    /// <summary>How a cell ended; one that was stopped before it began has no other way to say so than its task's.</summary>
    private static async Task<ErrorOutput?> EndAsync(Task<ErrorOutput?> running)
    {
        try
        {
            return await running.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return ErrorText.Short("Interrupted", "The cell was stopped before it began.");
        }
    }

    private ErrorOutput Overdue(string what) => ErrorText.Short("Timeout", string.Create(
        CultureInfo.InvariantCulture, $"The cell {what} after {_options.Timeout.TotalSeconds:0.###} s. Allow more: --timeout SECONDS."));

    private void Apply(CellOutputs cell, Output output)
    {
        lock (_displays)
            cell.Add(output);
        _saver?.Changed();
    }

    /// <summary>A terminal shows which cell runs; a log gets one line a cell.</summary>
    private void ShowRunning(NotebookCell cell, int total)
    {
        if (!Console.IsOutputRedirected)
            _log.Write(Line(cell, total, "…     ", null));
    }

    private void ShowDone(NotebookCell cell, int total, TimeSpan time, ErrorOutput? error)
    {
        _log.WriteLine((Console.IsOutputRedirected ? "" : "\r") + Line(cell, total, error == null ? "ok    " : "FAILED", time));
        foreach (var line in error?.Traceback ?? [])
            _log.WriteLine("    " + Ansi.ToPlain(line));
        _log.Flush();
    }

    private string Line(NotebookCell cell, int total, string state, TimeSpan? time)
    {
        var first = cell.Source.Split('\n').First(l => l.Trim().Length > 0).Trim();
        var title = first.Length > 60 ? first[..59] + "…" : first;
        return string.Create(CultureInfo.InvariantCulture, $"[{_executionCount}/{total}] {state} {time?.TotalSeconds,7:0.00} s  {title}");
    }

    private int Report(int failures)
    {
        if (_saver?.Problem is { } problem)
        {
            _log.WriteLine($"{_options.Output} could not be written: {problem}");
            return 2;
        }
        if (_options.Output is { } path)
            _log.WriteLine($"Written: {path}");
        return failures > 0 ? 1 : 0;
    }

    /// <summary>A cell called Environment.Exit: what it showed is saved, and the run has failed.</summary>
    private void EndedByCell(object? sender, EventArgs e) => Abandon(ErrorText.Short("Exit", "The cell ended the process."));

    private void CrashedByCell(object? sender, UnhandledExceptionEventArgs e) =>
        Abandon(ErrorText.Short(e.ExceptionObject.GetType().FullName!,
            $"An exception on a thread of its own ended the process: {(e.ExceptionObject as Exception)?.Message}"));

    private void Abandon(ErrorOutput error)
    {
        AppDomain.CurrentDomain.ProcessExit -= EndedByCell;
        if (_outputs is [.., var last])
            Apply(last, error);
        _saver?.Save();
        _log.WriteLine(Ansi.ToPlain(error.Traceback[0]));
        if (Environment.ExitCode == 0)
            Environment.ExitCode = 1;
    }
}
