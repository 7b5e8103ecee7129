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
        using var input = linspace(-1, 1, 32).reshape(8, 4);
        using var weight = linspace(-0.5, 0.5, 12).reshape(4, 3).requires_grad_();
        using var bias = zeros(3).requires_grad_();
        Work(input, weight, bias, 10_000);
        var (tensors, memory) = (LifeTests.Living(), LifeTests.ResidentBytes());
        Work(input, weight, bias, 1_000_000);
        Assert.InRange(LifeTests.Living(), 0, tensors);
        Assert.InRange(LifeTests.ResidentBytes() - memory, long.MinValue, 32L << 20);
    }

    [Fact]
    public void ForgottenModulesAndOptimizersAreFinalized()
    {
        Forget(10);
        long tensors = LifeTests.Living();
        Forget(300);
        Assert.InRange(LifeTests.Living(), 0, tensors);
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

    /// <summary>
    /// Sixteen operations a round: ten forward, with a view, an index and a number read, and the six that undo those with a gradient.
    /// </summary>
    private static void Work(Tensor input, Tensor weight, Tensor bias, int count)
    {
        for (int k = 0; k < count; k += 16)
        {
            using var scope = NewDisposeScope();
            var hidden = (input.matmul(weight) + bias).relu();
            var loss = hidden.transpose(0, 1)[1].mul(hidden.select(1, 2)).sum();
            loss.backward();
            Assert.True(loss.item<float>() >= 0);
            weight.grad!.zero_();
            bias.grad!.zero_();
        }
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
