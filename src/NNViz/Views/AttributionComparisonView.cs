using NNViz.Attributions;
using NNViz.Attributions.Checks;
using NNViz.Html;
using NNViz.Images;

namespace NNViz.Views;

/// <summary>Explanations side by side on one colour scale: each map in units of what 99 % of its own absolute values stay below.</summary>
public sealed class AttributionComparisonView : View
{
    private readonly AttributionComparison comparison;

    private AttributionComparisonView(AttributionComparison comparison) => this.comparison = comparison;

    /// <summary>The view of a comparison.</summary>
    public static AttributionComparisonView From(AttributionComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new AttributionComparisonView(comparison);
    }

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        var over = comparison.Items.Where(AttributionView.IsOverImage).ToList();
        if (over.Count > 0)
        {
            WriteMaps(html, over);
        }
        foreach (var item in comparison.Items.Except(over))
        {
            AttributionView.From(item).WriteHtml(html);
        }
        PredictionTable.WriteHtml(html, comparison.Items[0], comparison.Items.Select(item => item.Target).Distinct().Count() == 1);
        WriteChecks(html);
        CheckStrip.WriteGrey(html, over.Select(item => (comparison.NameOf(item), item)));
        foreach (var item in over)
        {
            if (string.Join("; ", AttributionView.Numbers(item).Concat(item.Notes)) is { Length: > 0 } known)
            {
                html.Note($"{comparison.NameOf(item)}: {known}");
            }
        }
        foreach (var (method, why) in comparison.Missing)
        {
            html.Note($"{method} did not run: {why}");
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(string.Join('\n',
    [
        PredictionTable.Line(comparison.Items[0], 0),
        .. comparison.Items.SelectMany(item => CheckStrip.Lines(item).Prepend(item.ToString())),
        .. comparison.Missing.Select(missing => $"{missing.Method} did not run: {missing.Why}"),
    ]));

    private void WriteMaps(HtmlWriter html, IReadOnlyList<Attribution> items)
    {
        var maps = new AttributionMaps(items, comparable: true, channels: false);
        var pictures = InputPictures.Of(items[0].Inputs[0], maps, items[0].Names);
        var columns = items.Select((item, i) =>
            new AttributionPicture.Column(comparison.NameOf(item), i, true, sample => item.Problems[sample] is not null)).ToList();
        var alt = $"The input and the maps of {string.Join(", ", items.Select(item => comparison.NameOf(item)))} over it, on one scale";
        html.Widget("scrubber", AttributionPicture.Of(maps, pictures, columns, alt), json => AttributionFrames.WriteScrubber(json, maps.Samples,
            [.. items.Select((item, i) => (comparison.NameOf(item), "panels", (Action<System.Text.Json.Utf8JsonWriter, int>)((w, sample) =>
                AttributionFrames.WriteOverlay(w, maps, pictures, (i, sample), item.Problems[sample]))))], pictures.Pictures));
        html.Note($"One colour scale for all: 1 is what 99 % of a map's own absolute values stay below. {Beyond(maps.Scale)}");
        AttributionView.WriteNotes(html, items[0], maps, pictures);
    }

    private static string Beyond(ColorScale scale) => scale.IsDiverging
        ? "Red speaks for the target, blue against it; orange lies above 1, light blue below −1."
        : "Orange lies above 1.";

    /// <summary>Methods down, checks across: the measured number, and whether it holds.</summary>
    private void WriteChecks(HtmlWriter html)
    {
        var names = comparison.Items.SelectMany(item => item.Checks).Select(check => check.Name).Distinct().ToList();
        using (html.Element("table"))
        {
            using (html.Element("tr"))
            {
                foreach (var head in names.Prepend("method").Append("layer").Append("time"))
                {
                    html.Element("th", head);
                }
            }
            foreach (var item in comparison.Items)
            {
                using (html.Element("tr"))
                {
                    html.Element("td", comparison.NameOf(item));
                    foreach (var name in names)
                    {
                        WriteCheck(html, item.Checks.FirstOrDefault(check => check.Name == name));
                    }
                    html.Element("td", item.Layer ?? "");
                    html.Element("td", Words.Seconds(item.Elapsed), ("class", "nnviz-number"));
                }
            }
        }
    }

    private static void WriteCheck(HtmlWriter html, Check? check) => html.Element("td",
        check is null ? "" : check.Result == CheckResult.NotRun ? "– not run"
            : $"{(check.Result == CheckResult.Passed ? "✓" : "✗")} {Words.Number(check.Value, 3)}",
        ("title", check?.Says), ("style", check?.Result == CheckResult.Failed ? "color:#d1495b" : null));
}
