using System.Globalization;
using System.Text.Json;
using NNViz.Html;

namespace NNViz.Tests.Html;

/// <summary>
/// Writes outputs as notebooks hold them to <c>artifacts/pages</c>, one file an output and the loader beside them; tests/web opens them in a browser.
/// </summary>
public class BrowserPages
{
    private const string Hostile = "</script><img src=x onerror=alert(1)>";
    private static readonly Picture Square = Picture.Svg(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"320\" height=\"240\"><rect width=\"320\" height=\"240\" fill=\"#888\" opacity=\".3\"/></svg>", 320, 240, "A grey rectangle.");

    [Fact]
    public void Outputs_of_every_widget_are_written_for_the_browser()
    {
        foreach (var (name, body) in Outputs())
        {
            Pages.Write(name, HtmlWriter.Fragment(body));
        }
        var page = HtmlDocument.Page("Every widget", html =>
        {
            foreach (var (name, body) in Outputs().Where(output => output.Name is not ("broken" or "live-2")))
            {
                html.Element("h2", name);
                body(html);
            }
        });
        Pages.Write("page", page);
        Assert.DoesNotContain(Hostile, page, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Name, Action<HtmlWriter> Body)> Outputs()
    {
        yield return ("figure", html => html.Widget("figure", Square, json => Figure(json, "loss", [2.3, 1.1, 0.6, 0.4])));
        yield return ("live-1", html => html.Widget("live", Square, json => Figure(json, "loss", [2.3, 1.1]), "run-1"));
        yield return ("live-2", html => html.Widget("live", Square, json => Figure(json, "loss", [2.3, 1.1, 0.6]), "run-1"));
        yield return ("hostile", html =>
        {
            html.Element("p", Hostile);
            html.Widget("figure", Square with { Alt = Hostile }, json => Figure(json, Hostile, [1, 2]));
        }
        );
        yield return ("broken", html => html.Widget("figure", Square, json => json.WriteNullValue()));
        yield return ("tensor", html => html.Widget("tensor", Square, json => Tensor(json)));
        yield return ("gallery", html => html.Widget("gallery", Square, json => Gallery(json, 70)));
        yield return ("panels", html => html.Widget("panels", Square, Panels));
        yield return ("overlay", html => html.Widget("overlay", Square, Overlay));
        yield return ("scrubber", html => html.Widget("scrubber", Square, Scrubber));
        yield return ("tree", Tree);
    }

    private static void Figure(Utf8JsonWriter json, string name, double[] y)
    {
        json.WriteStartObject();
        json.WriteStartObject("figure");
        json.WriteStartArray("data");
        json.WriteStartObject();
        json.WriteString("type", "scatter");
        json.WriteString("name", name);
        json.WriteArray("y", y);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WritePropertyName("layout");
        JsonSerializer.Serialize(json, new { title = new { text = name }, xaxis = new { title = new { text = "step" } }, yaxis = new { title = new { text = name } }, width = 640 });
        json.WriteEndObject();
        json.WriteNumber("height", 240);
        json.WriteEndObject();
    }

    /// <summary>Shape [2, 3, 4, 5], where the value at [a, b, c, d] reads "abcd": 1000 a + 100 b + 10 c + d; NaN and infinities at the end.</summary>
    private static void Tensor(Utf8JsonWriter json)
    {
        var cells = new float[2 * 3 * 4 * 5];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = (1000 * (i / 60)) + (100 * (i / 20 % 3)) + (10 * (i / 5 % 4)) + (i % 5);
        }
        (cells[^1], cells[^2], cells[^3]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity);
        json.WriteStartObject();
        json.WritePropertyName("axes");
        JsonSerializer.Serialize(json, new[] { Axis("out", 2), Axis("in", 3), Axis("row", 4), Axis("column", 5) });
        json.WriteArray("cells", cells, 2, 3, 4, 5);
        Scale(json, -1300, 1300);
        json.WriteEndObject();
    }

    private static object Axis(string name, int size) => new { name, size };

    /// <summary>Tiles of 3 × 4, quantised to bytes: cell k of tile i has the code (i + k) mod 253, that is the value −1 + 0.01 × code.</summary>
    private static void Gallery(Utf8JsonWriter json, int count)
    {
        var codes = Enumerable.Range(0, count * 12).Select(k => (byte)(((k / 12) + (k % 12)) % 253)).ToArray();
        json.WriteStartObject();
        json.WritePropertyName("tile");
        JsonSerializer.Serialize(json, new { width = 4, height = 3 });
        json.WriteNumber("count", count);
        json.WriteString("noun", "channel");
        json.WriteArray("cells", codes, count, 3, 4);
        json.WritePropertyName("quantised");
        JsonSerializer.Serialize(json, new { low = -1, step = 0.01 });
        Scale(json, -1, 1);
        json.WriteEndObject();
    }

    private static void Panels(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WritePropertyName("selectors");
        JsonSerializer.Serialize(json, new[] { new { name = "layer", options = new[] { "conv1", Hostile } }, new { name = "sample", options = new[] { "0", "1" } } });
        json.WriteStartArray("panels");
        json.WriteStartObject();
        json.WriteString("widget", "gallery");
        json.WritePropertyName("payload");
        Gallery(json, 3);
        json.WriteEndObject();
        JsonSerializer.Serialize(json, new { picture = new { src = Square.DataUri, width = 320, height = 240, alt = "conv1, sample 1" } });
        JsonSerializer.Serialize(json, new { text = Hostile + " did not run" });
        json.WriteStartObject();
        json.WriteString("widget", "figure");
        json.WritePropertyName("payload");
        Figure(json, "y", [1, 2]);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Overlay(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WritePropertyName("base");
        JsonSerializer.Serialize(json, new { src = Square.DataUri, width = 320, height = 240, alt = "digit" });
        json.WriteStartObject("map");
        json.WriteNumber("rows", 2);
        json.WriteNumber("columns", 3);
        json.WriteString("name", "saliency");
        json.WriteArray("cells", new float[] { 0, 1, 2, 3, 4, 5 }, 2, 3);
        Scale(json, 0, 5);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Three epochs of a curve (4, 5 and 6 points) beside filters that are the same in each.</summary>
    private static void Scrubber(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", "epoch");
        json.WritePropertyName("steps");
        JsonSerializer.Serialize(json, new[] { "0", "1", "2" });
        json.WriteStartArray("views");
        View("figure", "loss", 3, epoch => Figure(json, "loss", [.. Enumerable.Range(0, 4 + epoch).Select(i => (double)i)]));
        View("gallery", "filters", 1, _ => Gallery(json, 4));
        json.WriteEndArray();
        json.WriteEndObject();

        void View(string widget, string title, int frames, Action<int> write)
        {
            json.WriteStartObject();
            json.WriteString("widget", widget);
            json.WriteString("title", title);
            json.WriteStartArray("frames");
            Enumerable.Range(0, frames).ToList().ForEach(write);
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    /// <summary>A net with two blocks of two layers, one of which holds a figure that only shows when it is opened.</summary>
    private static void Tree(HtmlWriter html)
    {
        using var widget = html.Widget("tree", json => JsonSerializer.Serialize(json, new { noun = "layer" }));
        foreach (var block in new[] { "encoder", "decoder" })
        {
            using var details = html.Element("details", ("open", block == "encoder" ? "" : null));
            html.Element("summary", block);
            foreach (var layer in new[] { "conv", "relu" })
            {
                using var inner = html.Element("details");
                html.Element("summary", string.Create(CultureInfo.InvariantCulture, $"{block}.{layer} {Hostile}"));
                html.Widget("figure", Square, json => Figure(json, block + layer, [3, 2, 1]));
            }
        }
    }

    private static void Scale(Utf8JsonWriter json, double low, double high)
    {
        var colors = Enumerable.Range(0, 256).SelectMany(i => new[] { (byte)i, (byte)(255 - Math.Min(255, 2 * Math.Abs(i - 128))), (byte)(255 - i) }).ToArray();
        json.WritePropertyName("scale");
        JsonSerializer.Serialize(json, new { low, high, colors = Convert.ToBase64String(colors), nan = "#777777", positiveInfinity = "#ff00ff", negativeInfinity = "#00ffff" });
    }
}
