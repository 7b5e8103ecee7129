using NNViz.Html;

namespace NNViz.Views;

/// <summary>
/// The first widget of a view with its picture, or its text where it has none, as it was once:
/// what becomes of the result afterwards is not seen in it. Holds no result and no tensor.
/// </summary>
public sealed class DrawnView : View
{
    private readonly (string Name, string Payload, Picture Picture)? _widget;
    private readonly string _text;

    private DrawnView((string Name, string Payload, Picture Picture)? widget, string text) => (_widget, _text) = (widget, text);

    /// <summary>Draws <paramref name="result"/> as it is now.</summary>
    /// <param name="result">The result.</param>
    /// <param name="needsPicture">Whether a result whose view has no picture is refused.</param>
    /// <exception cref="ArgumentException">There is no view of such a result, or its view has no picture and needs one.</exception>
    public static DrawnView Of(object result, bool needsPicture = true)
    {
        View view = Views.Of(result) ?? throw new ArgumentException($"A film shows results that a cell can show; a {result.GetType().Name} is none.");
        return HtmlWriter.WidgetsOf(view.WriteHtml).FirstOrDefault() is { Name: not null } widget ? new(widget, view.ToString())
            : !needsPicture ? new(null, view.ToString())
            : throw new ArgumentException($"A {result.GetType().Name} has no picture to be shown in a film: {view}");
    }

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        if (_widget is (var name, var payload, var picture))
        {
            html.Widget(name, picture, json => json.WriteRawValue(payload));
        }
        else
        {
            html.Note(_text);
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(_text);
}
