using NNViz.Attributions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Attributions;

/// <summary>The memory budget bounds the rows of a pass, and changes no number.</summary>
public class BudgetTests
{
    private const int Samples = 4;

    public static TheoryData<string> Methods => [.. NoTraceTests.Batched];

    [Theory]
    [MemberData(nameof(Methods))]
    public void ASmallBudgetChangesTheBatchesAndNotTheMap(string method)
    {
        using var inner = EveryMethod.DelicateNet();
        using var net = new Counting((TorchSharp.Modules.Sequential)inner);
        using var x = new Noise(8).Normal(zeros(Samples, 1, 8, 8));
        var options = new ExplainOptions { Checks = false };
        var whole = EveryMethod.All[method](net, x, 1, options);
        var most = net.Rows.Max();
        net.Rows.Clear();
        var little = EveryMethod.All[method](net, x, 1, options with { MemoryBudget = 1 });
        Assert.Equal(1, little.BatchSize);
        // The prediction is of all samples at once; what follows is one item at a time: a row, or input and baseline.
        Assert.Equal(Samples, net.Rows.Max());
        Assert.True(most > Samples || method == "LayerConductance", $"{most} rows without a limit");
        Assert.True(net.Rows.Count(rows => rows <= 2) >= Samples, "no pass was small");
        Approx.Equal(whole.Map.ToDoubles(), little.Map.ToDoubles(), 1e-3, 1e-5);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WhatStopsBeforeItsEndIsNoLongerToldOfAsRunning(bool cancelled)
    {
        using var source = new CancellationTokenSource();
        var told = new Listener();
        // Slower than the time between two reports.
        using var net = new Counting((TorchSharp.Modules.Sequential)EveryMethod.DelicateNet())
        {
            Each = rows =>
            {
                Thread.Sleep(300);
                if (rows == 4)
                {
                    Action stop = cancelled ? source.Cancel : () => throw new InvalidOperationException("the net's own trouble");
                    stop();
                }
            },
        };
        using var x = new Noise(8).Normal(zeros(1, 1, 8, 8));
        var options = new ExplainOptions { Checks = false, MemoryBudget = 1, Cancellation = source.Token, Progress = told };
        Assert.Equal(cancelled ? typeof(OperationCanceledException) : typeof(InvalidOperationException), Record.Exception(() => net.Occlusion(x, 1, options: options))!.GetType());
        Assert.True(told.Reports[0].IsRunning);
        Assert.Equal(told.Reports[^2] with { IsRunning = false, Elapsed = told.Reports[^1].Elapsed }, told.Reports[^1]);
        Assert.InRange(told.Reports[^1].Done, 1, 4);
    }

    private sealed class Listener : IProgress<NNViz.Training.Progress>
    {
        public List<NNViz.Training.Progress> Reports { get; } = [];

        public void Report(NNViz.Training.Progress value) => Reports.Add(value);
    }

    private sealed class Counting : Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Sequential inner;

        public Counting(TorchSharp.Modules.Sequential net) : base(nameof(Counting))
        {
            inner = net;
            foreach (var (name, child) in net.named_children())
            {
                register_module(name, child);
            }
        }

        /// <summary>Is told of each call how many there were.</summary>
        public Action<int>? Each { get; init; }

        public List<long> Rows { get; } = [];

        public override Tensor forward(Tensor x)
        {
            Rows.Add(x.shape[0]);
            Each?.Invoke(Rows.Count);
            return inner.forward(x);
        }
    }
}
