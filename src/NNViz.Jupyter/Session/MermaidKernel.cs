using System.Net;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace NNViz.Jupyter.Session;

/// <summary>Draws its text as a mermaid diagram (<c>#!mermaid</c>). The output holds the text; mermaid itself is in one output of the
/// notebook, and is sent again with the next diagram when that output's cell runs anew.</summary>
/// <param name="frontend">The front end of the running cell.</param>
internal sealed class MermaidKernel(Func<ICellFrontend?> frontend) : Kernel("mermaid"), IKernelCommandHandler<SubmitCode>
{
    private const string DrawAgain = "<script>globalThis.nnvizDiagrams?.drain()</script>";
    private string? _carrier;

    public Task HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        // A front end that does not say which cell runs most likely runs the same text again.
        var cell = frontend()?.CellId ?? command.Code;
        _carrier ??= cell;
        var html = $"<div data-nnviz-diagram><pre>{WebUtility.HtmlEncode(command.Code.Trim('\n'))}</pre></div>"
            + (_carrier == cell ? PageScripts.Diagrams : "") + DrawAgain;
        context.Publish(new DisplayedValueProduced(command.Code, context.Command,
            [new FormattedValue("text/html", html), new FormattedValue("text/plain", command.Code)]));
        return Task.CompletedTask;
    }
}
