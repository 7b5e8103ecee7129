using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Training;

/// <summary>How often samples of each class were given each class. Immutable.</summary>
public sealed record ConfusionMatrix
{
    private readonly long[] _counts;

    private ConfusionMatrix(long[] counts, IReadOnlyList<string> names) => (_counts, ClassNames) = (counts, names);

    /// <summary>The names of the K classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>[K, K], row-major: the row is the true class, the column the predicted one, as scikit-learn has it.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>Samples in all.</summary>
    public long Total => _counts.Sum();

    /// <summary>The part of all samples that were given their class, 0 to 1; NaN without samples.</summary>
    public double Accuracy => (double)Enumerable.Range(0, ClassNames.Count).Sum(k => this[k, k]) / Total;

    /// <summary>How many samples of a class were given a class.</summary>
    public long this[int actual, int predicted] => _counts[(actual * ClassNames.Count) + predicted];

    /// <summary>Counts.</summary>
    /// <param name="predicted">
    /// [N] or [N, 1], the class given to each sample (of one score for two classes: <c>scores.gt(0)</c>),
    /// or [N, C] with C ≥ 2, a score for each class: the largest decides, the first of equal ones.
    /// </param>
    /// <param name="labels">[N], the true class of each sample.</param>
    /// <param name="classNames">The names of the classes; numbers by default.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, a class is no whole number from 0, or a score is NaN.</exception>
    public static ConfusionMatrix Of(Tensor predicted, Tensor labels, IReadOnlyList<string>? classNames = null)
    {
        long samples = labels.numel();
        bool areScores = predicted.dim() == 2 && predicted.shape[1] > 1;
        using Tensor? chosen = areScores ? ClassScores.Largest(predicted) : null;
        ClassLabels given = ClassLabels.OfPredictions(chosen ?? predicted, samples, classNames, areScores ? (int)predicted.shape[1] : 1);
        ClassLabels actual = ClassLabels.Of(labels, samples, classNames, given.Names.Count);
        int classes = actual.Names.Count;
        var counts = new long[classes * classes];
        foreach ((int row, int column) in actual.Classes.Zip(given.Classes))
        {
            counts[(row * classes) + column]++;
        }

        return new ConfusionMatrix(counts, actual.Names);
    }

    /// <summary>The part of the samples given class <paramref name="k"/> that are of it, 0 to 1; NaN where none was given it.</summary>
    public double Precision(int k) => (double)this[k, k] / Enumerable.Range(0, ClassNames.Count).Sum(row => this[row, k]);

    /// <summary>The part of the samples of class <paramref name="k"/> that were given it, 0 to 1; NaN where there are none.</summary>
    public double Recall(int k) => (double)this[k, k] / Enumerable.Range(0, ClassNames.Count).Sum(column => this[k, column]);

    /// <summary>The harmonic mean of precision and recall, 2·right/(samples of the class + samples given it), 0 to 1; NaN where there are neither.</summary>
    public double F1(int k) => 2.0 * this[k, k] / Enumerable.Range(0, ClassNames.Count).Sum(other => this[other, k] + this[k, other]);

    /// <inheritdoc/>
    public override string ToString()
    {
        string accuracy = $"Accuracy {Words.Percent(Accuracy)} of {Words.Count(Total, "sample")}; classes: {Words.Count(ClassNames.Count)}.";
        int[] mistakes = [.. Enumerable.Range(0, _counts.Length).Where(at => at / ClassNames.Count != at % ClassNames.Count && _counts[at] > 0)];
        if (mistakes.Length == 0)
        {
            return accuracy;
        }

        int worst = mistakes.MaxBy(at => _counts[at]);
        (string actual, string given) = (ClassNames[worst / ClassNames.Count], ClassNames[worst % ClassNames.Count]);
        return accuracy + $" Most often confused: {actual} taken for {given} ({Words.Count(_counts[worst], "time")}).";
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
