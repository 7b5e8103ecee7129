using NNViz.Html;

namespace NNViz.Views;

/// <summary>
/// The first widget of a view with its picture, as it was once:
/// what becomes of the result afterwards is not seen in it. Holds no result and no tensor.
/// </summary>
public sealed class DrawnView : View
{
    private readonly string _name, _payload, _text;
    private readonly Picture _picture;

    private DrawnView((string Name, string Payload, Picture Picture) widget, string text) => ((_name, _payload, _picture), _text) = (widget, text);

    /// <summary>Draws <paramref name="result"/> as it is now.</summary>
    /// <exception cref="ArgumentException">There is no view of such a result, or its view has no picture.</exception>
    public static DrawnView Of(object result)
    {
        View view = Views.Of(result) ?? throw new ArgumentException($"A film shows results that a cell can show; a {result.GetType().Name} is none.");
        return HtmlWriter.WidgetsOf(view.WriteHtml).FirstOrDefault() is { Name: not null } widget ? new(widget, view.ToString())
            : throw new ArgumentException($"A {result.GetType().Name} has no picture to be shown in a film: {view}");
    }

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html) => html.Widget(_name, _picture, json => json.WriteRawValue(_payload));

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(_text);
}
