using NNViz.Html;
using NNViz.Plotly;
using NNViz.Training;

namespace NNViz.Views;

/// <summary>
/// Several runs laid over one another: a panel for each quantity, a colour for each run,
/// validation and test data dashed; below, each run's last and best values.
/// </summary>
public sealed class RunsView(TrainingRuns runs) : View
{
    /// <summary>The most runs that are drawn.</summary>
    internal const int MostRuns = 40;

    private static readonly string[] Roles = ["", " (validation)", " (test)"];

    // A run, by its number: its groups of metrics.
    private readonly IReadOnlyList<MetricGroup>[] _groups = [.. runs.Runs.Take(MostRuns).Select(run => MetricGroup.Of(run.Metrics))];

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        string[] quantities = [.. _groups.SelectMany(groups => groups.Select(group => group.Name)).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (quantities.Length == 0)
        {
            html.Note("Nothing has been logged in any of the runs yet.");
            return;
        }

        HistoryLine[] lines = [.. _groups.Index().SelectMany(run => run.Item.SelectMany(group => group.Series.Select(series => new HistoryLine(
            Array.FindIndex(quantities, name => string.Equals(name, group.Name, StringComparison.OrdinalIgnoreCase)), series.Metric,
            runs.Runs[run.Index].Name, ColorOf(run.Index), series.Role > 0))))];
        new HistoryChart(quantities, lines, []) { Legend = true }
            .Write(html, $"{string.Join(", ", quantities)} of {Words.Count(_groups.Length, "run")}: "
                + $"{string.Join(", ", runs.Runs.Take(8).Select(run => run.Name))}.");
        foreach (string note in Notes(lines))
        {
            html.Note(note);
        }

        using (html.Element("details"))
        {
            html.Element("summary", "last and best values");
            HtmlTable.Write(html, ["run", "metric", "last", "at step", "best", "at step"], Rows());
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(string.Join('\n', Rows().Take(HtmlTable.MostRows)
        .Select(row => $"{row[0]}: {row[1]} {row[2]} at step {row[3]}{(row[4].Length > 0 ? $" · best {row[4]} at step {row[5]}" : "")}")));

    // Ten colours to tell apart; with more runs they go from dark to light instead.
    private string ColorOf(int run) => _groups.Length <= Colors.Count ? Colors.Of(run)
        : Colors.At(ColorStops.Of(Images.Colormap.Viridis), 0.9 * run / (_groups.Length - 1)).Css;

    private IEnumerable<string> Notes(HistoryLine[] lines)
    {
        if (lines.Any(line => line.Dashed))
        {
            yield return "Dashed: validation and test data.";
        }

        if (runs.Runs.Count > MostRuns)
        {
            yield return $"Of {Words.Count(runs.Runs.Count)} runs the first {MostRuns} are drawn.";
        }
    }

    private IEnumerable<string[]> Rows() => _groups.Index().SelectMany(run => run.Item.SelectMany(group => group.Series.Select(series =>
    {
        MetricPoint? best = group.BestOf(series.Metric);
        string Step(MetricPoint? point) => point is { } some ? Words.Count(some.Step) : "";
        return new[]
        {
            runs.Runs[run.Index].Name, group.Name + Roles[series.Role], Words.Number(series.Metric.Last.Value), Step(series.Metric.Last),
            best is { } found ? Words.Number(found.Value) : "", Step(best),
        };
    })));
}
