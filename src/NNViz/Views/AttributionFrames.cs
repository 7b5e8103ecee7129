using System.Globalization;
using System.Text.Json;
using NNViz.Html;
using NNViz.Images;

namespace NNViz.Views;

/// <summary>Writes several widgets that move together through the samples of a batch, as the widget "scrubber" takes them.</summary>
internal static class AttributionFrames
{
    private const int ViewWidth = 260;

    /// <param name="json">The writer.</param>
    /// <param name="samples">How many samples there are to step through.</param>
    /// <param name="views">The widgets: title, name, and what writes the payload of a sample.</param>
    /// <param name="shared">Pictures that several frames show, for <see cref="OverlayPart.Shared"/>.</param>
    public static void WriteScrubber(
        Utf8JsonWriter json, int samples, IReadOnlyList<(string Title, string Widget, Action<Utf8JsonWriter, int> Frame)> views,
        IReadOnlyList<Raster>? shared = null)
    {
        json.WriteStartObject();
        json.WriteString("name", "sample");
        json.WriteStrings("steps", Enumerable.Range(0, samples).Select(s => s.ToString(CultureInfo.InvariantCulture)));
        json.WriteNumber("start", 0);
        json.WriteStartArray("views");
        foreach (var (title, widget, frame) in views)
        {
            json.WriteStartObject();
            json.WriteString("widget", widget);
            json.WriteString("title", title);
            json.WriteNumber("width", ViewWidth);
            json.WriteStartArray("frames");
            for (var sample = 0; sample < samples; sample++)
            {
                frame(json, sample);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (shared is not null)
        {
            json.WriteStrings("pictures", shared.Select(Png.DataUri));
        }
        json.WriteEndObject();
    }

    /// <summary>A map over its input, with a choice of channels where the maps have them; where there is no map, why.</summary>
    public static void WriteOverlay(Utf8JsonWriter json, AttributionMaps maps, InputPictures pictures, (int Item, int Sample) at, string? problem)
    {
        json.WriteStartObject();
        json.WriteStartArray("selectors");
        if (maps.Layers > 1 && problem is null)
        {
            json.WriteStartObject();
            json.WriteString("name", "channels");
            json.WriteStrings("options",
                [.. Enumerable.Range(0, maps.Layers).Select(l => l == 0 ? "together" : (l - 1).ToString(CultureInfo.InvariantCulture))]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("panels");
        for (var layer = 0; layer < (problem is null ? maps.Layers : 1); layer++)
        {
            json.WriteStartObject();
            if (problem is null)
            {
                json.WriteString("widget", "overlay");
                json.WritePropertyName("payload");
                WriteOverlayContent(json, maps, pictures, (at.Item, at.Sample, layer));
            }
            else
            {
                json.WriteString("text", "No map is drawn. " + problem);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The map alone, as a heatmap with its colour bar and every value.</summary>
    public static void WriteAlone(Utf8JsonWriter json, AttributionMaps maps, (int Item, int Sample) at) => new GridPart
    {
        Cells = maps[at.Item, at.Sample, 0],
        Rows = new CellAxis("row", maps.Height, maps.Step),
        Columns = new CellAxis("column", maps.Width, maps.Step),
        Scale = maps.ScaleFor(at.Item),
        Noun = "map",
        Titles = [""],
        Alt = $"The map of sample {at.Sample} alone",
    }.WritePayload(json);

    private static void WriteOverlayContent(Utf8JsonWriter json, AttributionMaps maps, InputPictures pictures, (int Item, int Sample, int Layer) at) =>
        WriteOverlay(json, new OverlayPart
        {
            Picture = pictures.Pictures[at.Sample],
            Shared = at.Sample,
            Place = pictures.Place,
            Alt = $"input, sample {at.Sample}",
            Cells = maps[at.Item, at.Sample, at.Layer],
            Rows = maps.Rows,
            Columns = maps.Columns,
            Scale = maps.ScaleFor(at.Item),
        });

    /// <summary>The payload of the widget "overlay".</summary>
    public static void WriteOverlay(Utf8JsonWriter json, OverlayPart part)
    {
        json.WriteStartObject();
        json.WriteStartObject("base");
        if (part.Shared is { } number)
        {
            json.WriteNumber("src", number);
        }
        else
        {
            json.WriteString("src", Png.DataUri(part.Picture));
        }
        json.WriteNumber("width", part.Place.Width);
        json.WriteNumber("height", part.Place.Height);
        json.WriteString("alt", part.Alt);
        json.WriteEndObject();
        json.WriteStartObject("map");
        json.WriteRoundedCells(part.Cells, part.Rows, part.Columns);
        json.WriteScale("scale", part.Scale, CellPayload.StepOfRounded(part.Cells));
        json.WriteNumber("rows", part.Rows);
        json.WriteNumber("columns", part.Columns);
        json.WriteEndObject();
        json.WriteNumber("opacity", AttributionPicture.Opacity);
        json.WriteEndObject();
    }
}
