using NNViz.Diagnosis;
using NNViz.Html;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>Remedies that were tried: the loss curve of each beside that of the network as it is, and how each ended.</summary>
public sealed class RemedyTrialView(RemedyTrial trial) : View
{
    /// <summary>More points than this are joined to means of neighbours.</summary>
    private const int MostPoints = 400;

    /// <summary>Curves that span more than this are drawn on a logarithmic axis.</summary>
    private const double WideSpan = 50;

    private const string BaselineColor = "#7f7f7f";

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        html.Element("b", Headline);
        FigureView.Write(html, Draw());
        HtmlTable.Write(html, Head, trial.Runs.Select(Row));
        html.Note(Note);
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(string.Join('\n',
        [Headline, .. trial.Runs.Select(run => string.Join(", ", Row(run).Where(cell => cell.Length > 0))), Note]));

    private bool HasAccuracy => trial.Runs.Any(run => !double.IsNaN(run.Accuracy));

    private string[] Head => ["", "loss at the end", .. HasAccuracy ? ["accuracy"] : Array.Empty<string>(), "time", ""];

    private string Headline
    {
        get
        {
            RemedyRun best = trial.Best;
            string Ends(RemedyRun run) => double.IsNaN(run.FinalLoss) ? "training fails"
                : HasAccuracy && trial.Best.Accuracy != trial.Baseline.Accuracy
                    ? $"{Words.Percent(run.Accuracy)} right"
                    : $"loss {Words.Number(run.FinalLoss, 3)}";
            return best == trial.Baseline
                ? $"{trial.Subject}: no remedy did better than the network as it is ({Ends(best)} after {Words.Count(trial.Steps, "step")})"
                : $"{trial.Subject}: best is “{best.Name}”: {Ends(best)} after {Words.Count(trial.Steps, "step")}, and {Ends(trial.Baseline)} as it is";
        }
    }

    private string Note => $"All candidates saw the same batches in the same order, with seed {trial.Seed}; "
        + $"{Words.Seconds(trial.Elapsed)} in all. The network itself was not touched.";

    private string[] Row(RemedyRun run) =>
    [
        run.Name, double.IsNaN(run.FinalLoss) ? "–" : Words.Number(run.FinalLoss, 3),
        .. HasAccuracy ? [double.IsNaN(run.Accuracy) ? "–" : Words.Percent(run.Accuracy)] : Array.Empty<string>(),
        Words.Seconds(run.Elapsed), run.Failure ?? (run == trial.Best ? "best" : ""),
    ];

    private Figure Draw()
    {
        double[] all = [.. trial.Runs.SelectMany(run => run.Losses)];
        bool isLog = all.Length > 0 && all.Min() > 0 && all.Max() > WideSpan * all.Min();
        var panel = new Panel(new Axis("step") { Integers = true }, new Axis("loss") { Log = isLog });
        return new Figure(new FigureLayout(panel) { Legend = true }, [.. trial.Runs.Select(Curve)])
        {
            Height = 320,
            Alt = $"Loss over {Words.Count(trial.Steps, "step")}: {string.Join(", ", trial.Runs.Select(run => run.Name))}",
        };
    }

    private Line Curve(RemedyRun run, int index)
    {
        int width = Math.Max(1, (run.Losses.Count + MostPoints - 1) / MostPoints);
        var points = run.Losses.Chunk(width).Select((chunk, i) => (Step: (i * width) + ((chunk.Length - 1) / 2.0), Loss: chunk.Average())).ToList();
        return new Line(points.Select(point => point.Step).ToArray(), points.Select(point => point.Loss).ToArray())
        {
            Name = run.Name,
            Color = index == 0 ? BaselineColor : Colors.Of(index - 1),
            Dashed = index == 0,
        };
    }
}
