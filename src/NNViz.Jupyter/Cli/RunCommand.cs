using System.CommandLine;
using NNViz.Jupyter.Notebooks;

namespace NNViz.Jupyter.Cli;

/// <summary><c>nnviz run NOTEBOOK</c>: runs a notebook without Jupyter.</summary>
internal static class RunCommand
{
    private const int CannotRun = 2;

    /// <summary>In seconds; three weeks. .NET's timers go up to 2³² − 2 ms, which is seven.</summary>
    private const double LongestTimeout = 2_000_000;

    private static readonly Argument<string> Notebook = new("notebook") { Description = "The .ipynb or .dib file. It runs in its own folder." };
    private static readonly Option<string> To = new("--to")
    { Description = $"The format to write: {string.Join(", ", NotebookWriters.Names)}.", HelpName = "FORMAT" };
    private static readonly Option<string> Output = new("--output", "-o")
    { Description = "The file to write. Without it and without --to, nothing is written.", HelpName = "FILE" };
    private static readonly Option<string[]> Parameter = new("--parameter", "-p")
    { Description = "Sets a variable of the notebook; may be repeated.", HelpName = "name=value" };
    private static readonly Option<double> Timeout = new("--timeout")
    { Description = "The longest that one cell may take, in seconds.", HelpName = "SECONDS", DefaultValueFactory = _ => 600 };
    private static readonly Option<bool> AllowErrors = new("--allow-errors")
    { Description = "Go on after a cell that fails. The exit status still says that one did." };

    public static Command Create()
    {
        var command = new Command("run", "Run a notebook from top to bottom without Jupyter and write it with its outputs.")
            { Notebook, To, Output, Parameter, Timeout, AllowErrors };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        try
        {
            var options = Options(parsed);
            var runner = new NotebookRunner(options, Console.Out);
            Directory.SetCurrentDirectory(Path.GetDirectoryName(options.Notebook)!);
            return await runner.RunAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            Console.Error.WriteLine($"nnviz: {e.Message}");
            return CannotRun;
        }
    }

    private static RunOptions Options(ParseResult parsed)
    {
        var (notebook, output, format) = (parsed.GetValue(Notebook)!, parsed.GetValue(Output), parsed.GetValue(To));
        format ??= output == null ? "html" : Path.GetExtension(output).TrimStart('.').ToLowerInvariant();
        if (!NotebookWriters.Names.Contains(format))
            throw new ArgumentException(
                $"'{format}' is not a format that nnviz writes; it writes {string.Join(", ", NotebookWriters.Names)}. Name one: --to html");
        if (output == null && parsed.GetValue(To) != null)
            // The notebook itself is never overwritten unless it is named as the output.
            output = Path.ChangeExtension(notebook, format == "ipynb" ? ".executed.ipynb" : format);
        if (parsed.GetValue(Timeout) is not (>= 0 and <= LongestTimeout) and var seconds)
            throw new ArgumentException(FormattableString.Invariant(
                $"--timeout {seconds}: a cell may take between 0 and {LongestTimeout} seconds. Example: --timeout 60"));
        var timeout = TimeSpan.FromSeconds(parsed.GetValue(Timeout));
        // The notebook runs in its own folder, as in Jupyter, while these two are named from the folder of the shell.
        (notebook, output) = (Path.GetFullPath(notebook), output == null ? null : Path.GetFullPath(output));
        return new RunOptions(notebook, output, format, Parameters.Parse(parsed.GetValue(Parameter) ?? []), timeout,
            parsed.GetValue(AllowErrors));
    }
}
