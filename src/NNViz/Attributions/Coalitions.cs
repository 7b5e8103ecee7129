using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>Scores of inputs with some features left in and the rest replaced by the baseline: what LIME and the Shapley methods are made of.</summary>
internal static class Coalitions
{
    /// <summary>The score of every sample with every coalition, <c>[N][P]</c>; of a set of baselines the mean.</summary>
    /// <param name="subject">What is explained.</param>
    /// <param name="features">The features.</param>
    /// <param name="keep">The coalitions, the same for all samples: <c>[P][F]</c>, true where the feature is left in.</param>
    public static double[][] Scores(Subject subject, Features features, IReadOnlyList<bool[]> keep)
    {
        var (count, samples) = (keep.Count, (int)subject.Samples);
        var table = tensor(keep.SelectMany(k => k).ToArray(), [count, features.Count], device: subject.X[0].device);
        var baseline = subject.Options.Baseline;
        var scores = zeros(samples * count, subject.Prediction.Scores.dtype, subject.X[0].device);
        foreach (var (number, start) in baseline.Each(subject.X))
        {
            foreach (var batch in subject.Batches(count, gradient: false, part: baseline.Part(number, count)))
            {
                var inputs = features.Keep([.. subject.X.Select(batch.Of)], [.. start.Select(batch.Of)], table.index_select(0, batch.Items), batch.Rows);
                scores.narrow(0, batch.First, batch.Count).add_(subject.Scores(inputs, batch.Rows) / baseline.Count);
            }
        }
        return [.. HostTensor.Copy(scores, long.MaxValue).ToDoubles().Chunk(count)];
    }

    /// <summary>A value for each feature of each sample, <c>[N][F]</c>, as maps over the inputs.</summary>
    public static Tensor[] Maps(Subject subject, Features features, IReadOnlyList<double[]> values)
        => features.Lay(tensor(values.SelectMany(v => v).ToArray(), [values.Count, features.Count], device: subject.X[0].device), subject.X);
}
