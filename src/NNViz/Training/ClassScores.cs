using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Training;

/// <summary>Scores of samples, one for each class.</summary>
internal static class ClassScores
{
    /// <summary>[N]: the class with the largest score of [N, C].</summary>
    /// <exception cref="ArgumentException">A score is NaN.</exception>
    public static Tensor Largest(Tensor scores)
    {
        Refuse(HostTensor.Copy(scores, Math.Max(1, scores.numel())).ToDoubles());
        using Tensor plain = scores.detach();
        return plain.argmax(1);
    }

    /// <summary>The scores of each class by sample, [C][N], of [N, C]; of [N] or [N, 1] those of class 1 alone.</summary>
    /// <exception cref="ArgumentException">The shape is another, or a score is NaN.</exception>
    public static double[][] ByClass(Tensor scores)
    {
        if (scores.dim() is not (1 or 2) || scores.numel() == 0)
        {
            throw new ArgumentException($"Scores of the shape {Words.Shape(scores.shape)} are none of samples: give [N, C], or [N] for two classes.");
        }

        double[] all = HostTensor.Copy(scores, scores.numel()).ToDoubles();
        Refuse(all);
        int classes = all.Length / (int)scores.shape[0];
        return [.. Enumerable.Range(0, classes).Select(c => all.Where((_, at) => at % classes == c).ToArray())];
    }

    private static void Refuse(double[] scores)
    {
        int wrong = Array.FindIndex(scores, double.IsNaN);
        if (wrong >= 0)
        {
            throw new ArgumentException(
                $"Score {wrong} (row by row) is NaN, which is neither above nor below another. "
                + "Find where the network makes it: NaN in the input, or a loss that diverged.");
        }
    }
}
