using NNViz.Diagnosis;
using NNViz.Html;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>A diagnosis: each finding with its verdict, evidence and advice, the worst first; below, everything that was checked.</summary>
public sealed class DiagnosisView(NetDiagnosis diagnosis) : View
{
    private const int MostBars = 24, RowHeight = 20, Height = 230;
    private const string Bad = "#d64550", Fine = "#3b7dd8";

    private const string Css = """
        .nnviz-finding { border-left: 3px solid #e0702a; padding: 2px 0 2px 12px; margin: 12px 0 }
        .nnviz-finding.nnviz-faulty { border-color: #d64550 }
        .nnviz-finding .nnviz-verdict { font-size: 12px; text-transform: uppercase; letter-spacing: .04em; color: var(--nnviz-soft) }
        .nnviz-finding .nnviz-advice { margin: 6px 0 }
        .nnviz-finding, .nnviz-checks td:last-child { overflow-wrap: anywhere }
        """;

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        html.Element("style", Css);
        html.Element("b", Headline);
        foreach (Finding finding in diagnosis.Findings)
        {
            using (html.Element("div", ("class", finding.Verdict == Verdict.Faulty ? "nnviz-finding nnviz-faulty" : "nnviz-finding")))
            {
                html.Element("div", $"{Word(finding.Verdict)} · {finding.Check}", ("class", "nnviz-verdict"));
                html.Element("b", finding.Title);
                html.Element("p", finding.Because);
                FigureView.Write(html, Draw(finding.Evidence));
                using (html.Element("p", ("class", "nnviz-advice")))
                {
                    html.Element("b", "What to do. ");
                    html.Text(finding.Advice);
                }
            }
        }

        using (html.Element("details", ("class", "nnviz-checks"), ("open", diagnosis.IsHealthy ? "" : null)))
        {
            html.Element("summary",
                $"What was checked: {Words.Count(diagnosis.Checks.Count(check => check.WasMade))} of {Words.Count(diagnosis.Checks.Count, "check")}");
            HtmlTable.Write(html, ["", "check", "outcome"], diagnosis.Checks.Select(check => new[] { Sign(check), check.Name, check.Outcome }));
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text)
    {
        var findings = diagnosis.Findings.Select(finding =>
            $"{Word(finding.Verdict).ToUpperInvariant()} {finding.Title} {finding.Because}\n  What to do: {finding.Advice}");
        text.Write(string.Join('\n', [Headline, .. findings, .. diagnosis.Checks.Select(check => $"{Sign(check)} {check.Name}: {check.Outcome}")]));
    }

    /// <summary>The picture of a finding's evidence.</summary>
    internal static Figure Draw(Evidence evidence) => evidence switch
    {
        EvidenceBars bars => Bars(bars),
        EvidenceCurves curves => Curves(curves),
        EvidenceHistogram histogram => Histogram(histogram),
        _ => throw new ArgumentException($"There is no picture of {evidence.GetType().Name}.", nameof(evidence)),
    };

    private string Headline => diagnosis.IsHealthy
        ? $"{diagnosis.Subject}: nothing found"
        : $"{diagnosis.Subject}: {Words.Count(diagnosis.Findings.Count, "finding")}";

    private static string Word(Verdict verdict) => verdict == Verdict.Faulty ? "fault" : "suspicion";

    private string Sign(CheckOutcome check) => !check.WasMade ? "–" : diagnosis.Of(check.Name).Any() ? "⚠" : "✓";

    private static Figure Bars(EvidenceBars evidence)
    {
        // Of very many the bad ones, and as many others as there is room for, in their own order.
        EvidenceBar[] shown = [.. evidence.Bars.Index()
            .OrderByDescending(bar => bar.Item.IsBad).ThenBy(bar => bar.Index).Take(MostBars)
            .OrderBy(bar => bar.Index).Select(bar => bar.Item)];
        // Room above the bars for the words of the limits.
        shown = evidence.Limits.Count > 0 ? [new EvidenceBar("", double.NaN, false), .. shown] : shown;
        // Each part has a place for every bar: bars of one width.
        IEnumerable<Bar> Part(bool bad, string name) => !shown.Any(bar => bar.IsBad == bad) ? [] :
            [new Bar(shown.Select(bar => bar.IsBad == bad ? bar.Value : double.NaN).ToArray()) { Name = name, Color = bad ? Bad : Fine, Horizontal = true }];
        var panel = new Panel(new Axis(evidence.Quantity) { Log = evidence.Log, FromZero = !evidence.Log },
            new Axis(evidence.Each) { Labels = [.. shown.Select(bar => bar.Name)], Reversed = true });
        string left = MostBars < evidence.Bars.Count ? $" {MostBars} of {Words.Count(evidence.Bars.Count)}." : "";
        Mark[] limits = [.. evidence.Limits.Select(limit => new Mark(limit.Value, limit.Name))];
        return new Figure(new FigureLayout(panel) { OverlayBars = true, Legend = false, Marks = limits },
            [.. Part(false, "fine"), .. Part(true, "found")])
        {
            Height = Math.Max(150, (RowHeight * shown.Length) + 90),
            Alt = evidence.Caption + left,
        };
    }

    private static Figure Curves(EvidenceCurves evidence)
    {
        var panel = new Panel(new Axis(evidence.XName), new Axis(evidence.YName));
        Mark[] marks = evidence.Mark is { } mark ? [new Mark(mark.Value, mark.Name)] : [];
        return new Figure(new FigureLayout(panel) { Marks = marks },
            [.. evidence.Curves.Select(curve => new Line(curve.X.ToArray(), curve.Y.ToArray()) { Name = curve.Name })])
        {
            Height = Height,
            Alt = evidence.Caption,
        };
    }

    private static Figure Histogram(EvidenceHistogram evidence)
    {
        var panel = new Panel(new Axis(evidence.Quantity), new Axis("how many") { FromZero = true });
        var marks = evidence.Limits.Select(limit => new Mark(limit.Value, limit.Name));
        return new Figure(new FigureLayout(panel) { Marks = [.. marks] },
            new Histogram(evidence.Histogram.Edges.ToArray(), evidence.Histogram.Counts.ToArray()))
        { Height = Height, Alt = evidence.Caption };
    }
}
