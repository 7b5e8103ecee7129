using NNViz.Html;
using NNViz.Plotly;
using NNViz.Training;

namespace NNViz.Views;

/// <summary>How the gradient arrives at each parameter: a bar for each norm, coloured by verdict, the findings in words, and the numbers in a table.</summary>
public sealed class GradientFlowView(GradientFlow flow) : View
{
    private const int RowHeight = 22, LeastHeight = 200, MostHeight = 900;

    /// <summary>Colour and words of each verdict; orange and red for what wants attention.</summary>
    private static readonly Dictionary<GradientVerdict, (string Color, string Words)> Verdicts = new()
    {
        [GradientVerdict.Fine] = ("#3b7dd8", "fine"),
        [GradientVerdict.Vanishing] = ("#e0702a", "vanishing"),
        [GradientVerdict.Exploding] = ("#d64550", "exploding"),
        [GradientVerdict.Zero] = ("#96714a", "all zero"),
        [GradientVerdict.NonFinite] = ("#c2479a", "not finite"),
        [GradientVerdict.Unused] = ("#7d8b99", "not part of the loss"),
        [GradientVerdict.Frozen] = ("#7d8b99", "frozen"),
    };

    /// <summary>The bar chart.</summary>
    public Figure Figure { get; } = Draw(flow);

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        foreach (string line in Findings())
        {
            html.Element("p", line);
        }

        FigureView.Write(html, Figure);
        html.Note("Bars: the Euclidean norm of the gradient; what is 0 or missing has no bar on a logarithmic axis.");
        using (html.Element("details"))
        {
            html.Element("summary", $"Numbers of {Words.Count(flow.Parameters.Count, "parameter tensor")}");
            WriteTable(html);
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text)
    {
        var rows = flow.Parameters.Take(HtmlTable.MostRows).Select(p =>
            $"{p.Name}: ‖gradient‖ {Words.Number(p.Norm)}, max {Words.Number(p.Max)}, "
                + $"‖gradient‖/‖parameter‖ {Words.Number(p.Ratio)}, {Verdicts[p.Verdict].Words}");
        text.Write(string.Join('\n', Findings().Concat(rows)));
    }

    private static Figure Draw(GradientFlow flow)
    {
        string[] names = [.. flow.Parameters.Select(p => p.Name)];
        var bars = flow.Parameters.Index().Where(entry => entry.Item.Norm > 0).GroupBy(entry => entry.Item.Verdict).OrderBy(group => group.Key).Select(group =>
            new Bar(group.Select(entry => (double)entry.Index).ToArray(), group.Select(entry => entry.Item.Norm).ToArray())
            {
                Name = Verdicts[group.Key].Words,
                Color = Verdicts[group.Key].Color,
                Horizontal = true,
            });
        var panel = new Panel(new Axis("norm of the gradient") { Log = true }, new Axis("parameter") { Labels = names, Reversed = true });
        return new Figure(new FigureLayout(panel) { OverlayBars = true, Legend = true }, [.. bars])
        {
            Height = Math.Clamp((RowHeight * names.Length) + 90, LeastHeight, MostHeight),
            Alt = $"Norm of the gradient of {Words.Count(names.Length, "parameter tensor")}, first layer at the top",
        };
    }

    private IEnumerable<string> Findings()
    {
        if (flow.FirstNonFinite is { } broken)
        {
            yield return "⚠ " + broken;
        }

        foreach ((GradientVerdict verdict, string meaning) in new[]
        {
            (GradientVerdict.Vanishing,
                $"vanishes: root mean square below {Words.Number(GradientFlow.VanishingShare)} of the network's largest, "
                    + $"or ‖gradient‖/‖weight‖ below {Words.Number(GradientFlow.VanishingRatio)}"),
            (GradientVerdict.Exploding, $"explodes: ‖gradient‖ above {Words.Number(GradientFlow.ExplodingRatio)} · max(1, ‖parameter‖)"),
            (GradientVerdict.Zero, "is zero in every element: units are dead, or something cuts it off"),
            (GradientVerdict.Unused, "is missing: the loss does not depend on the parameter"),
        })
        {
            ParameterGradient[] found = [.. flow.With(verdict)];
            if (found.Length > 0)
            {
                yield return $"⚠ The gradient {meaning}. {Words.Some(found.Select(p => p.Name), 8)}.";
            }
        }

        if (flow.Parameters.All(p => p.Verdict is GradientVerdict.Fine or GradientVerdict.Frozen))
        {
            yield return "The gradient reaches every trained parameter, neither vanishing nor exploding.";
        }

        if (!double.IsNaN(flow.Loss))
        {
            yield return $"Loss {Words.Number(flow.Loss)}.";
        }
    }

    private void WriteTable(HtmlWriter html)
    {
        HtmlTable.Write(html, ["parameter", "shape", "‖gradient‖", "max |gradient|", "‖gradient‖/‖parameter‖", "not finite", "verdict"],
            flow.Parameters.Select(p => new[]
        {
            p.Name, Words.Shape(p.Shape), Words.Number(p.Norm), Words.Number(p.Max), Words.Number(p.Ratio), Words.Count(p.NonFinite), Verdicts[p.Verdict].Words,
        }));
    }
}
