using NNViz.Attributions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Tests.Attributions;

/// <summary>Methods that perturb, and random methods, against the stored values.</summary>
public sealed class PerturbationGoldenTests : IDisposable
{
    private static readonly ExplainOptions Plain = new() { Checks = false };
    private readonly Sequential net = NetA.Create();
    private readonly Tensor input = NetA.Input();

    public void Dispose()
    {
        net.Dispose();
        input.Dispose();
    }

    [Fact]
    public void Occlusion() => Same("A/captum/Occlusion_4x4_s2", net.Occlusion(input, NetA.Class, window: 4, stride: 2, Plain));

    [Fact]
    public void FeatureAblation()
    {
        Same("A/captum/FeatureAblation_pixel", net.FeatureAblation(input, NetA.Class, FeatureMask.Elements, Plain));
        Same("A/captum/FeatureAblation_4x4", net.FeatureAblation(input, NetA.Class, Golden.Load("A/mask_4x4"), Plain));
        Same("A/captum/FeatureAblation_4x4", net.FeatureAblation(input, NetA.Class, FeatureMask.Patches(4, 4), Plain));
    }

    [Fact]
    public void ExactShapleyValuesOfSixFeatures()
    {
        Same("A/captum/ShapleyValues_6", net.ShapleyExact(input, NetA.Class, Golden.Load("A/mask_6"), Plain));
        // With all 62 coalitions the regression has the Shapley values as its solution.
        Same("A/captum/ShapleyValues_6", net.KernelShap(input, NetA.Class, Golden.Load("A/mask_6"), 62, Plain));
    }

    [Fact]
    public void ExactShapleyValuesOfTwelveFeatures()
    {
        using var mask = Golden.Load("A/mask_12");
        var map = net.ShapleyExact(input[..2], NetA.Class, mask, Plain).Map.ToSingles();
        var ids = Golden.Values("A/mask_12");
        var expected = Golden.Values("A/reference/ShapleyExact_12").Chunk(12).SelectMany(row => ids.Select(id => row[(int)id])).ToArray();
        Approx.Equal(expected, map, 1e-4, 1e-6);
    }

    [Fact]
    public void SampledShapleyValuesLieWithinTheirErrors()
    {
        var exact = Golden.Values("A/captum/ShapleyValues_6");
        foreach (var sampled in new[] { net.ShapleySampling(input, NetA.Class, Golden.Load("A/mask_6"), 100, Plain), net.KernelShap(input, NetA.Class, Golden.Load("A/mask_6"), 40, Plain) })
        {
            var (values, errors) = (sampled.Map.ToDoubles(), sampled.StandardError!.ToDoubles());
            for (var i = 0; i < exact.Length; i++)
            {
                // Five standard errors for each of 24 values, and what single precision leaves.
                Assert.True(Math.Abs(values[i] - exact[i]) <= 5 * errors[i] + 1e-6, $"{sampled.Method} {i}: {values[i]} ± {errors[i]}, exact {exact[i]}");
            }
        }
    }

    [Fact]
    public void SmoothGradOfTheStoredCopies()
    {
        // Captum's noise tunnel averages absolute gradients by default; the paper averages gradients. The squares are the same.
        var noisy = Golden.Load("A/captum/random/NoiseTunnel_smoothgrad_sq_noisy_inputs");
        Same("A/captum/random/NoiseTunnel_smoothgrad_sq_seed42_n20_std015", Smooth(noisy, Smoothing.MeanOfSquares));
        var absolute = net.Saliency(Golden.Load("A/captum/random/NoiseTunnel_smoothgrad_noisy_inputs"), NetA.Class, options: Plain).Map.ToSingles();
        Approx.Equal(Golden.Values("A/captum/random/NoiseTunnel_smoothgrad_seed42_n20_std015"), MeanOfTwenty(absolute), 1e-4, 1e-6);
        var signed = net.Saliency(noisy, NetA.Class, absolute: false, options: Plain).Map.ToSingles();
        Approx.Equal(MeanOfTwenty(signed), Smooth(noisy, Smoothing.Mean).Map.ToSingles(), 1e-4, 1e-6);
        var (mean, square) = (MeanOfTwenty(signed), MeanOfTwenty([.. signed.Select(g => g * g)]));
        Approx.Equal([.. square.Zip(mean, (q, m) => q - m * m)], Smooth(noisy, Smoothing.Variance).Map.ToSingles(), 1e-4, 1e-6);
    }

    [Fact]
    public void GradientShapConvergesToTheStoredMean()
    {
        var map = net.GradientShap(input, NetA.Class, samples: 2000, options: Plain with { Baseline = Baseline.Set(Golden.Load("A/baselines6")) }).Map.ToDoubles();
        var (mean, error) = (Golden.Values("A/captum/random/GradientShap_std0_mean_of_4000"), Golden.Values("A/captum/random/GradientShap_std0_stderr"));
        // Theirs is a mean of 4,000, ours of 2,000: the difference has √3 times their standard error.
        var z = map.Select((value, i) => error[i] == 0 ? 0 : (value - mean[i]) / (error[i] * Math.Sqrt(3))).ToArray();
        Assert.InRange(Math.Sqrt(z.Average(v => v * v)), 0, 1.5);
        Assert.InRange(z.Max(Math.Abs), 0, 7);
    }

    private Attribution Smooth(Tensor noisy, Smoothing smoothing) => Explanation.Run(
        new("stored copies", net, input, NetA.Class, Plain),
        s => SmoothGrad.FromCopies(s, 20, smoothing, batch => [noisy.narrow(0, batch.First, batch.Count)]));

    /// <summary>The mean over the 20 copies of each of the four images, copies side by side.</summary>
    private static float[] MeanOfTwenty(float[] rows)
    {
        var means = new double[4 * 784];
        for (var i = 0; i < rows.Length; i++)
        {
            means[i / 784 / 20 * 784 + i % 784] += rows[i] / 20.0;
        }
        return Array.ConvertAll(means, m => (float)m);
    }

    private static void Same(string golden, Attribution attribution) => Approx.Equal(Golden.Values(golden), attribution.Map.ToSingles(), 1e-4, 1e-6, golden);
}
