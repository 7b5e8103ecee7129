using NNViz.Training;
using static TorchSharp.torch;

namespace NNViz;

public static partial class TensorExtensions
{
    /// <summary>How often samples of each class were given each class.</summary>
    /// <param name="predicted">[N], the class given to each sample, or [N, C] with C ≥ 2, a score for each class.</param>
    /// <param name="labels">[N], the true class of each sample.</param>
    /// <param name="classNames">The names of the classes; numbers by default.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, a class is no whole number from 0, or a score is NaN.</exception>
    public static ConfusionMatrix ConfusionMatrix(this Tensor predicted, Tensor labels, IReadOnlyList<string>? classNames = null) =>
        Training.ConfusionMatrix.Of(predicted, labels, classNames);

    /// <summary>The ROC curve of each class against all others, with its area.</summary>
    /// <param name="scores">[N, C], a score for each class (logits or probabilities), or [N] or [N, 1], the score of class 1 of two.</param>
    /// <param name="labels">[N], the true classes.</param>
    /// <param name="classNames">The names of the classes; numbers by default.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, a score is NaN, or all samples are of one class.</exception>
    public static ScoreCurves Roc(this Tensor scores, Tensor labels, IReadOnlyList<string>? classNames = null) => ScoreCurves.Roc(scores, labels, classNames);

    /// <summary>Precision over recall of each class against all others, with the average precision.</summary>
    /// <param name="scores">[N, C], a score for each class (logits or probabilities), or [N] or [N, 1], the score of class 1 of two.</param>
    /// <param name="labels">[N], the true classes.</param>
    /// <param name="classNames">The names of the classes; numbers by default.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, a score is NaN, or all samples are of one class.</exception>
    public static ScoreCurves PrecisionRecall(this Tensor scores, Tensor labels, IReadOnlyList<string>? classNames = null) =>
        ScoreCurves.PrecisionRecall(scores, labels, classNames);
}
