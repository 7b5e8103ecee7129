using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests;

/// <summary>Many operations, and several threads.</summary>
[Collection(nameof(LifeTests))]
public sealed class StressTests
{
    [Fact]
    public void AMillionOperationsGrowNothing()
    {
        using var a = ones(8);
        using var b = ones(8);
        Work(a, b, 10_000);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = Environment.WorkingSet, tensors = Tensor.TotalCount;
        Work(a, b, 1_000_000);
        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 32L << 20);
    }

    [Fact]
    public void TwoThreadsTrainTwoNets()
    {
        double[] alone = [Train(1), Train(2)], together = new double[2];
        var threads = Enumerable.Range(0, 2).Select(k => new Thread(() => together[k] = Train(k + 1))).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.Equal(alone, together);
        Assert.All(alone, loss => Assert.InRange(loss, 0, 0.05));
    }

    private static void Work(Tensor a, Tensor b, int count)
    {
        for (int k = 0; k < count; k++)
            using (a.add(b)) { }
    }

    /// <summary>Fits y = x·w by gradient descent; gives the loss at the end.</summary>
    private static double Train(long seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var x = randn(64, 5, float64, generator: generator);
        var y = x.mv(randn(5, float64, generator: generator));
        var w = zeros(5, float64, requires_grad: true);
        for (int step = 0; step < 200; step++)
        {
            using var inner = NewDisposeScope();
            (x.mv(w) - y).square().mean().backward();
            using (no_grad())
                w.sub_(w.grad! * 0.1);
            w.grad = null;
        }
        return (x.mv(w) - y).square().mean().item<double>();
    }
}
