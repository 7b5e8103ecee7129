using Microsoft.DotNet.Interactive.Formatting;
using NNViz.Views;

namespace NNViz.Interactive;

/// <summary>Shows what <see cref="Views.Views"/> lists as its view: text/html, with a short text/plain beside it.</summary>
internal static class Formatters
{
    private const string Html = "text/html";
    private const string Text = "text/plain";

    public static void Register()
    {
        foreach (var type in Views.Views.Types)
        {
            Formatter.Register(type, (value, writer) => writer.Write(Format(value, view => view.ToHtml())), Html);
            Formatter.Register(type, (value, writer) => writer.Write(Format(value, view => view.ToString())), Text);
            Formatter.SetPreferredMimeTypesFor(type, Html, Text);
        }
    }

    // A picture that cannot be drawn must not fail the user's cell, which has done its work.
    private static string Format(object value, Func<View, string> format)
    {
        try
        {
            return Views.Views.Of(value) is { } view ? format(view) : value.ToString() ?? "";
        }
        catch (Exception e)
        {
            return format(new FailedView(value.GetType(), e));
        }
    }
}
