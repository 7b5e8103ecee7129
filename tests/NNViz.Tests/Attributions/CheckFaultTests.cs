using NNViz.Attributions;
using NNViz.Attributions.Checks;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Attributions;

/// <summary>For each check a sound map that passes it and one with a planted fault that fails it, over several nets and inputs.</summary>
public class CheckFaultTests
{
    private const int Side = 8;
    private static readonly ExplainOptions Patient = new() { CheckTime = TimeSpan.FromMinutes(10) };

    public static TheoryData<int> Seeds => [1, 2, 3, 4];

    /// <summary>A tenth of each value is lost, twice what the threshold allows.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void ALostTenthFailsCompleteness(int seed)
    {
        using var net = LawTests.ReluNet(seed);
        using var x = new Noise(seed).Normal(zeros(3, 1, 4, 4));
        var options = Patient with { Steps = 300 };
        Outcome Path(Subject subject, double kept)
        {
            var sound = IntegratedGradients.Of(subject);
            return sound with { Maps = [sound.Maps[0] * kept] };
        }
        Holds("completeness", Explanation.Run(new("sound", net, x, 1, options), subject => Path(subject, 1)));
        Holds("completeness", Explanation.Run(new("nearly", net, x, 1, options), subject => Path(subject, 0.97)));
        Fails("completeness", Explanation.Run(new("planted", net, x, 1, options), subject => Path(subject, 0.9)));
    }

    /// <summary>The planted map shows the input, whatever the net has learned; the gradient of a linear net is its weights.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void AMapOfTheInputAloneFailsRandomWeights(int seed)
    {
        using var net = Linear(seed);
        using var x = Input(seed);
        var options = Patient with { Create = () => Linear(100 + seed) };
        Holds("randomised weights", net.Saliency(x, 0, options: options));
        Fails("randomised weights", Explanation.Run(new("planted", net, x, 0, options), subject => new(subject.X[0].abs())));
    }

    /// <summary>The planted map is a new draw with every seed.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void AMapOfChanceFailsTheSpreadOverSeeds(int seed)
    {
        using var net = Linear(seed);
        using var x = Input(seed);
        var options = Patient with { Seed = seed };
        Holds("spread over seeds", net.SmoothGrad(x, 0, options: options));
        Fails("spread over seeds", Explanation.Run(new("planted", net, x, 0, options), subject => new(new Noise(subject.Options.Seed).Normal(x)) { Random = true }));
    }

    /// <summary>On a linear net weight × input is the best order there is, and its opposite the worst.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void AMapUpsideDownFailsDeletionAndInsertion(int seed)
    {
        using var net = Linear(seed);
        using var x = Input(seed);
        var (sound, planted) = (net.InputXGradient(x, 0, Patient), Explanation.Run(new("planted", net, x, 0, Patient), subject => new(-InputXGradient.Of(subject).Maps[0])));
        foreach (var check in new[] { "deletion", "insertion" })
        {
            Holds(check, sound);
            Fails(check, planted);
            Assert.Contains("no better than random", Find(planted, check).Says, StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// Maps of pure chance: one in six lies a standard error above the mean of random orders (the normal distribution's tail beyond 1, 15.9 %; with ten orders
    /// Student's t has 17.2 %). Of 60 that are 10 ± 3; beyond 20 the error would be too small, and without any it would be too large.
    /// </summary>
    [Theory]
    [InlineData("deletion")]
    [InlineData("insertion")]
    public void AMapOfChancePassesOnceInSix(string check)
    {
        using var net = Linear(5);
        using var x = Input(6);
        var passed = Enumerable.Range(0, 60).Count(draw => Find(
            Explanation.Run(new("chance", net, x, 0, Patient with { Seed = 100 * draw }), subject => new(new Noise(draw).Normal(x))), check).Result == CheckResult.Passed);
        Assert.InRange(passed, 1, 20);
    }

    [Fact]
    public void AScoreThatNothingMovesTellsNothing()
    {
        using var net = Linear(1);
        using var x = full([1, 1, Side, Side], 0.5);
        var check = Find(net.Saliency(x, 0, options: Patient with { Baseline = 0.5 }), "deletion");
        Assert.Equal(CheckResult.NotRun, check.Result);
        Assert.Contains("Baseline", check.Says, StringComparison.Ordinal);
    }

    private static Module<Tensor, Tensor> Linear(int seed) => Sequential(("flatten", Flatten()), ("fc", nn.Linear(Side * Side, 1))).Weighted(seed);

    private static Tensor Input(int seed) => new Noise(50 + seed).Normal(zeros(1, 1, Side, Side));

    private static void Holds(string check, Attribution map) => Assert.True(Find(map, check).Result == CheckResult.Passed, Find(map, check).ToString());

    private static void Fails(string check, Attribution map) => Assert.True(Find(map, check).Result == CheckResult.Failed, Find(map, check).ToString());

    private static Check Find(Attribution map, string name) => Assert.Single(map.Checks, check => check.Name == name);
}
