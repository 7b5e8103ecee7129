using System.Globalization;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.Parsing;

namespace Microsoft.DotNet.Interactive;

/// <summary>Finding kernels, submitting code, and the magic commands that hosts add.</summary>
public static partial class KernelExtensions
{
    /// <summary>The kernel of that name or alias in the notebook that this kernel belongs to, or null.</summary>
    public static Kernel FindKernelByName(this Kernel kernel, string name) =>
        kernel.FindKernels(candidate => candidate.KernelInfo.NameAndAliases.Contains(name)).FirstOrDefault();

    /// <summary>The kernels of the notebook that this kernel belongs to, the root included.</summary>
    public static IEnumerable<Kernel> FindKernels(this Kernel kernel, Func<Kernel, bool> predicate) =>
        SelfAndChildren(kernel.RootKernel).Where(predicate);

    public static Task<KernelCommandResult> SubmitCodeAsync(this Kernel kernel, string code)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return kernel.SendAsync(new SubmitCode(code), CancellationToken.None);
    }

    public static void VisitSubkernels(this Kernel kernel, Action<Kernel> onVisit) => Visit(SelfAndChildren(kernel).Skip(1), onVisit);

    public static void VisitSubkernelsAndSelf(this Kernel kernel, Action<Kernel> onVisit) => Visit(SelfAndChildren(kernel), onVisit);

    /// <summary>Lets <see cref="Quit"/> end the host, by default the process.</summary>
    public static T UseQuitCommand<T>(this T kernel, Func<Task> onQuitAsync = null)
        where T : Kernel
    {
        kernel.RegisterCommandHandler<Quit>((_, _) =>
        {
            if (onQuitAsync is null)
            {
                Environment.Exit(0);
            }
            return onQuitAsync();
        });
        (kernel as CompositeKernel)?.SetDefaultTargetKernelNameForCommand(typeof(Quit), kernel.Name);
        return kernel;
    }

    /// <summary>Adds <c>#!import file</c>, which runs a notebook or a script.</summary>
    public static TKernel UseImportMagicCommand<TKernel>(this TKernel kernel)
        where TKernel : Kernel
    {
        var directive = new KernelActionDirective("#!import", "Runs another notebook or source code file inline.")
        {
            Parameters =
            [
                new("--file", "The file to run: a notebook (.ipynb, .dib) or source code of a kernel's language (.cs, .csx, .html, .js).")
                {
                    AllowImplicitName = true,
                    Required = true,
                    TypeHint = "file",
                },
            ],
            CreateCommand = bound => new ImportDocument(bound.Text("--file")),
        };
        kernel.AddDirective<ImportDocument>(directive, async (command, context) =>
        {
            var (failed, place) = await RunDocumentAsync(kernel, new FileInfo(command.FilePath), null);
            if (failed is not null && !context.CancellationToken.IsCancellationRequested)
            {
                // An exception tells its own place. What a compiler says is of lines that are not the importing cell's.
                var isThrown = failed.Exception is not (null or CodeSubmissionCompilationErrorException);
                context.Fail(command, isThrown ? failed.Exception : null, isThrown ? null : $"{place}: {failed.Message}");
            }
        });
        return kernel;
    }

    /// <summary>
    /// Runs the cells of a notebook (.ipynb, .dib) or a source file, one after the other, as children of the current command, up to the
    /// first that fails.
    /// </summary>
    /// <exception cref="InvalidOperationException">A cell failed; the inner exception is what it threw.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="NotSupportedException">The file's extension is none that a notebook or a kernel's language has.</exception>
    public static async Task LoadAndRunInteractiveDocument(this Kernel kernel, FileInfo file, KernelCommand parentCommand = null)
    {
        if (await RunDocumentAsync(kernel, file, parentCommand) is ({ } failed, var place))
        {
            throw new InvalidOperationException($"{place}: {failed.Exception?.Message ?? failed.Message}", failed.Exception);
        }
    }

    /// <returns>How the first cell failed that did, and the cell: its file and its number among those that run.</returns>
    private static async Task<(CommandFailed Failed, string Place)> RunDocumentAsync(Kernel kernel, FileInfo file, KernelCommand parentCommand)
    {
        var number = 0;
        foreach (var cell in await NotebookReader.ReadAsync(file, kernel.RootKernel))
        {
            number++;
            KernelCommand command = cell.KernelName == NotebookReader.Markdown
                ? new DisplayValue(new FormattedValue("text/markdown", cell.Text))
                : new SubmitCode(cell.Text, cell.KernelName);
            if (parentCommand is not null)
            {
                command.SetParent(parentCommand);
            }
            if ((await kernel.RootKernel.SendAsync(command)).Events[^1] is CommandFailed failed)
            {
                return (failed, string.Create(CultureInfo.InvariantCulture, $"{file.Name}, cell {number}"));
            }
        }
        return (null, null);
    }

    private static IEnumerable<Kernel> SelfAndChildren(Kernel kernel) =>
        kernel is CompositeKernel composite ? composite.ChildKernels.Prepend(kernel) : [kernel];

    private static void Visit(IEnumerable<Kernel> kernels, Action<Kernel> onVisit)
    {
        ArgumentNullException.ThrowIfNull(onVisit);
        foreach (var kernel in kernels)
        {
            onVisit(kernel);
        }
    }
}
