using System.Text.Json;
using NNViz.Html;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>Writes the payload of the widget "panels": one of several contents, by selectors.</summary>
internal static class PanelsPart
{
    /// <param name="json">The writer.</param>
    /// <param name="selectors">Each selector's name and options.</param>
    /// <param name="panel">Writes the properties of one panel, by its number in row-major order of the selectors' options.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<(string Name, IReadOnlyList<string> Options)> selectors, Action<Utf8JsonWriter, int> panel)
    {
        json.WriteStartObject();
        json.WriteStartArray("selectors");
        foreach ((string name, IReadOnlyList<string> options) in selectors)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteStrings("options", options);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("panels");
        for (int i = 0; i < selectors.Aggregate(1, (product, selector) => product * selector.Options.Count); i++)
        {
            json.WriteStartObject();
            panel(json, i);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A panel that is a widget.</summary>
    public static void Widget(Utf8JsonWriter json, string widget, Action<Utf8JsonWriter> payload)
    {
        json.WriteString("widget", widget);
        json.WritePropertyName("payload");
        payload(json);
    }

    /// <summary>A panel that is a figure.</summary>
    public static void Figure(Utf8JsonWriter json, Figure figure) => Widget(json, "figure", payload => FigureView.WritePayload(payload, figure));

    /// <summary>A panel that is a picture.</summary>
    public static void Picture(Utf8JsonWriter json, Picture picture)
    {
        json.WriteStartObject("picture");
        json.WriteString("src", picture.DataUri);
        json.WriteNumber("width", picture.Width);
        json.WriteNumber("height", picture.Height);
        json.WriteString("alt", picture.Alt);
        json.WriteEndObject();
    }
}
