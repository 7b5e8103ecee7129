using NNViz.Networks;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Networks;

public class NetGraphTests
{
    [Fact]
    public void AChainIsAChain()
    {
        using var net = Sequential(("conv", Conv2d(1, 2, 3)), ("relu", ReLU()), ("flatten", Flatten()), ("fc", Linear(2 * 4 * 4, 3)));
        var graph = NetGraph.Of(net, ones(5, 1, 6, 6));
        Assert.Equal(["input", "conv", "relu", "flatten", "fc", "output"], graph.Nodes.Select(node => node.Name));
        Assert.Equal(["input→conv", "conv→relu", "relu→flatten", "flatten→fc", "fc→output"], Arrows(graph));
        Assert.Equal([5, 32], graph.Edges[3].Shape);
        Assert.All(graph.Edges, edge => Assert.True(edge.IsProven));
        // By hand: 2 channels of 4 × 4 places and 9 products for 5 images; 3 outputs of 32 products.
        Assert.Equal([5 * 2 * 16 * 9, 0, 0, 5 * 3 * 32], graph.Calls.Select(call => call.MultiplyAdds!.Value));
        Assert.Equal((2 * 9 + 2) + (32 * 3 + 3), graph.Parameters);
        Assert.All(graph.Calls, call => Assert.True(call.Elapsed > TimeSpan.Zero));
        Assert.Null(graph.Failure);
    }

    [Fact]
    public void WhatPassesOutsideModulesIsFoundByGradients()
    {
        var (a, b, c, d) = (Linear(4, 4), Linear(4, 4), Linear(4, 4), ReLU());
        // c gets relu(a + 2·b): made of both. b gets x itself. The output is d of c, plus x.
        using var net = new NetOf(x =>
        {
            var (left, right) = (a.call(x), b.call(x));
            return d.call(c.call(functional.relu(left + 2 * right))) + x;
        }, ("a", a), ("b", b), ("c", c), ("d", d));
        var graph = NetGraph.Of(net, randn(3, 4));
        Assert.Equal(["input→a", "input→b", "a→operations 0", "b→operations 0", "operations 0→c", "c→d", "input→operations 1", "d→operations 1", "operations 1→output"],
            Arrows(graph));
    }

    /// <summary>The truth is known by construction: layer k is given the tanh of a weighted sum of some of the results before it.</summary>
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void RandomNetsAreFollowedExactly(int seed)
    {
        var random = new Random(seed);
        (string Name, nn.Module<Tensor, Tensor> Layer, int[] From)[] layers = [.. Enumerable.Range(1, 12).Select(k =>
            ($"l{k}", (nn.Module<Tensor, Tensor>)Linear(3, 3), Enumerable.Range(0, k).Where(_ => random.Next(3) == 0).DefaultIfEmpty(k - 1).ToArray()))];
        using var net = new NetOf(x =>
        {
            var made = new List<Tensor> { x };
            foreach (var (_, layer, from) in layers)
            {
                made.Add(layer.call(from.Select((at, i) => (i + 1) * made[at]).Aggregate((p, q) => p + q).tanh()));
            }
            return made[^1];
        }, [.. layers.Select(layer => (layer.Name, (nn.Module)layer.Layer))]);
        var graph = NetGraph.Of(net, randn(2, 3));
        var feeders = graph.Edges.ToLookup(edge => graph.Nodes[edge.To].Name, edge => edge.From);
        foreach (var (name, _, from) in layers)
        {
            var operations = Assert.Single(feeders[name]);
            Assert.Equal(NetGraphNodeKind.Operations, graph.Nodes[operations].Kind);
            var found = graph.Edges.Where(edge => edge.To == operations).Select(edge => graph.Nodes[edge.From].Name).Order();
            Assert.Equal(from.Select(at => at == 0 ? "input" : $"l{at}").Order(), found);
        }
    }

    [Fact]
    public void AModuleThatIsUsedAgainIsAnotherCall()
    {
        var cell = Linear(4, 4);
        using var net = new NetOf(x => cell.call(cell.call(cell.call(x))), ("cell", cell));
        var graph = NetGraph.Of(net, ones(2, 4));
        Assert.Equal([(1, 3), (2, 3), (3, 3)], graph.Calls.Select(call => (call.Call, call.Calls)));
        Assert.Equal([(0, 1), (1, 2), (2, 3), (3, 4)], graph.Edges.Select(edge => (edge.From, edge.To)));
        Assert.Equal((20, 3 * 2 * 16), (graph.Parameters, graph.Calls.Sum(call => call.MultiplyAdds)));
    }

    [Fact]
    public void ContainersHoldTheirCallsAndInPlaceWorkIsSeen()
    {
        var block = Sequential(("fc", Linear(4, 4)), ("relu", ReLU(inplace: true)));
        var last = Linear(4, 2);
        using var net = new NetOf(x =>
        {
            var y = block.call(x);
            y.add_(1);
            return last.call(y);
        }, ("block", block), ("last", last));
        var graph = NetGraph.Of(net, randn(2, 4));
        Assert.Equal(["input", "block", "block.fc", "block.relu", GraphTrace.OutsideModules, "last", "output"], graph.Nodes.Select(node => node.Name));
        Assert.Equal([-1, -1, 1, 1, -1, -1, -1], graph.Nodes.Select(node => node.Parent));
        Assert.Equal(["input→block.fc", "block.fc→block.relu", "block.relu→operations 0", "operations 0→last", "last→output"], Arrows(graph));
        Assert.Equal(2 * 16, graph.Nodes[1].MultiplyAdds);
    }

    [Fact]
    public void SeveralInputsAndOutputsAndWholeNumbers()
    {
        var (embedding, lstm, fc) = (Embedding(10, 4), LSTM(4, 3, batchFirst: true), Linear(3, 2));
        using var net = new NetOf(x =>
        {
            // The tokens are shifted outside modules: no gradient passes through them.
            var (output, h, _) = lstm.call(embedding.call(x + 1));
            return fc.call(h[0]) + output.mean([1])[TensorIndex.Colon, ..2];
        }, ("embedding", embedding), ("lstm", lstm), ("fc", fc));
        var graph = NetGraph.Of(net, zeros(2, 5, dtype: ScalarType.Int64));
        Assert.Equal(["input→operations 0", "operations 0→embedding", "embedding→lstm", "lstm→operations 1", "operations 1→fc", "lstm→operations 2", "fc→operations 2",
            "operations 2→output"], Arrows(graph));
        Assert.Equal([false, true, true, true, true, true, true, true], graph.Edges.Select(edge => edge.IsProven));
        using var two = new NetOfTwo();
        Assert.Equal(["input.0", "input.1.0", "input.1.1", "NetOfTwo", "output.0", "output.1"], NetGraph.Of(two, ones(2), (ones(2), ones(2))).Nodes.Select(node => node.Name));
    }

    [Fact]
    public void ANetThatThrowsGivesWhatCameBefore()
    {
        using var net = Sequential(("conv", Conv2d(1, 2, 3)), ("flatten", Flatten()), ("fc", Linear(99, 3)), ("relu", ReLU()));
        var graph = NetGraph.Of(net, ones(5, 1, 6, 6));
        Assert.Equal(["input", "conv", "flatten", "fc"], graph.Nodes.Select(node => node.Name));
        Assert.Equal(["input→conv", "conv→flatten", "flatten→fc"], Arrows(graph));
        Assert.Contains("[…, 99]", graph.Failure, StringComparison.Ordinal);
        Assert.Equal([null, null, graph.Failure], graph.Calls.Select(call => call.Problem));
        Assert.Throws<ArgumentException>(() => NetGraph.Of(net));
        Assert.Throws<ArgumentException>(() => NetGraph.Of(net, "x"));
    }

    [Fact]
    public void LayersCalledByForwardAreOutsideAndNamed()
    {
        using var net = new NetWithShortcuts();
        var graph = NetGraph.Of(net, randn(3, 4));
        Assert.Equal(["input→first", "first→operations 0", "operations 0→output"], Arrows(graph));
        Assert.Contains(graph.Missed, missed => missed.Reason.Contains("second.call(x)", StringComparison.Ordinal));
    }

    [Fact]
    public void TheNetIsLeftAsItWas()
    {
        using var net = Sequential(("fc", Linear(4, 4)), ("norm", BatchNorm1d(4)), ("dropout", Dropout(0.5)), ("relu", ReLU(inplace: true)));
        var x = randn(8, 4);
        net.call(x).sum().backward();
        using var before = net.state_dict()["norm.running_mean"].clone();
        var gradients = net.parameters().Select(parameter => parameter.grad!.clone()).ToList();
        var random = get_rng_state();
        NetGraph.Of(net, x);
        Assert.True(net.training);
        Assert.True(random.Equals(get_rng_state()));
        Assert.True(before.Equals(net.state_dict()["norm.running_mean"]));
        Assert.All(gradients.Zip(net.parameters()), pair => Assert.True(pair.First.Equals(pair.Second.grad!)));
        Assert.False(x.requires_grad);
        var counted = NNViz.Networks.Capture.Attach(net);
        net.eval();
        Assert.True(net.call(x).requires_grad);
        Assert.Equal(1, counted.Passes);
    }

    [Fact]
    public void BlocksAlikeStandTogether()
    {
        nn.Module<Tensor, Tensor> Block() => Sequential(("fc", Linear(4, 4)), ("relu", ReLU()));
        using var net = Sequential(("first", Linear(3, 4)), ("b0", Block()), ("b1", Block()), ("b2", Block()), ("other", Sequential(("fc", Linear(4, 4)), ("tanh", Tanh()))), ("b3", Block()));
        var graph = NetGraph.Of(net, ones(2, 3)).Folded();
        Assert.Equal(["input", "first", "b0", "b0.fc", "b0.relu", "other", "other.fc", "other.tanh", "b3", "b3.fc", "b3.relu", "output"], graph.Nodes.Select(node => node.Name));
        Assert.Equal((3, "b2", 60, 3 * 2 * 16), (graph.Nodes[2].Repeat, graph.Nodes[2].LastName, graph.Nodes[2].Parameters, graph.Nodes[2].MultiplyAdds));
        Assert.Equal(["input→first", "first→b0.fc", "b0.fc→b0.relu", "b0.relu→other.fc", "other.fc→other.tanh", "other.tanh→b3.fc", "b3.fc→b3.relu", "b3.relu→output"], Arrows(graph));
    }

    [Fact]
    public void BranchesAlikeDoNotStandTogether()
    {
        var (left, right) = (Linear(4, 4), Linear(4, 4));
        using var net = new NetOf(x => left.call(x) + right.call(x), ("left", left), ("right", right));
        Assert.All(NetGraph.Of(net, ones(2, 4)).Folded().Nodes, node => Assert.Equal(1, node.Repeat));
    }

    private static IEnumerable<string> Arrows(NetGraph graph)
    {
        var operations = graph.Nodes.Index().Where(node => node.Item.Kind == NetGraphNodeKind.Operations).Select(node => node.Index).ToList();
        string Name(int node) => operations.IndexOf(node) is >= 0 and var at ? $"operations {at}" : graph.Nodes[node].Name;
        return graph.Edges.Select(edge => $"{Name(edge.From)}→{Name(edge.To)}");
    }
}
