using System.Text.Json;
using NNViz.Html;
using NNViz.Projections;

namespace NNViz.Views;

/// <summary>Decision boundaries over a training, with a slider and a play button. A snapshot; the static picture is the last.</summary>
public sealed class BoundaryHistoryView(BoundaryHistory history) : View
{
    private const int MostBytes = 215_000, MostPoints = 200, MostRings = 60, LeastSide = 24, MostSide = 100;

    private readonly IReadOnlyList<(string Step, DecisionBoundary Boundary)> _frames = history.Frames;

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        if (_frames.Count == 0)
        {
            html.Element("p", history.ToString());
            return;
        }

        (IReadOnlyList<(string Step, DecisionBoundary Boundary)> shown, BoundaryDetail detail) = Fit();
        html.Widget("scrubber", FigureView.Picture(Draw(shown[^1], detail)), json => Write(json, shown, detail));
        html.Note(_frames[^1].Boundary.ToString());
        string[] notes =
        [
            shown.Count < history.Added ? $"{shown.Count} of {Words.Count(history.Added)} boundaries are shown, the first and the last among them." : "",
            _frames[0].Boundary.Points.Count > MostPoints ? $"About {MostPoints} of {Words.Count(_frames[0].Boundary.Points.Count)} samples are drawn." : "",
        ];
        if (string.Join(" ", notes).Trim() is { Length: > 0 } note)
        {
            html.Note(note);
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(string.Join('\n', _frames.Select(frame =>
        $"{frame.Step}: {Words.Percent(frame.Boundary.Accuracy)} classified rightly").Prepend(history.ToString())));

    // The more frames, the coarser; with too many of the coarsest every second is left out.
    private (IReadOnlyList<(string, DecisionBoundary)> Shown, BoundaryDetail Detail) Fit()
    {
        IReadOnlyList<(string, DecisionBoundary)> shown = _frames;
        var detail = new BoundaryDetail(MostSide, MostPoints, MostRings, Words: false);
        while (shown.Count * Payload.Json(json => FigureView.WritePayload(json, Draw(_frames[^1], detail))).Length > MostBytes)
        {
            if (detail.Side > LeastSide)
            {
                detail = detail with { Side = Math.Max(LeastSide, detail.Side * 4 / 5) };
            }
            else if (shown.Count > 2)
            {
                shown = [.. shown.Where((_, i) => i % 2 == 0 && i < shown.Count - 1), shown[^1]];
            }
            else
            {
                break;
            }
        }

        return (shown, detail);
    }

    private static Plotly.Figure Draw((string Step, DecisionBoundary Boundary) frame, BoundaryDetail detail) =>
        new BoundaryFigure(frame.Boundary, detail).Draw($"{frame.Step}: {Words.Percent(frame.Boundary.Accuracy)} right");

    private static void Write(Utf8JsonWriter json, IReadOnlyList<(string Step, DecisionBoundary Boundary)> shown, BoundaryDetail detail)
    {
        json.WriteStartObject();
        json.WriteString("name", "epoch");
        json.WriteStrings("steps", shown.Select(frame => frame.Step));
        json.WriteStartArray("views");
        json.WriteStartObject();
        json.WriteString("widget", "figure");
        json.WriteNumber("width", 640);
        json.WriteStartArray("frames");
        foreach ((string, DecisionBoundary) frame in shown)
        {
            FigureView.WritePayload(json, Draw(frame, detail));
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
