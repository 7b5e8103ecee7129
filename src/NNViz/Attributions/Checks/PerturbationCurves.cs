using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Attributions.Checks;

/// <summary>The score while more and more of the input is replaced by the baseline.</summary>
internal static class PerturbationCurves
{
    /// <summary>Curves of <paramref name="steps"/> + 1 scores for each sample: from nothing changed to everything. Of a set of baselines the mean.</summary>
    /// <param name="subject">What was explained.</param>
    /// <param name="places">The places of the input.</param>
    /// <param name="ranks">For every place when it goes, Int64 <c>[N,P]</c>.</param>
    /// <param name="steps">Equal steps.</param>
    /// <param name="insert">Whether places are put into the baseline instead of taken out of the input.</param>
    public static double[][] Of(Subject subject, Places places, Tensor ranks, int steps, bool insert)
    {
        var (x, baseline) = (subject.X[0], subject.Options.Baseline);
        var each = baseline.Each(subject.X).Select(one => Of(subject, places, ranks, steps, (batch, gone) =>
        {
            var there = insert ? gone : gone.logical_not();
            return where(places.Spread(there, batch.Of(x)), batch.Of(x), batch.Of(one.Start[0]));
        }, baseline.Part(one.Number, steps + 1)));
        return each.Aggregate((double[][])[.. Enumerable.Range(0, (int)subject.Samples).Select(_ => new double[steps + 1])],
            (sum, curves) => [.. sum.Zip(curves, (s, c) => (double[])[.. s.Zip(c, (a, b) => a + b / baseline.Count)])]);
    }

    /// <summary>The same with any filling: <paramref name="fill"/> makes the rows of a batch from a Boolean <c>[R,P]</c> of the places that changed.</summary>
    public static double[][] Of(Subject subject, Places places, Tensor ranks, int steps, Func<Batch, Tensor, Tensor> fill, (long Before, long All)? part = null)
    {
        var points = steps + 1;
        var counts = tensor(Enumerable.Range(0, points).Select(s => (long)Math.Round((double)s * places.Count / steps)).ToArray(), device: ranks.device);
        var scores = zeros(subject.Samples * points, subject.Prediction.Scores.dtype, ranks.device);
        foreach (var batch in subject.Batches(points, gradient: false, part: part))
        {
            var gone = batch.Of(ranks).lt(counts.index_select(0, batch.Items).unsqueeze(1));
            scores.narrow(0, batch.First, batch.Count).copy_(subject.Scores([fill(batch, gone)], batch.Rows));
        }
        return [.. HostTensor.Copy(scores, long.MaxValue).ToDoubles().Chunk(points)];
    }

    /// <summary>The area under a curve over [0, 1], by trapezoids: its mean height.</summary>
    public static double Area(double[] curve) => curve.Zip(curve.Skip(1), (a, b) => (a + b) / 2).Average();
}
