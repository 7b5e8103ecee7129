using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using NNViz.Html;

namespace NNViz.Interactive;

/// <summary>
/// Brings the front end to the notebook: once, in the output of the cell that loads the extension. That output goes when its cell runs again,
/// and the front end with it; so a cell with the same text brings it again.
/// </summary>
internal static class FrontEnd
{
    public static void Attach(Kernel root)
    {
        Display.HtmlPort.FrontEndIsThere();
        var bringer = Cell(KernelInvocationContext.Current);
        Show(KernelInvocationContext.Current);
        root.AddMiddleware(async (command, context, next) =>
        {
            if (command is SubmitCode { Parent: null } cell && cell.Code == bringer)
            {
                Show(context);
            }
            await next(command, context);
        });
    }

    private static void Show(KernelInvocationContext? context) => context?.DisplayAs(Assets.LoaderHtml, "text/html");

    private static string? Cell(KernelInvocationContext? context)
    {
        var command = context?.Command;
        while (command?.Parent is { } parent)
        {
            command = parent;
        }
        return (command as SubmitCode)?.Code;
    }
}
