using System.Text.Json;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <content>What cells call without a prefix: <c>using static Kernel</c> is among their default usings.</content>
public abstract partial class Kernel
{
    /// <summary>The kernel that runs the caller's cell.</summary>
    public static Kernel Current => KernelInvocationContext.Current.HandlingKernel;

    /// <summary>The composite kernel that the caller's cell belongs to.</summary>
    public static Kernel Root => KernelInvocationContext.Current.HandlingKernel?.RootKernel;

    /// <summary>Shows a value; the result can replace it later.</summary>
    public static DisplayedValue display(object value, params string[] mimeTypes) => value.Display(mimeTypes);

    /// <summary>Text that is HTML already.</summary>
    public static IHtmlContent HTML(string content) => content.ToHtmlContent();

    /// <summary>Runs a script in the page.</summary>
    public static void Javascript(string scriptContent) => KernelInvocationContext.Current.Publish(new DisplayedValueProduced(
        scriptContent,
        KernelInvocationContext.Current.CurrentCommand,
        [new FormattedValue(HtmlFormatter.MimeType, $"<script type=\"text/javascript\">{scriptContent}</script>")]));

    /// <summary>Adds a style sheet to the page.</summary>
    public static void CSS(string content) => Javascript($"""
        const style = document.createElement('style');
        style.textContent = {JsonSerializer.Serialize(content)};
        document.head.appendChild(style);
        """);

    /// <summary>Asks the user for one line.</summary>
    /// <param name="typeHint">The kind of input, as an HTML input's type.</param>
    /// <exception cref="InvalidOperationException">The host cannot ask, or the user declined.</exception>
    public static async Task<string> GetInputAsync(string prompt = "", string typeHint = "text")
    {
        var result = await Root.SendAsync(new RequestInput(prompt, typeHint), CancellationToken.None);
        return result.Events[^1] is CommandFailed failed
            ? throw new InvalidOperationException(failed.Message)
            : result.Events.OfType<InputProduced>().FirstOrDefault()?.Value;
    }

    /// <summary>Asks the user for one line that is not shown.</summary>
    /// <exception cref="InvalidOperationException">The host cannot ask, or the user declined.</exception>
    public static async Task<PasswordString> GetPasswordAsync(string prompt = "") => new(await GetInputAsync(prompt, "password"));

    /// <summary>Asks the user for several values at once.</summary>
    /// <exception cref="ArgumentException">No description was given.</exception>
    /// <exception cref="OperationCanceledException">The user declined.</exception>
    public static async Task<IDictionary<string, string>> GetInputsAsync(IEnumerable<InputDescription> inputDescriptions)
    {
        var request = new RequestInputs { Inputs = [.. inputDescriptions ?? []] };
        if (request.Inputs.Count == 0)
        {
            throw new ArgumentException("You must provide at least one input description.", nameof(inputDescriptions));
        }
        var result = await Root.SendAsync(request, CancellationToken.None);
        return result.Events.OfType<InputsProduced>().SingleOrDefault()?.Values
            ?? throw new OperationCanceledException("Input request canceled.");
    }
}
