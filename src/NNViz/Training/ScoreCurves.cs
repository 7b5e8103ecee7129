using System.Globalization;
using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Training;

/// <summary>What a threshold on a class's score buys: one point for each distinct score, from the strictest threshold to none.</summary>
/// <param name="Name">The class, told from all others.</param>
/// <param name="X">False positive rate (ROC) or recall (precision over recall), 0 to 1, ascending.</param>
/// <param name="Y">True positive rate (recall) or precision, 0 to 1.</param>
/// <param name="Thresholds">A sample is called positive where its score is this or more; +∞ at the first point: none is.</param>
/// <param name="Area">The area under the ROC curve (½ is guessing), or the average precision Σ (Rₙ − Rₙ₋₁) Pₙ (the part of positives is guessing).</param>
/// <param name="Positives">The part of the samples that are of the class, 0 to 1.</param>
public sealed record ScoreCurve(
    string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<double> Thresholds, double Area, double Positives);

/// <summary>ROC curves, or precision over recall, of each class against all others. Immutable.</summary>
/// <param name="Curves">One for each class that has samples and that not all samples are of; of two classes only the second's.</param>
/// <param name="IsRoc">ROC (true), or precision over recall.</param>
public sealed record ScoreCurves(IReadOnlyList<ScoreCurve> Curves, bool IsRoc)
{
    /// <summary>Receiver operating characteristic: true positive rate over false positive rate.</summary>
    /// <param name="scores">[N, C], a score for each class (logits or probabilities), or [N] or [N, 1], the score of class 1 of two.</param>
    /// <param name="labels">[N], the true classes.</param>
    /// <param name="classNames">The names of the classes; numbers by default.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, a score is NaN, or all samples are of one class.</exception>
    public static ScoreCurves Roc(Tensor scores, Tensor labels, IReadOnlyList<string>? classNames = null) => Of(scores, labels, classNames, isRoc: true);

    /// <summary>Precision over recall: better than ROC where positives are rare.</summary>
    /// <param name="scores">[N, C], a score for each class (logits or probabilities), or [N] or [N, 1], the score of class 1 of two.</param>
    /// <param name="labels">[N], the true classes.</param>
    /// <param name="classNames">The names of the classes; numbers by default.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, a score is NaN, or all samples are of one class.</exception>
    public static ScoreCurves PrecisionRecall(Tensor scores, Tensor labels, IReadOnlyList<string>? classNames = null) =>
        Of(scores, labels, classNames, isRoc: false);

    /// <inheritdoc/>
    public override string ToString()
    {
        string measure = IsRoc ? "Area under the ROC curve" : "Average precision";
        return $"{measure}: {string.Join(", ", Curves.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Name} {c.Area:0.000}")))}.";
    }

    private static ScoreCurves Of(Tensor scores, Tensor labels, IReadOnlyList<string>? classNames, bool isRoc)
    {
        double[][] byClass = ClassScores.ByClass(scores);
        ClassLabels actual = ClassLabels.Of(labels, byClass[0].Length, classNames, Math.Max(2, byClass.Length));
        if (byClass.Length < actual.Names.Count && (byClass.Length > 1 || actual.Classes.Max() > 1))
        {
            throw new ArgumentException(
                $"The labels name {actual.Names.Count} classes, but there are scores for {byClass.Length}: "
                + $"give [N, {actual.Names.Count}].");
        }

        // Of two classes each curve says what the other says.
        var curves = new List<ScoreCurve>();
        for (int c = byClass.Length == 2 ? 1 : 0; c < byClass.Length; c++)
        {
            int positive = byClass.Length == 1 ? 1 : c;
            bool[] isPositive = [.. actual.Classes.Select(k => k == positive)];
            if (isPositive.Contains(true) && isPositive.Contains(false))
            {
                curves.Add(Curve(actual.Names[positive], byClass[c], isPositive, isRoc));
            }
        }

        return curves.Count > 0 ? new ScoreCurves(curves, isRoc) : throw new ArgumentException(
            $"All samples are of class {actual.Names[actual.Classes[0]]}: a curve needs samples of two classes at least.");
    }

    private static ScoreCurve Curve(string name, double[] scores, bool[] isPositive, bool isRoc)
    {
        int[] order = [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i])];
        double positives = isPositive.Count(p => p), negatives = scores.Length - positives;
        (List<double> x, List<double> y, List<double> thresholds) = ([0], [isRoc ? 0 : 1], [double.PositiveInfinity]);
        (double right, double wrong, double area) = (0, 0, 0);
        for (int i = 0; i < order.Length; i++)
        {
            (right, wrong) = isPositive[order[i]] ? (right + 1, wrong) : (right, wrong + 1);
            // Samples of one score cross the threshold together.
            if (i + 1 < order.Length && scores[order[i + 1]] == scores[order[i]])
            {
                continue;
            }

            (double nextX, double nextY) = isRoc ? (wrong / negatives, right / positives) : (right / positives, right / (right + wrong));
            area += (nextX - x[^1]) * (isRoc ? (nextY + y[^1]) / 2 : nextY);
            x.Add(nextX);
            y.Add(nextY);
            thresholds.Add(scores[order[i]]);
        }

        return new ScoreCurve(name, x, y, thresholds, area, positives / scores.Length);
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
