using System.Text.Json;
using NNViz.Html;
using NNViz.Plotly;
using NNViz.PlotlyNET.Reading;
using NNViz.Text;
using NNViz.Views;
using Plotly.NET;
using Figure = NNViz.Plotly.Figure;

namespace NNViz.PlotlyNET;

/// <summary>
/// A chart of Plotly.NET, drawn offline by the front end of NNViz: as a figure where a figure holds all of it, else by plotly.js's own
/// properties. The static picture is a figure's.
/// </summary>
internal sealed class ChartView : View
{
    private const int MostBytes = 300_000, MostPoints = 16_000, LineHeight = 18, Width = 640;

    private readonly JsonElement _json;
    private readonly ChartReading _reading;
    private readonly IReadOnlyList<string> _thinned;

    public ChartView(GenericChart chart)
    {
        (_json, _thinned) = ChartGrids.Fit(ChartReading.JsonOf(chart));
        _reading = ChartReading.Of(_json);
    }

    private IReadOnlyList<string> Traces =>
        [.. new Node(_json).Parts("data").Select((trace, index) => TracePart.Of(trace, index).Words)];

    private string Alt => _reading.Figure.Traces.Count > 0 ? _reading.Figure.Alt
        : $"{_reading.Figure.Layout.Title ?? "Plotly.NET chart"}: {string.Join("; ", Traces.DefaultIfEmpty("no traces"))}";

    public override void WriteHtml(HtmlWriter html)
    {
        // As ToPlotlyNET wrote it: no style of a user's is lost.
        if (_reading.Refused.Count + _reading.LeftOut.Count == 0
            && JsonElement.DeepEquals(_json, ChartReading.JsonOf(ChartWriter.Write(_reading.Figure))))
        {
            FigureView.Write(html, _reading.Figure);
            WriteNotes(html, _thinned);
            return;
        }
        var payload = new ChartPayload(_json);
        if (payload.Count == 0)
        {
            html.Picture(Picture());
        }
        else
        {
            payload = Attempts().First(attempt =>
                attempt.MostPoints is not null || Payload.Json(json => attempt.Write(json, Alt)).Length <= MostBytes);
            html.Widget("figure", Picture(), json => payload.Write(json, Alt));
        }
        WriteNotes(html, Notes(payload).Concat(_thinned));
    }

    private static void WriteNotes(HtmlWriter html, IEnumerable<string> notes)
    {
        foreach (string note in notes)
        {
            html.Note(note);
        }
    }

    public override void WriteText(TextWriter text) => text.Write(Alt);

    private IEnumerable<string> Notes(ChartPayload payload)
    {
        if (payload.Count == 0 || payload.DroppedTypes.Any())
        {
            yield return $"Not drawn: {string.Join(", ", payload.Count == 0 ? Traces : payload.DroppedTypes)}. Drawn offline are the types "
                + $"{string.Join(", ", ChartPayload.Types)}; "
                + "chart.SaveHtml(path) writes a page that draws the others with plotly.js from the network.";
        }
        if (payload.DroppedPicture)
        {
            yield return "Not drawn: pictures that would have to be fetched. A data: address would be drawn.";
        }
        string[] missing = [.. _reading.Refused.Where(what => payload.Count > 0 && _reading.Figure.Traces.Count > 0)];
        if (missing.Length > 0)
        {
            yield return $"Where no scripts run, the picture lacks {string.Join("; ", missing)}.";
        }
        if (payload.Short)
        {
            yield return "Numbers are drawn to seven digits, which keeps the notebook small.";
        }
        if (payload.Thinned is { Left: > 0 } thinned)
        {
            yield return $"Drawn are {Words.Count(thinned.All - thinned.Left)} of {Words.Count(thinned.All)} points: "
                + "of each stretch the lowest and the highest. The chart itself has all.";
        }
    }

    // Exactly; where that is too long, to seven digits; where that is, with fewer points.
    private IEnumerable<ChartPayload> Attempts()
    {
        yield return new ChartPayload(_json);
        yield return new ChartPayload(_json) { Short = true };
        yield return new ChartPayload(_json) { Short = true, MostPoints = MostPoints / Math.Max(1, Traces.Count) };
    }

    private Picture Picture()
    {
        Figure figure = _reading.Figure;
        if (figure.Traces.Count == 0)
        {
            return ListOfTraces();
        }
        return FigureView.SmallPicture(figure with { Alt = Alt });
    }

    // A chart of which no picture can be made here: what it holds, in words and numbers.
    private Picture ListOfTraces()
    {
        string[] lines = [.. ChartSummary.Of(_json).DefaultIfEmpty("no traces")];
        int height = (lines.Length + 2) * LineHeight;
        using var canvas = new SvgCanvas(Width, height, Alt, (_, _, _) => "");
        canvas.Text(new Spot(8, LineHeight), _reading.Figure.Layout.Title ?? "Plotly.NET chart", new TextStyle(Size: 14, Bold: true));
        foreach (var (i, line) in lines.Index())
        {
            canvas.Text(new Spot(8, (i + 2) * LineHeight), line, new TextStyle());
        }
        return Html.Picture.Svg(canvas.ToString(), Width, height, Alt);
    }
}
