using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>How the gradients of noisy copies become one map.</summary>
internal enum Smoothing
{
    /// <summary>Their mean: Smilkov et al. 2017, arXiv:1706.03825.</summary>
    Mean,

    /// <summary>The mean of their squares: Hooker et al. 2019, arXiv:1806.10758.</summary>
    MeanOfSquares,

    /// <summary>Their variance, E[g²] − E[g]²: Adebayo et al. 2018, arXiv:1810.03307.</summary>
    Variance,
}

/// <summary>Gradients averaged over copies of the input with Gaussian noise.</summary>
internal static class SmoothGrad
{
    /// <param name="subject">What is explained.</param>
    /// <param name="samples">Noisy copies of each input.</param>
    /// <param name="noise">The standard deviation as a share of each sample's range (maximum − minimum), as in the paper.</param>
    /// <param name="smoothing">How the copies become one map.</param>
    public static Outcome Of(Subject subject, int samples, double noise, Smoothing smoothing)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(noise);
        Tensor[] deviation = [.. subject.X.Select(x => noise * Range(x))];
        Noise[] random = [.. subject.X.Select((_, i) => new Noise(subject.Options.Seed, i))];
        return FromCopies(subject, samples, smoothing, batch =>
            [.. subject.X.Select((x, i) => batch.Of(x) + batch.Of(deviation[i]) * random[i].Normal(batch.Of(x)))]);
    }

    /// <summary>The same for copies that someone else has made.</summary>
    internal static Outcome FromCopies(Subject subject, int samples, Smoothing smoothing, Func<Batch, Tensor[]> copies)
    {
        Tensor[] sum = [.. subject.X.Select(x => zeros_like(x))];
        Tensor[] squares = [.. subject.X.Select(x => zeros_like(x))];
        foreach (var batch in subject.Batches(samples, gradient: true))
        {
            var pass = subject.Forward(copies(batch), batch.Rows);
            var gradients = subject.Gradients(pass.Scores, pass.Leaves);
            for (var i = 0; i < gradients.Length; i++)
            {
                sum[i].index_add_(0, batch.Rows, gradients[i], 1);
                squares[i].index_add_(0, batch.Rows, gradients[i].square(), 1);
            }
        }
        return new([.. sum.Zip(squares, (s, q) => smoothing switch
        {
            Smoothing.Mean => s / samples,
            Smoothing.MeanOfSquares => q / samples,
            _ => q / samples - (s / samples).square(),
        })])
        {
            Signed = smoothing == Smoothing.Mean,
            Steps = samples,
            Random = true,
        };
    }

    private static Tensor Range(Tensor x)
    {
        var flat = x.flatten(1);
        return Batch.Column(flat.amax(1) - flat.amin(1), x);
    }
}
