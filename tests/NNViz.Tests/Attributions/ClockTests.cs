using NNViz.Attributions;
using NNViz.Attributions.Checks;
using NNViz.Tests.Training;
using NNViz.Text;
using NNViz.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Attributions;

/// <summary>Progress and the time of the checks, by a clock that only the net moves.</summary>
public class ClockTests
{
    [Fact]
    public void ProgressIsToldOnceForEachBatchAndRisesToTheTotal()
    {
        var clock = new ManualTime();
        var heard = new Heard();
        using var net = new SlowNet(clock, TimeSpan.FromSeconds(1));
        using var x = new Noise(3).Normal(zeros(2, 1, 4, 4));
        net.Occlusion(x, 1, window: 2, stride: 2, options: new() { Checks = false, MemoryBudget = 1, Progress = heard, Clock = clock });
        // Two samples of four windows, one row a batch, behind the pass that measures.
        Assert.Equal(9, net.Passes);
        Assert.Equal(Enumerable.Range(1, 8).Select(done => (long)done), heard.All.Select(p => p.Done));
        Assert.All(heard.All, p => Assert.Equal((8L, p.Done < 8), (p.Total!.Value, p.IsRunning)));
        Assert.Equal(Enumerable.Range(2, 8).Select(s => TimeSpan.FromSeconds(s)), heard.All.Select(p => p.Elapsed));
    }

    /// <summary>The walks over all baselines of a set are one to whoever waits: while no time passes, only its end is told.</summary>
    [Theory]
    [MemberData(nameof(MethodLawTests.AveragedOverSets), MemberType = typeof(MethodLawTests))]
    public void ProgressOverASetOfBaselinesEndsOnce(string method)
    {
        var heard = new Heard();
        using var net = EveryMethod.DelicateNet();
        using var x = new Noise(3).Normal(zeros(2, 1, 8, 8));
        using var bases = new Noise(4).Normal(zeros(3, 1, 8, 8));
        EveryMethod.All[method](net, x, 1, new() { Checks = false, Baseline = Baseline.Set(bases), Progress = heard, Clock = new ManualTime() });
        var end = Assert.Single(heard.All);
        Assert.Equal((end.Total!.Value, false), (end.Done, end.IsRunning));
    }

    /// <summary>Two samples, two inputs of four windows and of one, two baselines: twenty rows, one after the other.</summary>
    [Fact]
    public void ProgressOverInputsAndBaselinesRisesToTheTotal()
    {
        var clock = new ManualTime();
        var heard = new Heard();
        using var net = new TwoInputs(clock);
        using var scope = NewDisposeScope();
        var options = new ExplainOptions { Checks = false, MemoryBudget = 1, Progress = heard, Clock = clock, Baseline = Baseline.Set(zeros(2, 4, 4), ones(2, 2, 2)) };
        net.Occlusion(new Tensor[] { ones(2, 4, 4), ones(2, 2, 2) }, 0, window: 2, stride: 2, options: options);
        Assert.Equal(Enumerable.Range(1, 20).Select(done => ((long)done, 20L, done < 20)), heard.All.Select(p => (p.Done, p.Total!.Value, p.IsRunning)));
    }

    /// <summary>At most four times a second, and always the end.</summary>
    [Fact]
    public void ProgressIsNotToldMoreOftenThanAnyoneReads()
    {
        var clock = new ManualTime();
        var heard = new Heard();
        using var net = new SlowNet(clock, TimeSpan.FromMilliseconds(100));
        using var x = new Noise(3).Normal(zeros(2, 1, 4, 4));
        net.Occlusion(x, 1, window: 2, stride: 2, options: new() { Checks = false, MemoryBudget = 1, Progress = heard, Clock = clock });
        // Behind the batches that end at 0.3, 0.6 and 0.9 seconds; the last one is the eighth.
        Assert.Equal([2L, 5, 8], heard.All.Select(p => p.Done));
    }

    /// <summary>A walk that is left in the middle has ended where it was.</summary>
    [Fact]
    public void ProgressThatIsCancelledEndsWhereItWas()
    {
        var clock = new ManualTime();
        using var source = new CancellationTokenSource();
        var heard = new Heard();
        using var net = new SlowNet(clock, TimeSpan.FromSeconds(1), pass => (pass == 4 ? source.Cancel : (Action)(() => { }))());
        using var x = new Noise(3).Normal(zeros(2, 1, 4, 4));
        Assert.ThrowsAny<OperationCanceledException>(() => net.Occlusion(
            x, 1, window: 2, stride: 2, options: new() { Checks = false, MemoryBudget = 1, Progress = heard, Clock = clock, Cancellation = source.Token }));
        Assert.Equal([(1L, true), (2, true), (3, true), (3, false)], heard.All.Select(p => (p.Done, p.IsRunning)));
    }

    /// <summary>The larger of two seconds and twice the method's own time, unless the caller says another.</summary>
    [Theory]
    [InlineData(0, null, 2)]
    [InlineData(1, null, 2)]
    [InlineData(1.5, null, 3)]
    [InlineData(60, null, 120)]
    [InlineData(60, 0.5, 0.5)]
    public void ChecksHaveTheirTime(double method, double? asked, double budget)
    {
        var clock = new ManualTime();
        using var net = EveryMethod.DelicateNet();
        using var x = new Noise(3).Normal(zeros(1, 1, 8, 8));
        var options = new ExplainOptions { Clock = clock, Checks = false, CheckTime = asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null };
        var plain = net.Saliency(x, 1, options: options) with { Elapsed = TimeSpan.FromSeconds(method) };
        Explanation.Ask(new("Saliency", net, x, 1, options), subject =>
        {
            var context = new CheckContext(new("Saliency", net, x, 1, options), subject, new(), plain, Saliency);
            var (whole, tick) = (TimeSpan.FromSeconds(budget), TimeSpan.FromTicks(1));
            Assert.True(context.Fits(whole, out _));
            Assert.False(context.Fits(whole + tick, out _));
            clock.Advance(TimeSpan.FromSeconds(0.25));
            Assert.True(context.Fits(whole - TimeSpan.FromSeconds(0.25), out _));
            Assert.False(context.Fits(whole - TimeSpan.FromSeconds(0.25) + tick, out var why));
            Assert.Contains($"of {Words.Seconds(whole)} are left", why, StringComparison.Ordinal);
            return 0;
        });
    }

    /// <summary>From the front door: a method of one pass of ten seconds leaves twenty for the checks, and those that would take longer say so.</summary>
    [Fact]
    public void ASlowNetsChecksSayWhatTheyHad()
    {
        var clock = new ManualTime();
        using var net = new SlowNet(clock, TimeSpan.FromSeconds(10));
        using var x = new Noise(3).Normal(zeros(1, 1, 4, 4));
        var map = net.Saliency(x, 1, options: new() { Clock = clock });
        Assert.Equal(TimeSpan.FromSeconds(10), map.Elapsed);
        var unfit = map.Checks.Where(check => check.Name is "deletion" or "insertion").ToList();
        Assert.Equal(2, unfit.Count);
        Assert.All(unfit, check => Assert.Contains("of 20 s are left", check.Says, StringComparison.Ordinal));
    }

    private static Outcome Saliency(Subject subject) => NNViz.Attributions.Saliency.Of(subject, absolute: true);

    private sealed class Heard : IProgress<Progress>
    {
        public List<Progress> All { get; } = [];

        public void Report(Progress value) => All.Add(value);
    }

    /// <summary>A net of two inputs, each of whose passes takes a second.</summary>
    private sealed class TwoInputs(ManualTime clock) : Module<Tensor, Tensor, Tensor>(nameof(TwoInputs))
    {
        public override Tensor forward(Tensor a, Tensor b)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return (a.flatten(1).sum(1) + b.flatten(1).sum(1)).unsqueeze(1);
        }
    }

    /// <summary>A net each of whose passes takes as long as it is told.</summary>
    private sealed class SlowNet : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> fc = Linear(16, 3).Weighted(2);
        private readonly (ManualTime Clock, TimeSpan Each, Action<int>? Also) pace;

        public SlowNet(ManualTime clock, TimeSpan each, Action<int>? also = null) : base(nameof(SlowNet))
        {
            pace = (clock, each, also);
            RegisterComponents();
        }

        public int Passes { get; private set; }

        public override Tensor forward(Tensor x)
        {
            pace.Clock.Advance(pace.Each);
            Passes++;
            pace.Also?.Invoke(Passes);
            return fc.call(x.flatten(1));
        }
    }
}
