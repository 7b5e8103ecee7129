using NNViz.Html;
using NNViz.Networks;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>The singular values of each weight as a falling line, relative to the largest, with ranks and condition in a table.</summary>
public sealed class WeightSpectraView(WeightSpectra spectra) : View
{
    private const int MostLines = 30, MostPoints = 512;

    /// <summary>The diagram.</summary>
    public Figure Figure { get; } = Draw(spectra);

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        FigureView.Write(html, Figure);
        HtmlTable.Write(html, ["weight", "matrix", "largest σ", "smallest σ", "rank", "effective rank", "stable rank", "condition"],
            spectra.Weights.Select(Numbers));
        string lines = spectra.Weights.Count > MostLines ? $" The first {MostLines} weights are drawn." : "";
        string skipped = spectra.Skipped.Count > 0 ? $" ⚠ Left out: {string.Join("; ", spectra.Skipped)}." : "";
        html.Note($"Effective rank: exp of the entropy of σ/Σσ. Stable rank: Σσ²/σ₁².{lines}{skipped}");
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(string.Join('\n', spectra.Weights.Select(weight =>
        $"{weight.Name} {weight.Rows}×{weight.Columns}: effective rank {Words.Number(weight.EffectiveRank)} of {weight.SingularValues.Count}, "
        + $"σ {Words.Number(weight.SingularValues[0])} … {Words.Number(weight.SingularValues[^1])}").Concat(spectra.Skipped.Select(reason => "⚠ " + reason))));

    private static Figure Draw(WeightSpectra spectra)
    {
        var panel = new Panel(new Axis("number of the singular value") { Integers = true }, new Axis("σ, relative to the largest") { Log = true });
        return new Figure(new FigureLayout(panel) { Legend = true }, [.. spectra.Weights.Take(MostLines).Select(LineOf)])
        {
            Alt = $"Singular values of {Words.Count(spectra.Weights.Count, "weight")}, each relative to its largest",
        };
    }

    // Of very many values evenly spaced ones, the last included: the line falls steadily.
    private static Line LineOf(WeightSpectrum weight)
    {
        int count = weight.SingularValues.Count, points = Math.Min(count, MostPoints);
        int[] places = [.. Enumerable.Range(0, points).Select(i => points == 1 ? 0 : (int)((long)i * (count - 1) / (points - 1)))];
        double largest = weight.SingularValues[0] == 0 ? 1 : weight.SingularValues[0];
        return new Line(Array.ConvertAll(places, i => i + 1), Array.ConvertAll(places, i => weight.SingularValues[i] / largest)) { Name = weight.Name };
    }

    private static string[] Numbers(WeightSpectrum weight) =>
    [
        weight.Name, $"{weight.Rows}×{weight.Columns}", Words.Number(weight.SingularValues[0]), Words.Number(weight.SingularValues[^1]),
        $"{weight.Rank} of {weight.SingularValues.Count}", Words.Number(weight.EffectiveRank), Words.Number(weight.StableRank), Words.Number(weight.Condition),
    ];
}
