using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// RISE: the mean of random soft masks M weighted by the score of the input that they leave visible, Σ f(x ⊙ M) · M / (P · p). Petsiuk, Das,
/// Saenko 2018, arXiv:1806.07421, equation 6. A mask is a coarse grid of ones with probability p, enlarged bilinearly and shifted at random; what it hides
/// is the baseline.
/// </summary>
internal static class Rise
{
    /// <param name="subject">What is explained: one image input.</param>
    /// <param name="masks">Masks P, the same for every sample.</param>
    /// <param name="grid">Cells along each side of the coarse grid.</param>
    /// <param name="probability">Of a cell to be visible, p.</param>
    public static Outcome Of(Subject subject, int masks, int grid, double probability)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(masks, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(grid, 1);
        if (subject.X.Length != 1 || subject.X[0].dim() != 4 || probability is <= 0 or >= 1)
        {
            throw new ArgumentException(
                "RISE masks one image input [N, C, H, W] with a probability between 0 and 1; "
                + "for other inputs use net.FeatureAblation(x) or net.KernelShap(x).");
        }
        var x = subject.X[0];
        var baseline = subject.Options.Baseline;
        var all = Masks(masks, grid, probability, x, new Noise(subject.Options.Seed));
        var sum = zeros([x.shape[0], x.shape[2], x.shape[3]], x.dtype, x.device);
        foreach (var (number, start) in baseline.Each(subject.X))
        {
            foreach (var batch in subject.Batches(masks, gradient: false, part: baseline.Part(number, masks)))
            {
                var mask = all.index_select(0, batch.Items);
                var (row, hidden) = (batch.Of(x), batch.Of(start[0]));
                var scores = subject.Scores([hidden + mask * (row - hidden)], batch.Rows);
                sum.index_add_(0, batch.Rows, mask.squeeze(1) * scores.reshape(-1, 1, 1), 1);
            }
        }
        return new(sum / (masks * probability * baseline.Count))
        {
            Kind = MapKind.Spatial,
            Signed = false,
            Baseline = baseline,
            Steps = masks,
            Random = true,
        };
    }

    /// <summary>The masks, <c>[P,1,H,W]</c>.</summary>
    private static Tensor Masks(int count, int grid, double probability, Tensor x, Noise random)
    {
        var (height, width) = (x.shape[2], x.shape[3]);
        var (cellHeight, cellWidth) = ((height + grid - 1) / grid, (width + grid - 1) / grid);
        var cells = Array.ConvertAll(random.Uniform(count * grid * grid), u => u < probability ? 1f : 0);
        var coarse = tensor(cells, [count, 1, grid, grid], x.dtype, x.device);
        // One cell larger than the image, so that any shift within a cell still covers it.
        var large = nn.functional.interpolate(coarse, [(grid + 1) * cellHeight, (grid + 1) * cellWidth],
            mode: InterpolationMode.Bilinear, align_corners: false);
        var (down, right) = (random.Indices(cellHeight, count), random.Indices(cellWidth, count));
        return stack(Enumerable.Range(0, count).Select(p => large[p].narrow(1, down[p], height).narrow(2, right[p], width)));
    }
}
