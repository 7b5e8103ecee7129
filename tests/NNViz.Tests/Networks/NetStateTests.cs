using System.Collections;
using System.Reflection;
using NNViz.Networks;
using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Networks;

/// <summary>Looks at what the process shares, the random generator and the count of tensors: no other test may run meanwhile.</summary>
public class NetStateTests
{
    [Theory, InlineData(true), InlineData(false)]
    public void AViewLeavesNoTraceAlsoWhenTheNetThrows(bool throws)
    {
        using var net = new NetThatThrows { Throws = throws };
        net.train();
        var norm = net.named_children().First(child => child.name == "norm").module;
        norm.eval();
        var first = net.named_parameters().First();
        first.parameter.requires_grad = false;
        net.named_parameters().Last().parameter.grad = ones(2);
        using var input = CaptureTests.TensorOf(6, 4);
        var before = Snapshot(net);
        var live = Living.Tensors();
        for (var i = 0; i < 20; i++)
        {
            try
            {
                Capture.Run(net, [input], new CaptureOptions { Training = true }).Dispose();
                Assert.False(throws);
            }
            catch (ForwardException e)
            {
                Assert.True(throws);
                Assert.Equal("NetThatThrows threw on input [6, 4]: out of luck", e.Message);
            }
        }
        Assert.Equal(before, Snapshot(net));
        Assert.InRange(Living.Tensors(), 0, live);
        Assert.All(LayerTree.Of(net).Layers, layer => Assert.Empty(Hooks(layer.Module)));
    }

    [Fact]
    public void GradientsAccumulatedByAViewDoNotReachTheNet()
    {
        using var net = nn.Linear(2, 1);
        net.weight.grad = full(new long[] { 1, 2 }, 7.0f);
        using (NetState.Save(net))
        {
            net.call(ones(1, 2)).sum().backward();
            Assert.Equal([1.0, 1.0], HostTensor.Copy(net.weight.grad!).ToDoubles());
        }
        Assert.Equal([7.0, 7.0], HostTensor.Copy(net.weight.grad!).ToDoubles());
        Assert.Null(net.bias!.grad);
    }

    [Fact]
    public void AModuleSharedByTwoParentsGetsItsOwnModeBack()
    {
        var shared = nn.Dropout(0.5);
        var (a, b) = (nn.Sequential(("shared", shared)), nn.Sequential(("shared", shared)));
        using var net = nn.Sequential(("a", a), ("b", b));
        net.train();
        shared.eval();
        using (NetState.Save(net))
        {
            net.eval();
        }
        Assert.Equal((true, true, false), (a.training, b.training, shared.training));
    }

    internal static IEnumerable<object> Hooks(nn.Module module) =>
        new[] { "pre_hooks", "post_hooks" }.SelectMany(name =>
        {
            var type = module.GetType();
            while (type.Name != "HookableModule`2")
            {
                type = type.BaseType!;
            }
            return ((IDictionary)type.GetField(name,
                BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(module)!).Keys.Cast<object>();
        });

    private static string Snapshot(nn.Module net)
    {
        var modes = LayerTree.Of(net).Layers.Select(layer => $"{layer.DisplayName} {layer.Module.training}");
        var parameters = net.named_parameters()
            .Select(entry => $"{entry.name} {entry.parameter.requires_grad} {entry.parameter.grad is not null}");
        var buffers = net.named_buffers().Select(entry => $"{entry.name} {string.Join(" ", HostTensor.Copy(entry.buffer).ToDoubles())}");
        using var random = get_rng_state();
        return string.Join("\n", [.. modes, .. parameters, .. buffers, string.Join(" ", HostTensor.Copy(random).ToDoubles())]);
    }
}
