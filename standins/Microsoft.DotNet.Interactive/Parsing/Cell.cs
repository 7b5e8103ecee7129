#nullable enable
using Microsoft.DotNet.Interactive.Directives;

namespace Microsoft.DotNet.Interactive.Parsing;

/// <summary>A line of a cell: code for a kernel, or a magic command.</summary>
/// <param name="KernelName">The kernel that the line is for; null when the cell names none and there is no default.</param>
internal sealed record CellLine(string Text, int Number, string? KernelName, DirectiveLine? Directive)
{
    /// <summary><c>#r</c> and <c>#i</c> with "nuget:": work for the package manager, done before the code around it.</summary>
    public bool IsPackageDirective => Directive is { Name.Text: "#r" or "#i", Arguments: [{ Value.Text: var value }, ..] }
        && value.TrimStart('"').StartsWith("nuget:", StringComparison.Ordinal);
}

/// <summary>A cell's lines with what each is and which kernel it is for.</summary>
internal sealed class Cell
{
    private Cell(CellLine[] lines) => Lines = lines;

    public CellLine[] Lines { get; }

    public static Cell Parse(string code, Kernel kernel, string? kernelName)
    {
        kernelName ??= (kernel as CompositeKernel)?.DefaultKernelName ?? (kernel is CompositeKernel ? null : kernel.Name);
        var texts = code.ReplaceLineEndings("\n").Split('\n');
        var lines = new CellLine[texts.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            var current = FindKernel(kernel, kernelName);
            var directive = DirectiveLine.IsDirective(texts[i])
                ? DirectiveLine.Parse(texts[i], i, name => Find(kernel, current, name))
                : null;
            if (directive is { Directive: null } && (directive.Name.Text is "#r" or "#i" || current?.AcceptsUnknownDirectives == true))
            {
                directive = null;
            }
            kernelName = (directive?.Directive as KernelSpecifierDirective)?.KernelName ?? kernelName;
            lines[i] = new CellLine(texts[i], i, kernelName, directive);
            if (directive is { Name.Text: "#r" or "#i" } && !lines[i].IsPackageDirective)
            {
                lines[i] = lines[i] with { Directive = null };
            }
        }
        return new Cell(lines);
    }

    /// <summary>The cell with every line blank that is not code for the kernel, so that positions stay.</summary>
    public string CodeFor(string? kernelName) =>
        string.Join('\n', Lines.Select(line => line.Directive is null && line.KernelName == kernelName ? line.Text : ""));

    /// <summary>The lines after a directive, up to the next one.</summary>
    public string TextAfter(CellLine directive) => string.Join('\n', Lines
        .Skip(directive.Number + 1)
        .TakeWhile(line => line.Directive is null)
        .Select(line => line.Text));

    private static Kernel? FindKernel(Kernel kernel, string? name) => name is null ? null : kernel.FindKernelByName(name);

    /// <summary>A kernel's own directive, or one of the composite's, which are for every cell.</summary>
    private static KernelDirective? Find(Kernel kernel, Kernel? current, string name) =>
        current?.KernelInfo.FindDirective(name) ?? kernel.RootKernel.KernelInfo.FindDirective(name);
}
