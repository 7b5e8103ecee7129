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

        // Of each frame and title the first widget that its view has.
        var widgets = frames.Select(frame => frame.Results.Select(one => WidgetOf(one.Result, frame.Step)).ToArray()).ToArray();
        List<int> shown = [.. Enumerable.Range(0, widgets[0].Length)];
        (string payload, int every) = Fitting(frames, widgets, shown);
        using (html.Widget("scrubber", json => json.WriteRawValue(payload)))
        {
            foreach (Picture picture in shown.Select(at => widgets[^1][at].Picture))
            {
                html.Picture(picture);
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

    private static (string Name, string Payload, Picture Picture) WidgetOf(object result, long step)
    {
        View view = result is TrainingHistory history ? HistoryView.From(history, step) : Views.Of(result)!;
        return HtmlWriter.WidgetsOf(view.WriteHtml).FirstOrDefault() is { Name: not null } found ? found
            : throw new ArgumentException($"A {result.GetType().Name} has no picture to be shown in a film: {view}");
    }

    // Every second frame goes until the output keeps its budget; where two frames are too many, the largest view goes.
    private (string Payload, int Every) Fitting(IReadOnlyList<(long Step, IReadOnlyList<(string Title, object Result)> Results)> frames,
        (string Name, string Payload, Picture Picture)[][] widgets, List<int> shown)
    {
        while (true)
        {
            int room = MostBytes - shown.Sum(at => widgets[^1][at].Picture.DataUri.Length);
            for (int every = 1; every == 1 || widgets.Length / every >= LeastFrames; every *= 2)
            {
                string payload = Write(frames, widgets, shown, every);
                if (payload.Length <= room || (shown.Count == 1 && widgets.Length / (every * 2) < LeastFrames))
                {
                    return (payload, every);
                }
            }

            shown.Remove(shown.MaxBy(at => widgets[^1][at].Payload.Length + (widgets[^1][at].Picture.DataUri.Length)));
        }
    }

    private string Write(IReadOnlyList<(long Step, IReadOnlyList<(string Title, object Result)> Results)> frames,
        (string Name, string Payload, Picture Picture)[][] widgets, List<int> shown, int every)
    {
        int[] kept = [.. Enumerable.Range(0, widgets.Length).Where(i => i % every == 0).Append(widgets.Length - 1).Distinct()];
        return Payload.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("name", film.StepName);
            json.WriteStrings("steps", kept.Select(i => frames[i].Step.ToString(CultureInfo.InvariantCulture)));
            json.WriteStartArray("views");
            foreach (int at in shown)
            {
                WriteView(json, frames[0].Results[at].Title, [.. kept.Select(i => widgets[i][at])]);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void WriteView(Utf8JsonWriter json, string title, (string Name, string Payload, Picture Picture)[] frames)
    {
        if (frames.Select(frame => frame.Name).Distinct().Count() > 1)
        {
            throw new ArgumentException($"The results under '{title}' are of different kinds; a film shows the same at every step.");
        }

        var (common, additions) = CommonJson.Split([.. frames.Select(frame => JsonNode.Parse(frame.Payload))]);
        json.WriteStartObject();
        json.WriteString("widget", frames[0].Name);
        json.WriteString("title", title);
        json.WriteNumber("width", ViewWidth);
        json.WritePropertyName("shared");
        (common ?? new JsonObject()).WriteTo(json);
        json.WriteStartArray("frames");
        foreach (JsonNode? addition in additions)
        {
            (addition ?? new JsonObject()).WriteTo(json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
