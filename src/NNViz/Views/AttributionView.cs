using NNViz.Attributions;
using NNViz.Attributions.Checks;
using NNViz.Html;
using NNViz.Images;

namespace NNViz.Views;

/// <summary>
/// An explanation: the map over the input with its opacity on a slider and the map alone, what the net says, and the checks. Signed maps
/// are drawn about zero; a map that failed a check is grey and says why; a map that shows nothing is not drawn, and the cause is named.
/// </summary>
public sealed class AttributionView : View
{
    private const int StrongestChannels = 16, MostTileCells = 32_000;
    private readonly Attribution attribution;

    private AttributionView(Attribution attribution) => this.attribution = attribution;

    /// <summary>The view of an attribution.</summary>
    public static AttributionView From(Attribution attribution)
    {
        ArgumentNullException.ThrowIfNull(attribution);
        return new AttributionView(attribution);
    }

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        WriteFacts(html, attribution);
        if (IsOverImage(attribution))
        {
            WriteOverImage(html);
        }
        else if (attribution.Problems.Any(problem => problem is null))
        {
            WriteOther(html);
        }
        PredictionTable.WriteHtml(html, attribution);
        CheckStrip.WriteHtml(html, attribution);
        foreach (var note in attribution.Notes)
        {
            html.Note(note);
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(string.Join('\n',
        [attribution.ToString(),
            .. Enumerable.Range(0, Math.Min(attribution.Samples, 3)).Select(i => PredictionTable.Line(attribution, i)),
            .. CheckStrip.Lines(attribution)]));

    /// <summary>Whether the map can be laid over an image input.</summary>
    internal static bool IsOverImage(Attribution attribution) => attribution.Kind != MapKind.Layer && attribution.Inputs[0].Shape.Count == 4;

    /// <summary>The head: the method and what it was asked.</summary>
    internal static void WriteFacts(HtmlWriter html, Attribution attribution)
    {
        string?[] facts =
        [
            attribution.Target,
            attribution.Layer is { } layer ? $"layer {layer} ({attribution.LayerReason})" : null,
            attribution.Baseline is { } baseline ? $"baseline {baseline}" : null,
            attribution.Steps > 0 ? Words.Count(attribution.Steps, "step") : null,
            attribution.Seed is { } seed ? $"seed {seed}" : null,
            .. Numbers(attribution),
            Words.Seconds(attribution.Elapsed),
            attribution.BatchSize > 0 ? $"batches of {Words.Count(attribution.BatchSize)}" : null,
        ];
        using (html.Element("p"))
        {
            html.Element("b", attribution.Method);
            html.Text(" · " + string.Join(" · ", facts.Where(fact => fact is not null)));
        }
    }

    /// <summary>The numbers that a method gives beside its map, in words.</summary>
    internal static IEnumerable<string> Numbers(Attribution attribution)
    {
        // The check of completeness says it better, where it ran.
        var complete = attribution.Checks.Any(check => check.Name == "completeness" && check.Result != CheckResult.NotRun);
        var numbers = attribution.Numbers.Where(n => n.Key != "delta" || !complete)
            .Select(n => $"{n.Key} {string.Join(", ", n.Value.Take(AttributionMaps.MostSamples).Select(v => Words.Number(v, 3)))}");
        // NaN where there were too few samples to tell it.
        return attribution.StandardError?.ToDoubles().Max() is not { } error || double.IsNaN(error) ? numbers
            : numbers.Append($"largest standard error {Words.Number(error, 3)} (largest value {Words.Number(attribution.Map.ToDoubles().Max(Math.Abs), 3)})");
    }

    private void WriteOverImage(HtmlWriter html)
    {
        var maps = new AttributionMaps([attribution], comparable: false, channels: true);
        var pictures = InputPictures.Of(attribution.Inputs[0], maps, attribution.Names);
        bool Blank(int sample) => attribution.Problems[sample] is not null;
        var picture = AttributionPicture.Of(maps, pictures, [new("map", 0, false, Blank), new("map over the input", 0, true, Blank)], Alt(maps.Scale));
        html.Widget("scrubber", picture, json => AttributionFrames.WriteScrubber(json, maps.Samples,
        [
            ("map over the input", "panels", (w, sample) => AttributionFrames.WriteOverlay(w, maps, pictures, (0, sample), attribution.Problems[sample])),
            ("map alone", "panels", (w, sample) => WriteAlone(w, maps, sample)),
        ], pictures.Pictures));
        WriteNotes(html, attribution, maps, pictures);
    }

    /// <summary>What the picture left out or changed.</summary>
    internal static void WriteNotes(HtmlWriter html, Attribution attribution, AttributionMaps maps, InputPictures pictures)
    {
        string?[] notes =
        [
            maps.Samples < attribution.Samples ? $"the first {maps.Samples} of {Words.Count(attribution.Samples)} samples are shown" : null,
            maps.Step > 1 ? $"each cell is the value farthest from 0 of {maps.Step}×{maps.Step}" : null,
            pictures.Note,
        ];
        var note = string.Join("; ", notes.Where(n => n is not null));
        if (note.Length > 0)
        {
            html.Note($"In the picture {note}.");
        }
    }

    private void WriteAlone(System.Text.Json.Utf8JsonWriter json, AttributionMaps maps, int sample)
    {
        json.WriteStartObject();
        json.WriteStartArray("selectors");
        json.WriteEndArray();
        json.WriteStartArray("panels");
        json.WriteStartObject();
        if (attribution.Problems[sample] is null)
        {
            json.WriteString("widget", "tensor");
            json.WritePropertyName("payload");
            AttributionFrames.WriteAlone(json, maps, (0, sample));
        }
        else
        {
            json.WriteString("text", "No map.");
        }
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Tables and units as bars, the channels of a convolution as tiles, anything else as a heatmap.</summary>
    private void WriteOther(HtmlWriter html)
    {
        var samples = Math.Min(attribution.Samples, AttributionMaps.MostSamples);
        if (attribution.Map.Shape.Count <= 2)
        {
            html.Widget("scrubber", FigureView.Picture(AttributionBars.Of(attribution, 0)), json => AttributionFrames.WriteScrubber(json, samples,
                [("", "figure", (w, sample) => FigureView.WritePayload(w, AttributionBars.Of(attribution, sample)))]));
            return;
        }
        var scale = AttributionMaps.ScaleOf(attribution.Map.ToDoubles(), attribution.Signed);
        GridPart[] parts = [.. Enumerable.Range(0, samples).Select(sample => Tiles(sample, samples, scale))];
        html.Widget("scrubber", parts[0].Picture(), json => AttributionFrames.WriteScrubber(json, samples,
            [("", parts[0].Widget, (w, sample) => parts[sample].WritePayload(w))]));
    }

    /// <summary>The strongest channels <c>[C,H,W]</c> of one sample, or its one plane; where they are many and large, in blocks.</summary>
    private GridPart Tiles(int sample, int samples, ColorScale scale)
    {
        var shape = attribution.Map.Shape;
        var (rows, columns) = ((int)shape[^2], (int)shape[^1]);
        var planes = AttributionMaps.Sample(attribution.Map, sample, attribution.Samples).Chunk(rows * columns).ToArray();
        var chosen = planes.Index().OrderByDescending(p => p.Item.Sum(Math.Abs)).Take(StrongestChannels).Select(p => p.Index).ToArray();
        // Of three axes it is not known which are the places: a sequence is [N, C, L] to convolutions and [N, T, C] to others.
        var (down, across) = shape.Count > 3 ? ("row", "column") : attribution.Kind == MapKind.Spatial ? ("map", "place") : ("axis 1", "axis 2");
        var step = Math.Max(1, (int)Math.Ceiling(Math.Sqrt((double)rows * columns * chosen.Length * samples / MostTileCells)));
        return new()
        {
            Cells = chosen.SelectMany(c => AttributionMaps.Blocks(planes[c], (rows, columns), step)).ToArray(),
            Rows = new CellAxis(down, rows, step),
            Columns = new CellAxis(across, columns, step),
            Scale = scale,
            Noun = "channel",
            Titles = [.. chosen.Select(c => planes.Length > 1 ? Words.Count(c) : "")],
            Alt = $"{attribution.Method}, sample {sample}: "
                + $"{(planes.Length > chosen.Length ? $"the {chosen.Length} strongest of {planes.Length} channels" : "all channels")}"
                + (step > 1 ? $"; each cell is the value farthest from 0 of {step}×{step}" : ""),
        };
    }

    private string Alt(ColorScale scale) => $"{attribution.Method} for {attribution.Target}: the input, the map, and the map over the input; "
        + $"colours from {Words.Number(scale.Low)} to {Words.Number(scale.High)}"
        + (attribution.Signed ? ", red speaks for the target, blue against it" : "");
}
