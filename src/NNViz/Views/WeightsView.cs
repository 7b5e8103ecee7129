using NNViz.Html;
using NNViz.Networks;

namespace NNViz.Views;

/// <summary>The parameters of layers: facts, histogram and values of each.</summary>
public sealed class WeightsView(NetWeights weights) : View
{
    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        foreach (var layer in weights.Layers)
        {
            html.Element("b", layer.Layer == layer.Type ? layer.Type : $"{layer.Layer} {layer.Type}");
            foreach (var weight in layer.Weights)
            {
                Write(html, weight);
            }
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) =>
        text.Write(string.Join('\n',
            weights.Layers.SelectMany(layer => layer.Weights.Select(weight => $"{layer.Layer}.{new WeightPicture(weight).Facts}"))));

    private static void Write(HtmlWriter html, WeightSummary weight)
    {
        var picture = new WeightPicture(weight);
        html.Element("p", picture.Facts);
        if (picture.Histogram is { } histogram)
        {
            html.Picture(histogram);
        }
        if (weight.Grid.Cells.Length > 1)
        {
            html.Widget(picture.Part.Widget, picture.Part.Picture(), picture.Part.WritePayload);
        }
        if (picture.Note is { } note)
        {
            html.Note(note);
        }
    }
}
