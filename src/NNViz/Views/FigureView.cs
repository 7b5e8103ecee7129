using System.Text.Json;
using NNViz.Html;
using NNViz.Images;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>A figure: plotly.js draws it; until then, and where no script runs, its static picture stands.</summary>
public sealed class FigureView(Figure figure) : View
{
    private const int MostSvg = 100_000; // characters

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html) => Write(html, figure);

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(figure.Alt);

    /// <summary>Writes a figure into another view; one of very many numbers with fewer of them, and a line that says so.</summary>
    internal static void Write(HtmlWriter html, Figure figure)
    {
        (Figure shown, IReadOnlyList<string> notes) = FigureBudget.Fit(figure);
        html.Widget("figure", notes.Count > 0 ? SmallPicture(shown) : Picture(shown), json => WritePayload(json, shown));
        foreach (string note in notes)
        {
            html.Note(note);
        }
    }

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

    /// <summary>The static picture as lines, or as pixels where these take less.</summary>
    internal static Picture SmallPicture(Figure figure)
    {
        string svg = Svg(figure);
        return svg.Length <= MostSvg
            ? Html.Picture.Svg(svg, figure.Width, figure.Height, figure.Alt)
            : Html.Picture.Png(Png.Encode(Pixels(figure, scale: 1, dark: false)), figure.Width, figure.Height, figure.Alt);
    }

    /// <summary>The static picture in pixels, so many for a CSS pixel.</summary>
    internal static Raster Pixels(Figure figure, int scale, bool dark)
    {
        var canvas = new PixelCanvas(figure.Width, figure.Height, scale, dark ? new Rgb(17, 17, 17) : Rgb.White);
        FigureDrawing.Draw(figure, canvas);
        return canvas.ToRaster();
    }

    /// <summary>The static picture's text.</summary>
    internal static string Svg(Figure figure) =>
        FigureSvg.Write(figure, (rgb, width, height) => Png.DataUri(Raster.FromPixels(width, height, rgb)));
}
