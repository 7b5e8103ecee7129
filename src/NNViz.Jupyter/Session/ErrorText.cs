using System.Globalization;
using System.Net;
using Microsoft.CodeAnalysis;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Events;
using Diagnostic = Microsoft.DotNet.Interactive.Diagnostic;

namespace NNViz.Jupyter.Session;

/// <summary>What a failed cell shows: compile errors with the cell's line and a caret, exceptions with the user's own frames.</summary>
internal static class ErrorText
{
    /// <summary>What stands for the folded frames in text, which cannot fold.</summary>
    public const string TraceHint = $"{Dim}#!trace shows every frame{Off}";

    private const int MaxDiagnostics = 20;
    private const string Red = "\e[31m", Bold = "\e[1m", Dim = "\e[2m", Off = "\e[0m";

    /// <summary>The error of a failed cell.</summary>
    /// <param name="failed">How it ended.</param>
    /// <param name="diagnostics">What the compiler said last.</param>
    /// <param name="code">The cell's text, for the line of a compile error.</param>
    /// <param name="interrupted">Whether the user asked it to stop.</param>
    public static ErrorOutput Of(CommandFailed failed, IReadOnlyCollection<Diagnostic> diagnostics, string code, bool interrupted)
    {
        if (interrupted)
            return Short("Interrupted", "The cell was interrupted; variables assigned so far keep their values.");
        var errors = diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ToArray();
        if (failed.Exception is CodeSubmissionCompilationErrorException && errors.Length > 0)
            return Compilation(errors, code.Split('\n'));
        return failed.Exception is { } exception and not CodeSubmissionCompilationErrorException ? Runtime(exception)
            : Short("Error", failed.Message);
    }

    /// <summary>An error with one message and no trace.</summary>
    public static ErrorOutput Short(string name, string message) =>
        new(name, message, [.. $"{Red}{name}{Off}: {message}".Split('\n')]);

    private static ErrorOutput Compilation(Diagnostic[] errors, string[] lines)
    {
        List<string> trace = [];
        foreach (var error in errors.Take(MaxDiagnostics))
            trace.AddRange(Located(error, lines));
        if (errors.Length > MaxDiagnostics)
            trace.Add(string.Create(CultureInfo.InvariantCulture, $"{Dim}… and {errors.Length - MaxDiagnostics} more errors{Off}"));
        return new ErrorOutput(errors[0].Code, errors[0].Message, trace);
    }

    private static IEnumerable<string> Located(Diagnostic error, string[] lines)
    {
        var (start, end) = (error.LinePositionSpan.Start, error.LinePositionSpan.End);
        yield return string.Create(CultureInfo.InvariantCulture,
            $"({start.Line + 1},{start.Character + 1}): {Red}error {error.Code}{Off}: {error.Message}");
        if (start.Line >= lines.Length)
            yield break;
        var line = lines[start.Line].TrimEnd('\r');
        var column = Math.Min(start.Character, line.Length);
        var width = Math.Max(1, (end.Line == start.Line ? Math.Min(end.Character, line.Length) : line.Length) - column);
        // The caret's line repeats tabs, so that it stands under its text at any tab width.
        var indent = string.Concat(line[..column].Select(c => c == '\t' ? '\t' : ' '));
        yield return $"    {line}";
        yield return $"    {indent}{Bold}{new string('^', width)}{Off}";
    }

    private static ErrorOutput Runtime(Exception exception)
    {
        List<string> trace = [];
        for (var e = exception; e != null; e = e.InnerException)
        {
            var lead = e == exception ? "" : $"{Dim}caused by{Off} ";
            trace.AddRange($"{lead}{Red}{UserFrames.NameOf(e.GetType())}{Off}: {e.Message}".Split('\n'));
            trace.AddRange(UserFrames.Of(e).Select(f => $"   at {f}"));
        }
        return new ErrorOutput(UserFrames.NameOf(exception.GetType()), exception.Message, trace) { Folded = Folded(exception) };
    }

    /// <summary>An error message holds text only, so what folds out is an output of its own below it: one line, like the hint in its
    /// plain text.</summary>
    private static DisplayOutput Folded(Exception exception) => new(new MimeBundle().With("text/html",
        "<details style=\"font-size:85%\"><summary style=\"cursor:pointer\">Every stack frame</summary>"
        + $"<pre>{WebUtility.HtmlEncode(exception.ToString())}</pre></details>").With("text/plain", TraceHint), null);
}
