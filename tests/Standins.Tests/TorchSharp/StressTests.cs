using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

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
    public void ForgottenModulesAndOptimizersAreFinalized()
    {
        Forget(10);
        Collect();
        long tensors = Tensor.TotalCount;
        Forget(300);
        Collect();
        Assert.InRange(Tensor.TotalCount, 0, tensors);
    }

    /// <summary>Trains nets for a step each and disposes nothing, with the collector at work meanwhile.</summary>
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Forget(int count)
    {
        for (int k = 0; k < count; k++)
        {
            var net = Net(k);
            var optimizer = optim.Adam(net.parameters());
            net.call(ones(4, 5, float64)).sum().backward();
            optimizer.step();
            if (k % 20 == 0)
                GC.Collect();
        }
    }

    private static void Collect()
    {
        for (int k = 0; k < 3; k++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    [Fact]
    public void TwoThreadsTrainTwoNets()
    {
        double[] alone = [Train(Net(1)), Train(Net(2))], together = new double[2];
        Module<Tensor, Tensor>[] nets = [Net(1), Net(2)];
        var threads = nets.Select((net, k) => new Thread(() => together[k] = Train(net))).ToList();
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

    /// <summary>A net of two layers from a seed; made on one thread, since all threads share one generator.</summary>
    private static Module<Tensor, Tensor> Net(long seed)
    {
        manual_seed(seed);
        return Sequential(Linear(5, 16), nn.Tanh(), Linear(16, 1)).to(float64);
    }

    /// <summary>Fits y = x·w by Adam; gives the loss at the end.</summary>
    private static double Train(Module<Tensor, Tensor> net)
    {
        using var owner = net;
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var x = randn(64, 5, float64, generator: generator);
        var y = x.matmul(randn(5, 1, float64, generator: generator));
        using var optimizer = optim.Adam(net.parameters(), 0.03);
        double Step()
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            var loss = nn.functional.mse_loss(net.call(x), y);
            loss.backward();
            optimizer.step();
            return loss.item<double>();
        }
        for (int step = 1; step < 200; step++)
            Step();
        return Step();
    }
}
