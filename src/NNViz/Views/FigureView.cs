using System.Text.Json;
using NNViz.Html;
using NNViz.Images;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>A figure: plotly.js draws it; until then, and where no script runs, its static picture stands.</summary>
public sealed class FigureView(Figure figure) : View
{
    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html) => Write(html, figure);

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(figure.Alt);

    /// <summary>Writes a figure into another view.</summary>
    internal static void Write(HtmlWriter html, Figure figure) => html.Widget("figure", Picture(figure), json => WritePayload(json, figure));

    /// <summary>The payload of the widget "figure".</summary>
    internal static void WritePayload(Utf8JsonWriter json, Figure figure)
    {
        json.WriteStartObject();
        json.WritePropertyName("figure");
        FigureJson.Write(json, figure);
        json.WriteNumber("height", figure.Height);
        if (figure.Layout.Columns > 1)
        {
            json.WriteNumber("panelWidth", figure.Layout.LeastPanelWidth);
        }

        json.WriteString("alt", figure.Alt);
        json.WriteEndObject();
    }

    /// <summary>The static picture.</summary>
    internal static Picture Picture(Figure figure) => Html.Picture.Svg(Svg(figure), figure.Width, figure.Height, figure.Alt);

    /// <summary>The static picture's text.</summary>
    internal static string Svg(Figure figure) =>
        FigureSvg.Write(figure, (rgb, width, height) => Png.DataUri(Raster.FromPixels(width, height, rgb)));
}
