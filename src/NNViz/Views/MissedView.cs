using NNViz.Html;
using NNViz.Networks;

namespace NNViz.Views;

/// <summary>The layers that did not run through call(): never left out in silence.</summary>
internal static class MissedView
{
    /// <summary>Writes a line for each layer, with the cause and the edit to make.</summary>
    public static void WriteHtml(HtmlWriter html, IReadOnlyList<MissedLayer> missed)
    {
        foreach (var layer in missed)
        {
            html.Element("p", "⚠ " + layer.Reason, ("style", "color:#c77700"));
        }
    }
}
