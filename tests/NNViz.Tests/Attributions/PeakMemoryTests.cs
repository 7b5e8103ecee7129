using NNViz.Attributions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Attributions;

/// <summary>What the process takes in addition while a method runs in batches stays within the budget that was stated for them.</summary>
public sealed class PeakMemoryTests(PeakMemoryTests.Wide wide, ITestOutputHelper output) : IClassFixture<PeakMemoryTests.Wide>
{
    private const int Samples = 48;
    private const long Budget = 64L << 20;

    public static TheoryData<string> Methods => [.. NoTraceTests.Batched];

    /// <summary>The least of three runs, on two threads: each of torch's threads keeps memory of its own.</summary>
    [Theory]
    [MemberData(nameof(Methods))]
    public void ThePeakKeepsToTheBudget(string method)
    {
        var options = new ExplainOptions { Checks = false, MemoryBudget = Budget };
        using var threads = new Threads(2);
        var batch = EveryMethod.All[method](wide.Net, wide.Input, 1, options).BatchSize;
        var peak = Enumerable.Range(0, 3).Min(_ => NativeMemory.Peak(() => EveryMethod.All[method](wide.Net, wide.Input, 1, options)));
        Assert.SkipWhen(peak is null, "The system does not tell how far a process grew (Linux's /proc/self/clear_refs).");
        output.WriteLine($"{method}: {peak / 1048576.0:F1} MiB, batches of {batch}");
        Assert.InRange(peak!.Value, 0, Budget);
    }

    /// <summary>Many channels on few pixels, so that rows are large and quickly computed: 224 KiB of activations a row, and more rows than fit at once.</summary>
    public sealed class Wide : IDisposable
    {
        private const int Channels = 256;

        public Module<Tensor, Tensor> Net { get; } = Sequential(
            ("conv1", Conv2d(1, Channels, 1)), ("norm", BatchNorm2d(Channels)), ("relu1", ReLU()), ("conv2", Conv2d(Channels, Channels / 4, 1)), ("relu2", ReLU()),
            ("pool", AdaptiveAvgPool2d(1)), ("flatten", Flatten()), ("fc", Linear(Channels / 4, 3))).Weighted(11);

        public Tensor Input { get; } = new Noise(8).Normal(zeros(Samples, 1, 8, 8));

        public void Dispose()
        {
            Net.Dispose();
            Input.Dispose();
        }
    }
}
