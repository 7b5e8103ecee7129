using NNViz.Attributions;
using TorchSharp;
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
    [Goldens("A/captum/Occlusion_4x4_s2")]
    public void Occlusion() => Same("A/captum/Occlusion_4x4_s2", net.Occlusion(input, NetA.Class, window: 4, stride: 2, Plain));

    [Fact]
    [Goldens("A/captum/FeatureAblation_pixel", "A/captum/FeatureAblation_4x4")]
    public void FeatureAblation()
    {
        Same("A/captum/FeatureAblation_pixel", net.FeatureAblation(input, NetA.Class, FeatureMask.Elements, Plain));
        Same("A/captum/FeatureAblation_4x4", net.FeatureAblation(input, NetA.Class, Golden.Load("A/mask_4x4"), Plain));
        Same("A/captum/FeatureAblation_4x4", net.FeatureAblation(input, NetA.Class, FeatureMask.Patches(4, 4), Plain));
    }

    [Fact]
    [Goldens("A/captum/ShapleyValues_6")]
    public void ExactShapleyValuesOfSixFeatures()
    {
        Same("A/captum/ShapleyValues_6", net.ShapleyExact(input, NetA.Class, Golden.Load("A/mask_6"), Plain));
        // With all 62 coalitions the regression has the Shapley values as its solution.
        Same("A/captum/ShapleyValues_6", net.KernelShap(input, NetA.Class, Golden.Load("A/mask_6"), 62, Plain));
    }

    [Fact]
    [Goldens("A/reference/ShapleyExact_12")]
    public void ExactShapleyValuesOfTwelveFeatures()
    {
        using var mask = Golden.Load("A/mask_12");
        var map = net.ShapleyExact(input[..2], NetA.Class, mask, Plain).Map.ToSingles();
        var ids = Golden.Values("A/mask_12");
        var expected = Golden.Values("A/reference/ShapleyExact_12").Chunk(12).SelectMany(row => ids.Select(id => row[(int)id])).ToArray();
        Approx.Equal(expected, map, 1e-4, 1e-6);
    }

    /// <summary>
    /// Captum's draws cannot be drawn again by another generator. Both estimates have the exact values for their mean: each lies within five standard errors,
    /// Captum's being ours for as many draws, and what single precision leaves.
    /// </summary>
    [Theory]
    [Goldens("A/captum/ShapleyValues_6")]
    [InlineData("A/captum/random/ShapleyValueSampling_6_seed42_n100")]
    [InlineData("A/captum/random/KernelShap_6_seed42_n500")]
    public void SampledShapleyValuesLieWithinTheirErrors(string golden)
    {
        var exact = Golden.Values("A/captum/ShapleyValues_6");
        using var mask = Golden.Load("A/mask_6");
        // Captum draws 500 of the 62 coalitions with repetition; asked for as many, ours would take all of them and be exact.
        var kernel = golden.Contains("Kernel", StringComparison.Ordinal);
        var sampled = kernel ? net.KernelShap(input, NetA.Class, mask, 60, Plain) : net.ShapleySampling(input, NetA.Class, mask, 100, Plain);
        var fewer = kernel ? Math.Sqrt(60 / 500.0) : 1;
        var (values, errors, theirs) = (sampled.Map.ToDoubles(), sampled.StandardError!.ToDoubles(), Golden.Values(golden));
        for (var i = 0; i < exact.Length; i++)
        {
            Assert.True(Math.Abs(values[i] - exact[i]) <= 5 * errors[i] + 1e-6, $"{sampled.Method} {i}: {values[i]} ± {errors[i]}, exact {exact[i]}");
            Assert.True(i >= theirs.Length || Math.Abs(theirs[i] - exact[i]) <= 5 * fewer * errors[i] + 1e-6, $"Captum {i}: {theirs[i % theirs.Length]} ± {fewer * errors[i]}, exact {exact[i]}");
            Assert.True(errors[i] < 0.15 * exact.Max(Math.Abs), $"an error of {errors[i]} tells nothing");
        }
    }

    /// <summary>
    /// Captum's noise tunnel works on absolute gradients, the papers on gradients; for squares it is the same. In double precision: two of the copies have maxima so near
    /// to each other that in single precision the processor's kernel says which is the larger.
    /// </summary>
    [Theory]
    [Goldens]
    [InlineData("A/captum/random/NoiseTunnel_smoothgrad_sq_seed42_n20_std015", "smoothgrad_sq")]
    [InlineData("A/captum/random/NoiseTunnel_smoothgrad_seed42_n20_std015", "smoothgrad")]
    [InlineData("A/captum/random/NoiseTunnel_vargrad_seed42_n20_std015", "vargrad")]
    public void SmoothGradOfTheStoredCopies(string golden, string kind)
    {
        var smoothing = kind switch { "smoothgrad" => Smoothing.Mean, "vargrad" => Smoothing.Variance, _ => Smoothing.MeanOfSquares };
        net.to(ScalarType.Float64);
        using var wide = input.to(ScalarType.Float64);
        using var noisy = Golden.Load($"A/captum/random/NoiseTunnel_{kind}_noisy_inputs").to(ScalarType.Float64);
        var signed = net.Saliency(noisy, NetA.Class, absolute: false, options: Plain).Map.ToDoubles();
        Golden.Same(golden, OfTwenty([.. signed.Select(Math.Abs)], smoothing));
        var map = Explanation.Run(
            new("stored copies", net, wide, NetA.Class, Plain), s => SmoothGrad.FromCopies(s, 20, smoothing, batch => [noisy.narrow(0, batch.First, batch.Count)])).Map.ToDoubles();
        Approx.Equal(OfTwenty(signed, smoothing), map, 1e-4, 1e-4 * map.Max(Math.Abs));
    }

    [Fact]
    [Goldens("A/captum/random/GradientShap_std0_mean_of_4000", "A/captum/random/GradientShap_std0_stderr")]
    public void GradientShapConvergesToTheStoredMean()
    {
        var map = Shap(0, 2000, 0);
        var (mean, error) = (Golden.Values("A/captum/random/GradientShap_std0_mean_of_4000"), Golden.Values("A/captum/random/GradientShap_std0_stderr"));
        // Theirs is a mean of 4,000, ours of 2,000: the difference has √3 times their standard error.
        var z = map.Select((value, i) => error[i] == 0 ? 0 : (value - mean[i]) / (error[i] * Math.Sqrt(3))).ToArray();
        Assert.InRange(Math.Sqrt(z.Average(v => v * v)), 0, 1.5);
        Assert.InRange(z.Max(Math.Abs), 0, 7);
    }

    /// <summary>Captum's map of five noisy draws is one more draw from the distribution that thirty of our seeds show.</summary>
    [Fact]
    [Goldens("A/captum/random/GradientShap_seed42_n5_std009")]
    public void GradientShapWithNoiseHasTheStoredDistribution()
    {
        const int Seeds = 30;
        var theirs = Golden.Values("A/captum/random/GradientShap_seed42_n5_std009");
        double[][] ours = [.. Enumerable.Range(0, Seeds).Select(seed => Shap(seed, 5, 0.09))];
        var z = theirs.Select((value, i) =>
        {
            var mean = ours.Average(map => map[i]);
            var deviation = Math.Sqrt(ours.Sum(map => (map[i] - mean) * (map[i] - mean)) / (Seeds - 1) * (1 + 1.0 / Seeds));
            // At the rim of the picture some places have no gradient at all.
            return deviation == 0 && value == 0 ? 0 : (value - mean) / deviation;
        }).ToArray();
        // Places of one image share their draws, so that the mean square is far from its expectation of 1 now and then.
        Assert.InRange(Math.Sqrt(z.Average(v => v * v)), 0.6, 1.6);
        Assert.InRange(z.Max(Math.Abs), 0, 8);
    }

    /// <summary>Captum's default is a lasso with α = 0.01, more than such small scores can pull any coefficient from 0: so is ours with that penalty.</summary>
    [Fact]
    [Goldens("A/captum/random/Lime_4x4_seed42_n500")]
    public void ALassoWithCaptumsPenaltyLeavesNothing()
    {
        using var mask = Golden.Load("A/mask_4x4");
        var lime = net.Lime(input[..1], NetA.Class, mask, new() { Surrogate = Surrogate.Lasso(0.01) }, Plain);
        Golden.Same("A/captum/random/Lime_4x4_seed42_n500", lime.Map.ToDoubles());
        Assert.NotEqual(0, net.Lime(input[..1], NetA.Class, mask, new() { Surrogate = Surrogate.Lasso(1e-5) }, Plain).Map.ToDoubles().Max(Math.Abs));
    }

    private double[] Shap(int seed, int samples, double noise)
    {
        using var baselines = Golden.Load("A/baselines6");
        return net.GradientShap(input, NetA.Class, samples, noise, Plain with { Baseline = Baseline.Set(baselines), Seed = seed }).Map.ToDoubles();
    }

    /// <summary>Over the 20 copies of each of the four images, which lie side by side.</summary>
    private static double[] OfTwenty(double[] rows, Smoothing smoothing)
    {
        var (means, squares) = (new double[4 * 784], new double[4 * 784]);
        for (var i = 0; i < rows.Length; i++)
        {
            means[i / 784 / 20 * 784 + i % 784] += rows[i] / 20;
            squares[i / 784 / 20 * 784 + i % 784] += rows[i] * rows[i] / 20;
        }
        return smoothing switch
        {
            Smoothing.Mean => means,
            Smoothing.MeanOfSquares => squares,
            _ => [.. squares.Zip(means, (q, m) => q - m * m)],
        };
    }

    private static void Same(string golden, Attribution attribution) => Golden.Same(golden, attribution.Map.ToDoubles());
}
