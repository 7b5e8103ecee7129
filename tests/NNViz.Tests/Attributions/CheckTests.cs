using NNViz.Attributions;
using NNViz.Attributions.Checks;
using NNViz.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Attributions;

/// <summary>The checks under an attribution: that they measure what they say, pass where they should, and fail where they must.</summary>
public class CheckTests
{
    private static readonly ExplainOptions Plain = new() { Checks = false };
    private static readonly ExplainOptions Patient = new() { CheckTime = TimeSpan.FromMinutes(5) };

    /// <summary>The stored values of single precision are within 3e-5 of what double precision gives.</summary>
    [Fact]
    [Goldens("A/captum/metrics/infidelity_signed_saliency", "A/captum/metrics/infidelity_signed_saliency_normalized", "A/captum/metrics/sensitivity_max_saliency_det")]
    public void InfidelityAndSensitivityAgreeWithCaptum()
    {
        using var net = NetA.Create();
        using var x = NetA.Input();
        using var perturbations = Golden.Load("A/perturbations10");
        var signed = net.Saliency(x, NetA.Class, absolute: false, options: Plain);
        Approx.Equal(Golden.Values("A/captum/metrics/infidelity_signed_saliency"), Singles(net.Infidelity(x, signed, perturbations)), 1e-4, 1e-9);
        Approx.Equal(Golden.Values("A/captum/metrics/infidelity_signed_saliency_normalized"), Singles(net.Infidelity(x, signed, perturbations, scale: true)), 1e-4, 1e-9);
        var sensitivity = net.MaxSensitivity(x, input => net.Saliency(input, NetA.Class, options: Plain), 0.2 * perturbations);
        Approx.Equal(Golden.Values("A/captum/metrics/sensitivity_max_saliency_det"), Singles(sensitivity), 1e-4, 1e-6);
    }

    /// <summary>The largest of ten random moves: Captum's is one more draw from the distribution that twenty of our seeds show.</summary>
    [Fact]
    [Goldens("A/captum/metrics/sensitivity_max_saliency_seed42")]
    public void RandomSensitivityHasTheStoredDistribution()
    {
        using var net = NetA.Create();
        using var x = NetA.Input();
        double[][] draws = [.. Enumerable.Range(0, 20).Select(seed => net.MaxSensitivity(x, input => net.Saliency(input, NetA.Class, options: Plain), seed: seed).ToArray())];
        foreach (var (theirs, i) in Golden.Values("A/captum/metrics/sensitivity_max_saliency_seed42").Select((v, i) => (v, i)))
        {
            var mean = draws.Average(d => d[i]);
            var deviation = Math.Sqrt(draws.Sum(d => (d[i] - mean) * (d[i] - mean)) / 19);
            Assert.InRange(theirs, mean - 5 * deviation, mean + 5 * deviation);
            Assert.True(deviation < 0.1 * mean);
        }
    }

    [Fact]
    public void CompletenessIsMeasuredAndMayFail()
    {
        using var net = LawTests.ReluNet();
        using var x = new Noise(21).Normal(zeros(2, 1, 4, 4));
        Assert.Equal(CheckResult.Passed, Find(net.IntegratedGradients(x, 1, Patient with { Steps = 300 }), "completeness").Result);
        Assert.Equal(CheckResult.Passed, Find(net.DeepLift(x, 1, Patient), "completeness").Result);
        Assert.Equal(CheckResult.Passed, Find(net.Lrp(x, 1, LrpRule.Epsilon(1e-9), Patient), "completeness").Result);
        var coarse = net.IntegratedGradients(x, 1, Patient with { Steps = Quadrature.Left(1), Baseline = 3 });
        Assert.Equal(CheckResult.Failed, Find(coarse, "completeness").Result);
        Assert.False(coarse.Trustworthy);
        Assert.DoesNotContain(net.Saliency(x, 1, options: Patient).Checks, c => c.Name == "completeness");
    }

    /// <summary>What was not checked is not trustworthy: with checks turned off, and where none has the time to run.</summary>
    [Fact]
    public void OneCheckAtLeastMustHavePassed()
    {
        using var net = LawTests.ReluNet();
        using var x = new Noise(21).Normal(zeros(2, 1, 4, 4));
        var path = new ExplainOptions { Steps = 300 };
        Assert.False(net.IntegratedGradients(x, 1, path with { Checks = false }).Trustworthy);
        // Completeness needs no further pass: it runs whatever the time.
        var quick = net.IntegratedGradients(x, 1, path with { CheckTime = TimeSpan.Zero });
        Assert.Equal(["completeness"], quick.Checks.Where(check => check.Result == CheckResult.Passed).Select(check => check.Name));
        Assert.True(quick.Trustworthy);
        var silent = net.Saliency(x, 1, options: new() { CheckTime = TimeSpan.Zero });
        Assert.All(silent.Checks, check => Assert.Equal(CheckResult.NotRun, check.Result));
        Assert.NotEmpty(silent.Checks);
        Assert.False(silent.Trustworthy);
    }

    /// <summary>Deletion and insertion against a set of baselines: the mean of the curves against each.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OfASetOfBaselinesTheCurveIsTheMean(bool insert)
    {
        using var net = EveryMethod.DelicateNet();
        using var x = new Noise(3).Normal(zeros(2, 1, 8, 8));
        using var bases = new Noise(4).Normal(zeros(3, 1, 8, 8));
        var map = net.Saliency(x, 1, options: new() { Checks = false });
        double[] Scores(Baseline baseline) => [.. net.Curve(x, map, insert: insert, options: new() { Baseline = baseline }).Scores.SelectMany(curve => curve)];
        double[][] each = [.. Enumerable.Range(0, 3).Select(b => Scores(bases[b].unsqueeze(0)))];
        double[] mean = [.. each[0].Select((_, i) => each.Average(scores => scores[i]))];
        Approx.Equal(mean, Scores(Baseline.Set(bases)), 1e-4, 1e-6);
        Assert.Contains(mean.Zip(each[0]), pair => Math.Abs(pair.First - pair.Second) > 1e-3);
    }

    /// <summary>Every order, random or not, begins at the input and ends at the baseline; areas are those of trapezoids; the orders differ, and are the same again for the same seed.</summary>
    [Fact]
    public void ACurveComesWithThoseOfRandomOrders()
    {
        using var net = EveryMethod.DelicateNet();
        using var x = new Noise(3).Normal(zeros(2, 1, 8, 8));
        var options = new ExplainOptions { Baseline = 0.5, Checks = false };
        var map = net.Saliency(x, 1, options: options);
        var curve = net.Curve(x, map, options: options);
        using var none = no_grad();
        net.eval();
        double[] Ends(Tensor of) => [.. net.call(of).select(1, 1).to(ScalarType.Float64).data<double>()];
        double[] first = Ends(x), last = Ends(full_like(x, 0.5));
        Assert.Equal(5, curve.RandomScores.Count);
        foreach (var (scores, areas) in curve.RandomScores.Zip(curve.RandomAreas).Append((curve.Scores, curve.Areas)))
        {
            for (var sample = 0; sample < 2; sample++)
            {
                Assert.Equal(first[sample], scores[sample][0], 1e-5);
                Assert.Equal(last[sample], scores[sample][^1], 1e-5);
                Assert.Equal(Enumerable.Range(0, 20).Sum(step => (scores[sample][step] + scores[sample][step + 1]) / 40), areas[sample], 1e-12);
            }
        }
        Assert.Equal(6, curve.RandomAreas.Append(curve.Areas).Select(areas => areas[0]).Distinct().Count());
        Assert.Equal(curve.RandomScores.SelectMany(order => order.SelectMany(one => one)), net.Curve(x, map, options: options).RandomScores.SelectMany(order => order.SelectMany(one => one)));
        Assert.Contains("Small is good.", NNViz.Views.Views.Of(curve)!.ToString(), StringComparison.Ordinal);
        Assert.Contains("Large is good.", NNViz.Views.Views.Of(net.Curve(x, map, insert: true, options: options))!.ToString(), StringComparison.Ordinal);
    }

    /// <summary>f(x) = Σ w·x with weights that fall from pixel to pixel: the best order is known.</summary>
    [Fact]
    public void DeletionAndInsertionKnowGoodOrdersFromBad()
    {
        var flat = Linear(64, 1, hasBias: false);
        using var net = Sequential(("flatten", Flatten()), ("fc", flat));
        using (no_grad())
        {
            flat.weight!.copy_(linspace(1, -1, 64).reshape(1, 64));
        }
        using var x = ones(2, 1, 8, 8);
        var good = net.InputXGradient(x, options: Patient);
        Assert.All(["deletion", "insertion"], name => Assert.Equal(CheckResult.Passed, Find(good, name).Result));
        var most = net.Curve(x, good);
        var least = net.Curve(x, good, PlaceOrder.LeastRelevantFirst);
        // The sums of the first k weights, by hand: 20 steps over 64 places.
        var expected = Enumerable.Range(0, 21).Select(s => Enumerable.Range((int)Math.Round(s * 64 / 20.0), 64 - (int)Math.Round(s * 64 / 20.0)).Sum(i => 1 - 2.0 * i / 63)).ToArray();
        Approx.Equal(expected, most.Scores[0], 1e-4, 1e-4);
        Assert.True(most.Areas[0] < net.Curve(x, good, PlaceOrder.Random).Areas[0]);
        Assert.True(least.Areas[0] > net.Curve(x, good, PlaceOrder.Random).Areas[0]);
        Assert.True(net.Curve(x, good, insert: true).Areas[0] > most.Areas[0]);

        // The same map upside down speaks for what speaks against.
        var net2 = Sequential(("conv", Conv2d(1, 1, 1)), ("flatten", Flatten()), ("fc", flat));
        var bad = net2.ClassActivationMap(x, (a, g) => linspace(-1, 1, 64).reshape(1, 8, 8).expand(2, 8, 8), layer: "conv", options: Patient);
        using (no_grad())
        {
            net2.get_parameter("conv.weight")!.fill_(1);
        }
        bad = net2.ClassActivationMap(x, (a, g) => linspace(-1, 1, 64).reshape(1, 8, 8).expand(2, 8, 8), layer: "conv", options: Patient);
        Assert.All(["deletion", "insertion"], name => Assert.Equal(CheckResult.Failed, Find(bad, name).Result));
    }

    [Fact]
    public void RoadPrefersTheRightOrder()
    {
        using var net = NetA.Create();
        using var x = NetA.Input();
        var right = net.IntegratedGradients(x[..2], NetA.Class, Plain);
        var wrong = net.IntegratedGradients(x[..2], Target.Of(o => -o.select(1, NetA.Class)), Plain) with { Classes = right.Classes };
        var (good, bad) = (net.Road(x[..2], right), net.Road(x[..2], wrong));
        Assert.All(good.Zip(bad), pair => Assert.True(pair.First > pair.Second, $"{pair.First} against {pair.Second}"));
    }

    [Fact]
    public void MissingPixelsAreFilledFromTheirNeighbours()
    {
        float[] plane = [.. Enumerable.Range(0, 49).Select(i => (float)(i / 7 + 2 * (i % 7)))];
        var missing = new bool[49];
        foreach (var i in (int[])[16, 17, 23, 24, 25, 31])
        {
            missing[i] = true;
        }
        float[] holes = [.. plane.Select((v, i) => missing[i] ? float.NaN : v)];
        LinearImputation.Fill(holes, missing, 7);
        // A plane is the mean of its neighbours everywhere inside.
        Approx.Equal(plane, holes, 1e-4, 1e-4);
    }

    /// <summary>A black background is 0 in every map: only where one of the two says something are they compared.</summary>
    [Fact]
    public void WhatIsZeroInBothMapsDoesNotMakeThemAlike() => Assert.Equal(-1, Randomisation.Of([0, 0, 0, 0, 1, 2, 3], [0, 0, 0, 0, 3, 2, 1]), 1e-12);

    [Fact]
    public void RandomWeightsAndSeedsAreTold()
    {
        using var net = EveryMethod.DelicateNet();
        using var x = new Noise(22).Normal(zeros(1, 1, 8, 8)).abs();
        Assert.Equal(CheckResult.NotRun, Find(net.GradCam(x, options: Patient), "randomised weights").Result);
        var options = Patient with { Create = FreshNet };
        CamRule blind = (a, g) => arange(a.shape[2] * a.shape[3], ScalarType.Float32).reshape(1, a.shape[2], a.shape[3]);
        Assert.Equal(CheckResult.Failed, Find(net.ClassActivationMap(x, blind, options: options), "randomised weights").Result);
        Assert.InRange(Find(net.IntegratedGradients(x, options: options), "randomised weights").Value, -1, 0.999);
        var same = Find(net.GradCam(x, options: Patient with { Create = EveryMethod.DelicateNet }), "randomised weights");
        Assert.Equal(CheckResult.NotRun, same.Result);
        Assert.Contains("fresh weights", same.Says, StringComparison.Ordinal);

        Assert.Equal(CheckResult.Failed, Find(net.Rise(x, masks: 2, options: Patient), "spread over seeds").Result);
        Assert.Equal(CheckResult.Passed, Find(net.SmoothGrad(x, samples: 400, noise: 0.01, options: Patient), "spread over seeds").Result);
        Assert.DoesNotContain(net.Saliency(x, options: Patient).Checks, c => c.Name == "spread over seeds");
    }

    [Fact]
    public void ChecksThatDoNotFitAreNamed()
    {
        using var net = EveryMethod.DelicateNet();
        using var x = new Noise(23).Normal(zeros(1, 1, 8, 8)).abs();
        var hurried = net.SmoothGrad(x, options: new() { CheckTime = TimeSpan.Zero });
        Assert.All(["deletion", "insertion", "spread over seeds"], name =>
        {
            var check = Find(hurried, name);
            Assert.Equal(CheckResult.NotRun, check.Result);
            Assert.Contains("CheckTime", check.Says, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void MassInsideAndThePointingGame()
    {
        using var net = Sequential(("flatten", Flatten()), ("fc", Linear(16, 1)));
        using (no_grad())
        {
            // All weight on the upper left 2×2 but for one negative and one small value elsewhere.
            net.get_parameter("fc.weight")!.copy_(tensor(new float[] { 3, 1, 0, 0, 1, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, -5 }).reshape(1, 16));
        }
        using var x = ones(1, 1, 4, 4);
        var region = zeros(4, 4, dtype: ScalarType.Bool);
        region[..2, ..2] = true;
        var score = net.InputXGradient(x, options: Plain).Localise(region)[0];
        Assert.Equal(6.0 / 8, score.Inside, 1e-6);
        Assert.Equal(0.25, score.Chance, 1e-6);
        Assert.True(score.Points);
        Assert.False(net.InputXGradient(x, options: Plain).Localise(region.logical_not())[0].Points);
    }

    private static Module FreshNet() => EveryMethod.DelicateNet().Weighted(77);

    [Fact]
    public void TheTimeOfTheSetIsNotSpentByChecks()
    {
        using var net = EveryMethod.DelicateNet();
        using var x = new Noise(3).Normal(zeros(1, 1, 8, 8));
        var (clock, calls) = (new ManualTime(), 0);
        var options = new ExplainOptions
        {
            Clock = clock,
            Create = () =>
            {
                clock.Advance(TimeSpan.FromSeconds(calls++ == 0 ? 4 : 0));
                return EveryMethod.DelicateNet().Weighted(12);
            },
        };
        // Whatever follows the first method's checks, which take longer than the set may, would find no time left.
        var set = net.Explain(x, time: TimeSpan.FromSeconds(3), options: options);
        Assert.InRange(calls, 1, 9);
        Assert.Empty(set.Missing);
        Assert.Equal(7, set.Items.Count);
    }

    private static Check Find(Attribution attribution, string name) => Assert.Single(attribution.Checks, c => c.Name == name);

    private static float[] Singles(IReadOnlyList<double> values) => [.. values.Select(v => (float)v)];
}
