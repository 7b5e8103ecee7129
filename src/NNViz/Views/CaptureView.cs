using NNViz.Html;
using NNViz.Networks;
using NNViz.Tensors;

namespace NNViz.Views;

/// <summary>
/// What a capture kept of the last pass: a table of the layers' outputs and, where tensors are kept, their maps. A snapshot: the next pass
/// does not change it.
/// </summary>
public sealed class CaptureView : View
{
    private static readonly string[] Heads = ["layer", "output", "range", "mean ± std", "zeros", "time"];

    private readonly IReadOnlyList<string[]> rows;
    private readonly IReadOnlyList<string> notes;
    private readonly IReadOnlyList<MissedLayer> missed;
    private readonly FeatureMapsView? maps;

    private CaptureView(IReadOnlyList<CapturedLayer> layers, IReadOnlyList<string> notes, FeatureMaps? maps,
        IReadOnlyList<MissedLayer> missed)
    {
        (rows, this.notes, this.missed) = ([.. layers.SelectMany(Rows)], notes, missed);
        this.maps = maps is { Layers.Count: > 0 } ? FeatureMapsView.From(maps with { Missed = [] }) : null;
    }

    /// <summary>The view of all that was recorded.</summary>
    public static CaptureView From(Capture capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        var maps = capture.Options.Keep == Keep.Activations ? FeatureMaps.Of(capture) : null;
        return new CaptureView(capture.Layers, NotesOf(capture), maps, capture.Missed);
    }

    /// <summary>The view of one layer.</summary>
    public static CaptureView From(CapturedLayer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return new CaptureView([layer], [], FeatureMaps.Of(layer), []);
    }

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        foreach (var note in notes)
        {
            html.Element("p", note);
        }
        maps?.WriteHtml(html);
        MissedView.WriteHtml(html, missed);
        if (rows.Count > 0)
        {
            WriteTable(html);
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) =>
        text.Write(string.Join('\n',
            [.. notes, .. rows.Select(row => string.Join("  ", row.Where(cell => cell.Length > 0))),
                .. missed.Select(layer => "⚠ " + layer.Reason)]));

    private static string[] NotesOf(Capture capture) =>
    [
        capture.Passes == 0
            ? "No pass yet: run the network with net.call(x)."
            : $"Pass {Words.Count(capture.Passes)} since the hooks were put on.",
        .. capture.FailedLayer is { } failed ? new[] { $"⚠ {failed.DisplayName} did not return in this pass: it threw." } : [],
        .. capture.HookFault is { } fault
            ? new[] { $"⚠ A hook failed, so something may be missing (the network's result is not touched): {fault.Message}" }
            : [],
    ];

    private void WriteTable(HtmlWriter html)
    {
        using var table = html.Element("table");
        using (html.Element("tr"))
        {
            foreach (var head in Heads)
            {
                html.Element("th", head);
            }
        }
        foreach (var row in rows)
        {
            using var line = html.Element("tr");
            foreach (var cell in row)
            {
                html.Element("td", cell);
            }
        }
    }

    private static IEnumerable<string[]> Rows(CapturedLayer layer) => layer.Calls.SelectMany((call, i) => call.Outputs.Select(output =>
    {
        var name = layer.Layer.DisplayName + (call.Outputs.Count > 1
            ? $" {output.Name}"
            : "") + (layer.TotalCalls > 1
            ? $", call {i + 1} of {layer.TotalCalls}"
            : "");
        var time = Words.Seconds(call.Elapsed);
        var moments = output.Moments ?? (output.Value is { } value ? TensorStats.MomentsOf(value) : null);
        string[] row = [name, Words.Shape(output.Shape), .. Numbers(moments, output.IsOverwritten), time];
        return row;
    }));

    private static string[] Numbers(Moments? moments, bool isOverwritten)
    {
        if (moments is not { } m)
        {
            return [isOverwritten ? "overwritten in place; the next pass keeps a copy" : "", "", ""];
        }
        var alarm = m.NonFinite > 0 ? $" ⚠ {Words.Count(m.NonFinite)} not finite" : "";
        return m.Finite == 0 ? [alarm.Trim(), "", ""]
            : [$"{Words.Number(m.Min)} … {Words.Number(m.Max)}{alarm}", $"{Words.Number(m.Mean)} ± {Words.Number(m.Std)}",
                Words.Percent((double)m.Zeros / m.Count)];
    }
}
