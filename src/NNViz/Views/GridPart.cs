using System.Text.Json;
using NNViz.Html;
using NNViz.Images;

namespace NNViz.Views;

/// <summary>
/// Cells of one or more tiles of one size, with their names: what the widgets "gallery" and "tensor" draw, and the static picture of it.
/// </summary>
internal sealed record GridPart
{
    /// <summary>[tiles, rows, columns], row-major.</summary>
    public required ReadOnlyMemory<double> Cells { get; init; }

    /// <summary>The axis drawn downwards in each tile.</summary>
    public required CellAxis Rows { get; init; }

    /// <summary>The axis drawn across in each tile.</summary>
    public required CellAxis Columns { get; init; }

    /// <summary>The colours of all tiles.</summary>
    public required ColorScale Scale { get; init; }

    /// <summary>What a tile is called: "channel", "kernel".</summary>
    public required string Noun { get; init; }

    /// <summary>The name of each tile.</summary>
    public required IReadOnlyList<string> Titles { get; init; }

    /// <summary>Everything in words.</summary>
    public required string Alt { get; init; }

    /// <summary>The widget that fits: a heatmap of a single tile, else a gallery.</summary>
    public string Widget => Titles.Count == 1 ? "tensor" : "gallery";

    /// <summary>The static picture.</summary>
    public Picture Picture() => SlicePictures.Of((Titles.Count, Rows.Count, Columns.Count), i => Tile(i).ToArray(), i => Titles.Count == 1
        ? ""
        : Titles[i], _ => Scale, Alt);

    /// <summary>Writes the payload of <see cref="Widget"/>.</summary>
    public void WritePayload(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (Titles.Count > 1)
        {
            json.WriteStartObject("tile");
            json.WriteNumber("width", Columns.Count);
            json.WriteNumber("height", Rows.Count);
            json.WriteEndObject();
            json.WriteNumber("count", Titles.Count);
            json.WriteString("noun", Noun);
            json.WriteStrings("titles", Titles);
            json.WriteCells(Cells.Span, Titles.Count, Rows.Count, Columns.Count);
        }
        else
        {
            json.WriteCells(Cells.Span, Rows.Count, Columns.Count);
        }
        json.WriteScale("scale", Scale, CellPayload.StepOf(Cells.Span));
        json.WriteStartArray("axes");
        Rows.Write(json);
        Columns.Write(json);
        json.WriteEndArray();
        json.WriteString("alt", Alt + ".");
        json.WriteEndObject();
    }

    /// <summary>The cells of one tile.</summary>
    public ReadOnlySpan<double> Tile(int index) => Cells.Span.Slice(index * Rows.Count * Columns.Count, Rows.Count * Columns.Count);
}
