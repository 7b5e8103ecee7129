using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>Where code for the client runs.</summary>
public abstract class FrontendEnvironment
{
    /// <summary>Runs a script in the page, by showing it as an output.</summary>
    public virtual Task ExecuteClientScript(string code, KernelInvocationContext context)
    {
        context.Display((object)new ScriptContent(code));
        return Task.CompletedTask;
    }
}

/// <summary>No particular front end.</summary>
public class AutomationEnvironment : FrontendEnvironment
{
}

/// <summary>A script, shown as a script element.</summary>
[TypeFormatterSource(typeof(ScriptContentFormatterSource))]
public class ScriptContent : IHtmlContent
{
    public ScriptContent(string scriptValue) => ScriptValue = scriptValue;

    public string ScriptValue { get; }

    public void WriteTo(TextWriter writer, HtmlEncoder encoder) => writer.Write(ScriptValue);
}

/// <summary>Wraps the script in its element.</summary>
internal sealed class ScriptContentFormatterSource : ITypeFormatterSource
{
    public IEnumerable<ITypeFormatter> CreateTypeFormatters() =>
    [
        new HtmlFormatter<ScriptContent>((script, context) =>
            context.Writer.Write($"<script type=\"text/javascript\">{script.ScriptValue}</script>")),
    ];
}
