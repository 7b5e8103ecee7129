using NNViz.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Networks;

public class MissedLayersTests
{
    [Fact]
    public void ALayerCalledByForwardIsProvenAndTheEditNamed()
    {
        using var net = new NetWithShortcuts();
        using var input = CaptureTests.TensorOf(2, 4);
        using var capture = Capture.Run(net, [input]);
        var reasons = capture.Missed.ToDictionary(missed => missed.Layer.Name, missed => missed.Reason);
        Assert.Equal(["second", "third", "relu"], reasons.Keys);
        Assert.Equal("second never ran through call(): its parent (NetWithShortcuts) calls second.forward(x); write second.call(x).",
            reasons["second"]);
        Assert.Equal(
            "third was not used: the output does not depend on its parameters, so NetWithShortcuts took another way in this pass.",
            reasons["third"]);
        Assert.Equal(
            "relu never ran through call(): either its parent (NetWithShortcuts) calls relu.forward(x); write relu.call(x), "
                + "or this pass did not use it.",
            reasons["relu"]);
        Assert.Contains("second.call(x)", Assert.Throws<InvalidOperationException>(() => capture["second"]).Message);
        net.UseThird = true;
        using var again = Capture.Run(net, [input]);
        Assert.Equal(["second", "relu"], again.Missed.Select(missed => missed.Layer.Name));
    }

    [Fact]
    public void ANetworkRunByForwardIsNamedAndItsPassesStillReplaceEachOther()
    {
        var (first, second) = (nn.Linear(4, 4), nn.Linear(4, 4));
        using var net = new NetOf(x => second.call(first.call(x)), ("first", first), ("second", second));
        using var input = CaptureTests.TensorOf(2, 4);
        using var capture = Capture.Attach(net);
        Assert.Contains("has not run since the hooks were put on",
            Assert.Throws<InvalidOperationException>(() => capture["first"]).Message);
        for (var i = 0; i < 5; i++)
        {
            net.forward(input);
        }
        Assert.Equal(5, capture.Passes);
        Assert.All(capture.Layers, layer => Assert.Single(layer.Calls));
        Assert.Equal("NetOf itself never ran through call(): the network was run by net.forward(x); write net.call(x).",
            Assert.Single(capture.Missed).Reason);
    }

    [Fact]
    public void AfterAThrowTheUnreachedLayersSaySo()
    {
        using var net = new NetThatThrows();
        using var capture = Capture.Attach(net);
        using var input = CaptureTests.TensorOf(2, 4);
        Assert.Throws<InvalidOperationException>(() => net.call(input));
        Assert.Equal("NetThatThrows", capture.FailedLayer!.DisplayName);
        Assert.Equal("last was not reached: NetThatThrows threw before.", Assert.Single(capture.Missed).Reason);
        net.Throws = false;
        net.call(input);
        Assert.Empty(capture.Missed);
        Assert.Null(capture.FailedLayer);
    }

    [Fact]
    public void ContainersAreNotMissedButTheirLayersAre()
    {
        var list = nn.ModuleList<nn.Module<Tensor, Tensor>>(nn.Linear(4, 4), nn.Linear(4, 4));
        using var net = new NetOf(x => list[0].forward(x), ("blocks", list));
        using var capture = Capture.Run(net, [CaptureTests.TensorOf(2, 4)]);
        Assert.Equal(["blocks.0", "blocks.1"], capture.Missed.Select(missed => missed.Layer.Name));
        Assert.Contains("its parent (NetOf) calls blocks[0].forward(x); write blocks[0].call(x)", capture.Missed[0].Reason);
        Assert.Contains("was not used", capture.Missed[1].Reason);
    }
}
