using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// GradientSHAP (expected gradients): the mean of (x − b) · ∂f/∂x (b + α(x − b)) over baselines b drawn from a set, α uniform in [0, 1] and
/// noise on the input. Lundberg, Lee 2017, arXiv:1705.07874; Erion et al. 2021, arXiv:1906.10670, equation 2. Its expectation sums to
/// f(x) − E f(b).
/// </summary>
internal static class GradientShap
{
    /// <param name="subject">What is explained; its baseline is the set that baselines are drawn from.</param>
    /// <param name="samples">Draws for each input.</param>
    /// <param name="noise">The standard deviation of Gaussian noise on the input, in the input's own units; 0 for none.</param>
    public static Outcome Of(Subject subject, int samples, double noise)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(noise);
        var baselines = subject.Options.Baseline;
        Tensor[] sum = [.. subject.X.Select(x => zeros_like(x))];
        // A stream for each quantity, so that the draws do not depend on the size of the batches.
        Noise Stream(int number) => new(subject.Options.Seed, number);
        var (which, places) = (Stream(0), Stream(1));
        Noise[] random = [.. subject.X.Select((_, i) => Stream(2 + i))];
        foreach (var batch in subject.Batches(samples, gradient: true))
        {
            var alphas = tensor(places.Uniform((int)batch.Count), device: subject.X[0].device);
            var start = baselines.Drawn(subject.X, batch, which.Indices(baselines.Count, (int)batch.Count));
            Tensor[] end = [.. subject.X.Select((x, i) => noise == 0 ? batch.Of(x) : batch.Of(x) + noise * random[i].Normal(batch.Of(x)))];
            var pass = subject.Forward([.. start.Zip(end, (b, x) => b + Batch.Column(alphas, x) * (x - b))], batch.Rows);
            var gradients = subject.Gradients(pass.Scores, pass.Leaves);
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i].index_add_(0, batch.Rows, gradients[i] * (end[i] - start[i]), 1);
            }
        }
        return new([.. sum.Select(s => s / samples)]) { Baseline = baselines, Steps = samples, Random = true };
    }
}
