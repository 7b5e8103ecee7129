using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>Shows values as outputs of a context's cell.</summary>
public static class KernelInvocationContextExtensions
{
    /// <summary>Shows the value in the MIME types given, by default those that its type prefers.</summary>
    public static DisplayedValue Display(this KernelInvocationContext context, object value, params string[] mimeTypes) =>
        Show(context, new DisplayedValue(value, FormattedValue.CreateManyFromObject(value, mimeTypes)));

    /// <summary>Shows the text itself as content of the MIME type.</summary>
    public static DisplayedValue DisplayAs(this KernelInvocationContext context, string value, string mimeType) =>
        Show(context, new DisplayedValue(value, [new FormattedValue(mimeType, value)]));

    private static DisplayedValue Show(KernelInvocationContext context, DisplayedValue displayed)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Publish(displayed);
        return displayed;
    }
}
