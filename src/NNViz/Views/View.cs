using System.Globalization;
using NNViz.Html;

namespace NNViz.Views;

/// <summary>
/// How a result is shown: as HTML with a picture and a widget, and as plain text. Views nest by calling each other's methods.
/// </summary>
public abstract class View
{
    /// <summary>Writes the view as HTML; every picture in it also shows where no script runs.</summary>
    public abstract void WriteHtml(HtmlWriter html);

    /// <summary>Writes the view as short plain text.</summary>
    public abstract void WriteText(TextWriter text);

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);

    /// <summary>The view as one notebook output (text/html) without the front end, for those who have brought it.</summary>
    internal string ToFragment() => HtmlWriter.Fragment(WriteHtml);

    /// <summary>The view as plain text (text/plain).</summary>
    public sealed override string ToString()
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        WriteText(text);
        return text.ToString();
    }
}
