using System.Text;
using NNViz.Html;
using NNViz.Images;
using NNViz.Plotly;
using NNViz.Views;

namespace NNViz;

/// <summary>What can be done with a figure: pictures and files of it.</summary>
public static class FigureExtensions
{
    /// <summary>The figure's static picture as an <c>svg</c> element that needs nothing from outside.</summary>
    public static string ToSvg(this Figure figure) => FigureView.Svg(figure);

    /// <summary>Writes the static picture to an SVG file.</summary>
    public static void SaveSvg(this Figure figure, string path) => Save(path, figure.ToSvg());

    /// <summary>The static picture in pixels.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="scale">Pixels for a CSS pixel, at least 1: 2 is sharp on most screens and slides.</param>
    /// <param name="dark">On a dark ground.</param>
    public static Raster ToRaster(this Figure figure, int scale = 2, bool dark = false) => FigureView.Pixels(figure, scale, dark);

    /// <summary>Writes the static picture to a PNG file.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="path">The file.</param>
    /// <param name="scale">Pixels for a CSS pixel, at least 1: 2 is sharp on most screens and slides.</param>
    /// <param name="dark">On a dark ground.</param>
    public static void SavePng(this Figure figure, string path, int scale = 2, bool dark = false) =>
        File.WriteAllBytes(path, Png.Encode(figure.ToRaster(scale, dark)));

    /// <summary>Writes plotly.js's form of the figure to a JSON file.</summary>
    public static void SaveJson(this Figure figure, string path) => Save(path, figure.ToJson());

    /// <summary>Writes a page that shows the interactive figure and needs nothing from outside.</summary>
    public static void SaveHtml(this Figure figure, string path) =>
        Save(path, HtmlDocument.Page(figure.Layout.Title ?? "Figure", html => FigureView.Write(html, figure)));

    private static void Save(string path, string text) => File.WriteAllText(path, text, new UTF8Encoding(false));
}
