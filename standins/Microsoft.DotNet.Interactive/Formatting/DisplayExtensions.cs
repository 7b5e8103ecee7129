using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.Formatting.TabularData;

namespace System;

/// <summary>Shows any object as an output of the cell that runs, or on the console where none runs.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows the value in the MIME types given, by default those that its type prefers.</summary>
    public static DisplayedValue Display(this object value, params string[] mimeTypes) =>
        Show(new DisplayedValue(value, FormattedValue.CreateManyFromObject(value, mimeTypes)));

    /// <summary>Shows the text itself as content of the MIME type.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType) =>
        Show(new DisplayedValue(value, [new FormattedValue(mimeType, value)]));

    /// <summary>Shows a sequence as a table: one row an element, one column a property.</summary>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> value, params string[] mimeTypes) =>
        value.ToTabularDataResource().Display(mimeTypes);

    private static DisplayedValue Show(DisplayedValue displayed)
    {
        if (KernelInvocationContext.Current is { } context)
        {
            context.Publish(displayed);
        }
        else
        {
            Console.WriteLine(displayed.Value.ToDisplayString(PlainTextFormatter.MimeType));
        }
        return displayed;
    }
}
