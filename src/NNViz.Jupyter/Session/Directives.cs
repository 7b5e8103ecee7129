using System.Net;
using System.Runtime.InteropServices;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace NNViz.Jupyter.Session;

/// <summary>The magic commands that belong to the host: <c>#!time</c>, <c>#!trace</c>, <c>#!lsmagic</c>, <c>#!restart</c>,
/// <c>#!about</c>.</summary>
internal static class Directives
{
    /// <summary>The version of this tool.</summary>
    public static string Version => typeof(Directives).Assembly.GetName().Version?.ToString(3) ?? "";

    public static void AddTo(CompositeKernel root, CSharpSession session)
    {
        void Add(string name, string description, Action<KernelInvocationContext> action) =>
            root.AddDirective(new KernelActionDirective(name) { Description = description }, (_, context) =>
        {
            action(context);
            return Task.CompletedTask;
        });
        Add("#!time", "Shows how long the rest of the cell takes.", _ => session.StartClock());
        Add("#!trace", "Shows every stack frame of the last exception.", context =>
            ShowText(context, session.LastException?.ToString() ?? "No cell has failed with an exception."));
        Add("#!lsmagic", "Lists the magic commands.", context => ShowMagics(root, context));
        Add("#!restart", "Ends this kernel and starts a new one: every variable is gone, every assembly unloaded.", context =>
            Restart(session, context));
        Add("#!about", "Shows the versions of the kernel and of .NET.", context => ShowText(context, About));
    }

    private static void Restart(CSharpSession session, KernelInvocationContext context)
    {
        if (session.Restart is { } restart)
            restart();
        else
            context.Fail(context.Command, message: "#!restart needs Jupyter; 'nnviz run' runs a notebook from top to bottom once.");
    }

    private static string About =>
        $"nnviz {Version}\n" +
        $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}\n" +
        $"Microsoft.DotNet.Interactive {typeof(Kernel).Assembly.GetName().Version}";

    private static void ShowMagics(CompositeKernel root, KernelInvocationContext context)
    {
        var rows = (from kernel in root.ChildKernels.Prepend<Kernel>(root)
                    from directive in kernel.KernelInfo.SupportedDirectives
                    where !directive.Hidden
                    orderby kernel != root, kernel.Name, directive.Name
                    select (string[])[kernel.Name, directive.Name, directive.Description ?? ""]).ToArray();
        var html = string.Concat(rows.Select(r => $"<tr>{string.Concat(r.Select(text => $"<td>{WebUtility.HtmlEncode(text)}</td>"))}</tr>"));
        Publish(context, rows, $"<table><thead><tr><th>kernel</th><th>magic command</th><th></th></tr></thead><tbody>{html}</tbody></table>",
            string.Join('\n', rows.Select(r => string.Join("  ", r))));
    }

    private static void ShowText(KernelInvocationContext context, string text) =>
        Publish(context, text, $"<pre>{WebUtility.HtmlEncode(text)}</pre>", text);

    private static void Publish(KernelInvocationContext context, object value, string html, string text) =>
        context.Publish(new DisplayedValueProduced(value, context.Command,
            [new FormattedValue("text/html", html), new FormattedValue("text/plain", text)]));
}
