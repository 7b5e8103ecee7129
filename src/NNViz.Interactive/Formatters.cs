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
            Register(type, Views.Views.Of);
        }
    }

    /// <summary>Shows the values of a type by a view; null where the view list has none for a value.</summary>
    public static void Register(Type type, Func<object, View?> viewOf)
    {
        Formatter.Register(type, (value, writer) => writer.Write(Format(value, viewOf, view => view.ToFragment())), Html);
        Formatter.Register(type, (value, writer) => writer.Write(Format(value, viewOf, view => view.ToString())), Text);
        Formatter.SetPreferredMimeTypesFor(type, Html, Text);
    }

    // A picture that cannot be drawn must not fail the user's cell, which has done its work.
    private static string Format(object value, Func<object, View?> viewOf, Func<View, string> format)
    {
        try
        {
            return viewOf(value) is { } view ? format(view) : value.ToString() ?? "";
        }
        catch (Exception e)
        {
            return format(new FailedView(value.GetType(), e));
        }
    }
}
