using static TorchSharp.torch;

namespace NNViz.Attributions.Checks;

/// <summary>
/// Infidelity: the mean of (I·φ − (f(x) − f(x − I)))² over perturbations I, for each sample; 0 for a map that predicts every change of the
/// score. Yeh et al. 2019, arXiv:1901.09392, definition 2.1.
/// </summary>
internal static class Infidelity
{
    /// <param name="subject">What was explained.</param>
    /// <param name="maps">The maps φ in the shape of the inputs.</param>
    /// <param name="perturbations">What is taken away, for the rows of a batch: like the inputs.</param>
    /// <param name="count">How many for each sample.</param>
    /// <param name="scale">Whether the map is first multiplied by the one factor for each sample that fits best (section 3).</param>
    public static double[] Of(Subject subject, Tensor[] maps, Func<Batch, Tensor[]> perturbations, int count, bool scale)
    {
        var total = subject.Samples * count;
        var (predicted, actual) = (zeros(total, ScalarType.Float64), zeros(total, ScalarType.Float64));
        foreach (var batch in subject.Batches(count, gradient: false))
        {
            var taken = perturbations(batch);
            var dot = taken.Zip(maps, (t, m) => (t * batch.Of(m)).flatten(1).sum(1)).Aggregate((sum, part) => sum + part);
            var change = batch.Of(subject.Prediction.Scores) - subject.Scores([.. subject.X.Zip(taken, (x, t) => batch.Of(x) - t)], batch.Rows);
            predicted.narrow(0, batch.First, batch.Count).copy_(dot);
            actual.narrow(0, batch.First, batch.Count).copy_(change);
        }
        var (p, a) = (predicted.data<double>().ToArray().Chunk(count), actual.data<double>().ToArray().Chunk(count));
        return [.. p.Zip(a, (own, truth) => MeanSquare(own, truth, scale))];
    }

    private static double MeanSquare(double[] predicted, double[] actual, bool scale)
    {
        var squares = predicted.Sum(v => v * v);
        var factor = !scale ? 1 : squares == 0 ? 0 : predicted.Zip(actual, (p, a) => p * a).Sum() / squares;
        return predicted.Zip(actual, (p, a) => (factor * p - a) * (factor * p - a)).Average();
    }
}
