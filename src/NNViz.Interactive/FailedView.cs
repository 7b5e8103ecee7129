using NNViz.Html;
using NNViz.Views;

namespace NNViz.Interactive;

/// <summary>Stands in for a picture that could not be drawn: says what failed, and that the value itself is unharmed.</summary>
internal sealed class FailedView(Type type, Exception error) : View
{
    private string Message => $"This {type.Name} could not be drawn ({error.GetType().Name}: {error.Message}). The value itself is as it was.";

    public override void WriteHtml(HtmlWriter html)
    {
        html.Element("p", Message);
        using (html.Element("details"))
        {
            html.Element("summary", "Where it failed");
            html.Element("pre", error.ToString());
        }
    }

    public override void WriteText(TextWriter text) => text.Write(Message);
}
