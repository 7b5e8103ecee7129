using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NNViz.Html;
using NNViz.Training;

namespace NNViz.Views;

/// <summary>
/// A training as a film: the views of each frame's results side by side,
/// moved together by one slider. The static pictures are the last frame's.
/// </summary>
public sealed class FilmView(TrainingFilm film) : View
{
    private const int MostBytes = 285_000, LeastFrames = 2, ViewWidth = 440;

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        var frames = film.Frames;
        if (frames.Count == 0)
        {
            html.Note(ToString());
            return;
        }

        Shot[][] shots = [.. frames.Select(frame => frame.Results.Select(one => ShotOf(one.Result, frame.Step)).ToArray())];
        List<int> shown = [.. Enumerable.Range(0, shots[0].Length)];
        (string payload, int every) = Fitting(frames, shots, shown);
        using (html.Widget("scrubber", json => json.WriteRawValue(payload)))
        {
            foreach (Shot shot in shown.Select(at => shots[^1][at]))
            {
                if (shot.Drawn is { Picture: var picture })
                {
                    html.Picture(picture);
                }
                else
                {
                    html.Note(shot.Text);
                }
            }
        }

        string[] left = [.. frames[0].Results.Index().Where(one => !shown.Contains(one.Index)).Select(one => one.Item.Title)];
        html.Note(this + (every > 1 ? $" One of every {Words.Count(every)} is drawn, and the last." : "")
            + (left.Length > 0 ? $" Left out because two frames of it are too large for one output: {string.Join(", ", left)}." : ""));
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text)
    {
        var frames = film.Frames;
        text.Write(frames.Count == 0 ? "No frame has been added to the film yet."
            : $"{string.Join(", ", frames[0].Results.Select(one => one.Title))} "
                + $"over {Words.Count(frames.Count, "frame")}, {film.StepName} {frames[0].Step} to {frames[^1].Step}."
            + (film.Added > frames.Count ? $" Of {Words.Count(film.Added)} frames {Words.Count(frames.Count)} were kept." : ""));
    }

    private static Shot ShotOf(object result, long step)
    {
        View view = result is TrainingHistory history ? HistoryView.From(history, step) : Views.Of(result)!;
        return HtmlWriter.WidgetsOf(view.WriteHtml).FirstOrDefault() is { Name: not null } found ? new(found, "") : new(null, view.ToString());
    }

    // Every second frame goes until the output keeps its budget; where two frames are too many, the largest view goes.
    private (string Payload, int Every) Fitting(IReadOnlyList<(long Step, IReadOnlyList<(string Title, object Result)> Results)> frames,
        Shot[][] shots, List<int> shown)
    {
        while (true)
        {
            int room = MostBytes - shown.Sum(at => shots[^1][at].StaticLength);
            for (int every = 1; every == 1 || shots.Length / every >= LeastFrames; every *= 2)
            {
                string payload = Write(frames, shots, shown, every);
                if (payload.Length <= room || (shown.Count == 1 && shots.Length / (every * 2) < LeastFrames))
                {
                    return (payload, every);
                }
            }

            shown.Remove(shown.MaxBy(at => shots.Max(frame => frame[at].StaticLength + (frame[at].Drawn?.Payload.Length ?? 0))));
        }
    }

    private string Write(IReadOnlyList<(long Step, IReadOnlyList<(string Title, object Result)> Results)> frames,
        Shot[][] shots, List<int> shown, int every)
    {
        int[] kept = [.. Enumerable.Range(0, shots.Length).Where(i => i % every == 0).Append(shots.Length - 1).Distinct()];
        return Payload.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("name", film.StepName);
            json.WriteStrings("steps", kept.Select(i => frames[i].Step.ToString(CultureInfo.InvariantCulture)));
            json.WriteStartArray("views");
            foreach (int at in shown)
            {
                WriteView(json, frames[0].Results[at].Title, [.. kept.Select(i => shots[i][at])]);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void WriteView(Utf8JsonWriter json, string title, Shot[] frames)
    {
        string[] names = [.. frames.Select(frame => frame.Drawn?.Name).OfType<string>().Distinct()];
        if (names.Length > 1)
        {
            throw new ArgumentException($"The results under '{title}' are of different kinds; a film shows the same at every step.");
        }

        var payloads = frames.Where(frame => frame.Drawn is not null).Select(frame => JsonNode.Parse(frame.Drawn!.Value.Payload));
        var (common, additions) = CommonJson.Split([.. payloads.DefaultIfEmpty()]);
        var added = new Queue<JsonNode?>(additions);
        json.WriteStartObject();
        json.WriteString("widget", names.FirstOrDefault() ?? "figure");
        json.WriteString("title", title);
        json.WriteNumber("width", ViewWidth);
        json.WritePropertyName("shared");
        (common ?? new JsonObject()).WriteTo(json);
        json.WriteStartArray("frames");
        foreach (Shot frame in frames)
        {
            ((frame.Drawn is null ? null : added.Dequeue()) ?? new JsonObject()).WriteTo(json);
        }

        json.WriteEndArray();
        if (frames.Any(frame => frame.Drawn is null))
        {
            json.WriteStrings("notes", frames.Select(frame => frame.Drawn is null ? frame.Text : null));
        }

        json.WriteEndObject();
    }

    /// <summary>What one result is seen as in one frame: the first widget of its view, or the text of one that has none.</summary>
    private readonly record struct Shot((string Name, string Payload, Picture Picture)? Drawn, string Text)
    {
        public int StaticLength => Drawn?.Picture.DataUri.Length ?? Text.Length;
    }
}
