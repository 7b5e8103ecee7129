using NNViz.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Networks;

public class CaptureMemoryTests
{
    [Theory, InlineData(Keep.Activations), InlineData(Keep.Statistics)]
    public void TenThousandHookedForwardsGrowNothing(Keep keep)
    {
        var first = nn.Linear(4, 4);
        var second = nn.Linear(4, 2);
        using var net = nn.Sequential(("first", first), ("relu", nn.ReLU(inplace: true)), ("second", second));
        using var input = ones(3, 4);
        using var untracked = no_grad();
        using var capture = Capture.Attach(net, new CaptureOptions { Keep = keep });
        for (var i = 0; i < 10; i++)
        {
            net.call(input).Dispose();
        }
        var (tensors, calls) = (Living.Tensors(), Count());
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 10_000; i++)
        {
            net.call(input).Dispose();
        }
        Assert.InRange(Living.Tensors(), 0, tensors);
        Assert.Equal(calls, Count());
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - memory, long.MinValue, 200_000);
        Assert.Null(capture.HookFault);
        int Count() => capture.Layers.Sum(layer => layer.Calls.Count);
    }

    [Fact]
    public void AHookedNetThatThrowsIsAsBeforeOnceUnhooked()
    {
        using var net = new NetThatThrows();
        using var input = ones(4, 4);
        using var untracked = no_grad();
        var before = Living.Tensors();
        using (Capture.Attach(net))
        {
            for (var i = 0; i < 100; i++)
            {
                Assert.Equal("out of luck", Assert.Throws<InvalidOperationException>(() => net.call(input)).Message);
            }
        }
        Assert.InRange(Living.Tensors(), 0, before);
        Assert.All(LayerTree.Of(net).Layers, layer => Assert.Empty(NetStateTests.Hooks(layer.Module)));
        Assert.True(net.training);
        Assert.All(net.parameters(), parameter => Assert.True(parameter.requires_grad));
    }
}
