using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// A window of baseline slides over the input; each element has the mean loss f(x) − f(x occluded) over the windows that cover it. Zeiler, Fergus
/// 2014, arXiv:1311.2901, section 4.2. Windows that reach over the edge are cut there.
/// </summary>
internal static class Occlusion
{
    /// <param name="subject">What is explained; several inputs are occluded one after the other.</param>
    /// <param name="window">Its extent along the last axes of the input (rows and columns of an image); it takes in all channels.</param>
    /// <param name="stride">Its step along the same axes.</param>
    public static Outcome Of(Subject subject, long[] window, long[] stride)
    {
        if (window.Length == 0 || window.Length != stride.Length || window.Concat(stride).Any(size => size < 1))
        {
            throw new ArgumentException(
                "Window and stride are as many positive numbers, one for each of the last axes; "
                + $"given {Words.Shape(window)} and {Words.Shape(stride)}.");
        }
        var baseline = subject.Options.Baseline;
        Tensor[][] along = [.. subject.X.Select(x => Windows(x, window, stride))];
        var (before, all) = (0L, along.Sum(Places) * baseline.Count);
        Tensor Mean(int input) => baseline.Each(subject.X).Select(each =>
        {
            var map = Of(subject, each.Start, input, along[input], (before, all));
            before += Places(along[input]);
            return map;
        }).Aggregate((sum, map) => sum + map) / baseline.Count;
        return new([.. subject.X.Select((_, i) => Mean(i))]) { Baseline = baseline };
    }

    /// <summary>The windows along each axis of an input, Boolean <c>[windows,size]</c> each.</summary>
    private static Tensor[] Windows(Tensor x, long[] window, long[] stride) => window.Length < x.dim()
        ? [.. x.shape[^window.Length..].Select((size, k) => Along(size, window[k], stride[k], x.device))]
        : throw new ArgumentException($"A window of {window.Length} axes does not fit a sample of {Words.Shape(x.shape[1..])}.");

    /// <summary>How many windows there are: all combinations.</summary>
    private static long Places(Tensor[] along) => along.Aggregate(1L, (product, a) => product * a.shape[0]);

    private static Tensor Of(Subject subject, Tensor[] start, int input, Tensor[] along, (long Before, long All) part)
    {
        var x = subject.X[input];
        long[] axes = x.shape[^along.Length..];
        var places = Places(along);
        var dtype = subject.Prediction.Scores.dtype;
        var (sum, hits) = (zeros(x.shape, dtype, x.device), zeros(axes, dtype, x.device));
        foreach (var batch in subject.Batches(places, gradient: false, part: part))
        {
            // Boolean [W, 1…, h, w].
            var covered = Combine(along, batch.Items).reshape([batch.Count, .. Enumerable.Repeat(1L, (int)x.dim() - 1 - axes.Length), .. axes]);
            Tensor[] rows = [.. subject.X.Select(batch.Of)];
            rows[input] = where(covered, batch.Of(start[input]), rows[input]);
            var loss = batch.Of(subject.Prediction.Scores) - subject.Scores(rows, batch.Rows);
            var cover = covered.to(dtype);
            sum.index_add_(0, batch.Rows, (Batch.Column(loss, cover) * cover).expand([batch.Count, .. x.shape[1..]]), 1);
            hits.add_(cover.sum(dim: 0).reshape(axes));
        }
        return sum / (hits / subject.Samples).clamp_min(1);
    }

    /// <summary>Which elements of an axis each window covers, Boolean <c>[windows,size]</c>.</summary>
    private static Tensor Along(long size, long window, long stride, Device device)
    {
        var count = Math.Max(0, (size - window + stride - 1) / stride) + 1;
        var first = (arange(count, ScalarType.Int64, device) * stride).unsqueeze(1);
        var at = arange(size, ScalarType.Int64, device).unsqueeze(0);
        return at.ge(first) & at.lt(first + window);
    }

    /// <summary>The windows of the given numbers, counted with the last axis fastest.</summary>
    private static Tensor Combine(Tensor[] along, Tensor numbers)
    {
        Tensor? all = null;
        for (var axis = along.Length - 1; axis >= 0; axis--)
        {
            var count = along[axis].shape[0];
            var own = along[axis].index_select(0, numbers.remainder(count))
                .reshape([numbers.shape[0], .. Enumerable.Range(0, along.Length).Select(k => k == axis ? along[axis].shape[1] : 1)]);
            numbers = numbers.div(count, RoundingMode.floor);
            all = all is null ? own : all & own;
        }
        return all!;
    }
}
