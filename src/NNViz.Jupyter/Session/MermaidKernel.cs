using System.Net;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace NNViz.Jupyter.Session;

/// <summary>Draws its text as a mermaid diagram (<c>#!mermaid</c>). The output holds the text, and what draws it: mermaid itself is in one
/// output of the notebook where the front end says which cell runs, so that it can be sent again when that output goes; else in each, 1.3 MB,
/// because any of them may be the one that stays.</summary>
/// <param name="frontend">The front end of the running cell.</param>
internal sealed class MermaidKernel(Func<ICellFrontend?> frontend) : Kernel("mermaid"), IKernelCommandHandler<SubmitCode>
{
    private const string DrawAgain = "<script>globalThis.nnvizDiagrams?.drain()</script>";
    private string? _carrier;

    /// <summary>A cell begins to run, which takes its outputs off the page.</summary>
    public void Begin(ICellFrontend cell)
    {
        if (_carrier != null && (cell.CellId == _carrier || cell.DeletedCells.Contains(_carrier)))
            _carrier = null;
    }

    public Task HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        var cell = frontend()?.CellId;
        _carrier ??= cell;
        var html = $"<div data-nnviz-diagram><pre>{WebUtility.HtmlEncode(command.Code.Trim('\n'))}</pre></div>"
            + (cell == null || _carrier == cell ? PageScripts.Diagrams : "") + DrawAgain;
        context.Publish(new DisplayedValueProduced(command.Code, context.Command,
            [new FormattedValue("text/html", html), new FormattedValue("text/plain", command.Code)]));
        return Task.CompletedTask;
    }
}
