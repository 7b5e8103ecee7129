using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>What the score loses when a feature is replaced by the baseline, f(x) − f(x without the feature), or by the feature of another sample.</summary>
internal static class FeatureAblation
{
    public static Outcome Of(Subject subject, FeatureMask? mask)
    {
        var features = (mask ?? FeatureMask.Default(subject)).For(subject.X);
        return Of(subject, features, [.. subject.Options.Baseline.Each(subject.X).Select(each => each.Start)]) with { Baseline = subject.Options.Baseline };
    }

    /// <summary>Permutation (Breiman 2001; Fisher et al. 2019, arXiv:1801.01489): each feature is taken from another sample of the batch.</summary>
    public static Outcome Permuted(Subject subject, FeatureMask? mask)
    {
        if (subject.Samples < 2)
        {
            throw new ArgumentException(
                "Permutation takes each feature from another sample of the batch, "
                + "so it needs at least two samples. With one, use net.FeatureAblation(x).");
        }
        var features = (mask ?? FeatureMask.Default(subject)).For(subject.X);
        var order = tensor(Others((int)subject.Samples, subject.Options.Seed), device: subject.X[0].device);
        return Of(subject, features, [[.. subject.X.Select(x => x.index_select(0, order))]]) with { Random = true };
    }

    /// <summary>The loss for each feature; of several replacements the mean.</summary>
    private static Outcome Of(Subject subject, Features features, Tensor[][] replacements)
    {
        var losses = zeros(subject.Samples * features.Count, subject.Prediction.Scores.dtype, subject.X[0].device);
        foreach (var (number, replacement) in replacements.Index())
        {
            foreach (var batch in subject.Batches(features.Count, gradient: false, part: (number * features.Count, replacements.Length * features.Count)))
            {
                var inputs = features.Without([.. subject.X.Select(batch.Of)], [.. replacement.Select(batch.Of)], batch.Items, batch.Rows);
                losses.narrow(0, batch.First, batch.Count)
                    .add_((batch.Of(subject.Prediction.Scores) - subject.Scores(inputs, batch.Rows)) / replacements.Length);
            }
        }
        return new(features.Lay(losses.reshape(subject.Samples, features.Count), subject.X))
        {
            Steps = (int)features.Count,
            Notes = [$"{features.Count} features: {features.Mask}"],
        };
    }

    /// <summary>For each sample another one: a random cycle through all of them.</summary>
    private static long[] Others(int samples, int seed)
    {
        var cycle = new Noise(seed).Permutation(samples);
        var others = new long[samples];
        for (var i = 0; i < samples; i++)
        {
            others[cycle[i]] = cycle[(i + 1) % samples];
        }
        return others;
    }
}
