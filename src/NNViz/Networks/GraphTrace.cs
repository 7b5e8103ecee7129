using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>
/// Follows the tensors of one pass. What a call returns is cut out of the autograd graph and made a leaf of its own, so that the gradient
/// of any later tensor names exactly the calls whose results it was made of directly; a tensor that is itself such a result is known as it
/// stands. The values are unchanged.
/// </summary>
internal sealed class GraphTrace : IDisposable
{
    /// <summary>The name of what happens between calls.</summary>
    public const string OutsideModules = "operations outside modules";

    private readonly ConditionalWeakTable<Tensor, Made> makers = [];
    private readonly List<(Tensor Leaf, TracedNode Maker)> leaves = [];
    private readonly Dictionary<Layer, int> calls = [];
    private readonly Stack<(TracedNode Node, IDisposable? Mode)> open = new();
    private readonly HashSet<TracedNode> used = [];

    private GraphTrace(nn.Module net) => Tree = LayerTree.Of(net);

    public LayerTree Tree { get; }

    /// <summary>The nodes in the order in which they began.</summary>
    public List<TracedNode> Nodes { get; } = [];

    /// <summary>The edges in the order in which they were used.</summary>
    public List<TracedEdge> Edges { get; } = [];

    /// <summary>What went wrong inside a hook; the network itself went on.</summary>
    public Exception? HookFault { get; private set; }

    public static GraphTrace Run(nn.Module net, IReadOnlyList<object?> inputs)
    {
        var trace = new GraphTrace(net);
        using var hooks = ModuleHooks.Attach(trace.Tree.Layers, layer => new Observer(trace, layer));
        using var state = NetState.Save(net);
        using var gradients = enable_grad();
        try
        {
            net.eval();
            object?[] given = [.. inputs.Select((input, i) => trace.Cut(input, trace.AddInputs(inputs.Count == 1 ? "input" : $"input.{i}")))];
            trace.AddOutputs(NetCall.Run(net, given));
        }
        catch (Exception) when (trace.calls.Count > 0)
        {
            // The graph ends here; the timed pass, which comes next, throws the same and says so.
        }
        finally
        {
            trace.Unwind();
        }
        return trace;
    }

    /// <summary>How often a layer was called.</summary>
    public int CallsOf(Layer layer) => calls.GetValueOrDefault(layer);

    public void Dispose() => leaves.ForEach(entry => entry.Leaf.Dispose());

    private TracedNode Add(TracedNode node)
    {
        if (node.Parent is { } container)
        {
            container.IsContainer = true;
        }
        Nodes.Add(node);
        return node;
    }

    private Func<Tensor, string, TracedNode> AddInputs(string name) => (tensor, suffix) =>
    {
        var node = Add(new TracedNode(NetGraphNodeKind.Input, null, name + suffix, null) { Returned = true });
        node.OutputShapes.Add(tensor.shape);
        return node;
    };

    private void AddOutputs(object? result)
    {
        foreach (var (name, value) in NetCall.TensorsIn(result, "output"))
        {
            var maker = MakerOf(value, null);
            var node = Add(new TracedNode(NetGraphNodeKind.Output, null, name, null) { Returned = true });
            node.InputShapes.Add(value.shape);
            Edges.Add(new(maker, node, value.shape, true));
        }
    }

    private void Before(Layer layer, object?[] inputs)
    {
        var parent = open.Count > 0 ? open.Peek().Node : null;
        var sources = inputs.SelectMany(input => NetCall.TensorsIn(input, ""))
            .Select(input => (Maker: MakerOf(input.Value, parent), input.Value.shape)).ToList();
        calls[layer] = calls.GetValueOrDefault(layer) + 1;
        var node = Add(new TracedNode(NetGraphNodeKind.Call, layer, layer.DisplayName, parent) { Call = calls[layer] });
        node.Sources.AddRange(sources);
        node.InputShapes.AddRange(sources.Select(source => source.shape));
        // Nothing inside a layer that holds no other is asked about: its graph need not be kept.
        open.Push((node, layer.Children.Count == 0 ? set_grad_enabled(false) : null));
    }

    private object? After(Layer layer, object? result)
    {
        if (!open.Any(call => call.Node.Layer == layer))
        {
            return result;
        }
        TracedNode node;
        do
        {
            // Calls above this one threw, and the layer caught it.
            (node, var mode) = open.Pop();
            mode?.Dispose();
        }
        while (node.Layer != layer);
        node.Returned = true;
        node.OutputShapes.AddRange(NetCall.TensorsIn(result, "").Select(output => output.Value.shape));
        if (node.IsContainer)
        {
            return Cut(result, (tensor, _) => MakerOf(tensor, node));
        }
        Connect(node);
        return Cut(result, (_, _) => node);
    }

    private void Connect(TracedNode node) => Edges.AddRange(node.Sources.Select(source => new TracedEdge(source.From, node, source.Shape, true)));

    /// <summary>What made a tensor: a call that returned it, or operations inside <paramref name="container"/>, which are then a node.</summary>
    private TracedNode MakerOf(Tensor tensor, TracedNode? container)
    {
        if (makers.TryGetValue(tensor, out var known) && known.IsAsMade(tensor))
        {
            used.Add(known.Maker);
            return known.Maker;
        }
        var (sources, proven) = SourcesOf(tensor, container);
        var node = Add(new TracedNode(NetGraphNodeKind.Operations, null, OutsideModules, container) { Returned = true, MakesWholeNumbers = IsWhole(tensor) });
        node.OutputShapes.Add(tensor.shape);
        node.InputShapes.AddRange(sources.Select(source => source.OutputShapes.FirstOrDefault() ?? []));
        used.UnionWith(sources);
        Edges.AddRange(sources.Select(source => new TracedEdge(source, node, source.OutputShapes.FirstOrDefault() ?? [], proven)));
        makers.AddOrUpdate(tensor, new Made(node, null));
        return node;
    }

    private (IReadOnlyList<TracedNode> Sources, bool AreProven) SourcesOf(Tensor tensor, TracedNode? container)
    {
        if (tensor.requires_grad)
        {
            using var scope = NewDisposeScope();
            using var gradients = enable_grad();
            var number = (tensor.is_complex() ? tensor.real : tensor).sum();
            var results = leaves.Count == 0 ? [] : autograd.grad([number], [.. leaves.Select(entry => entry.Leaf)], retain_graph: true, allow_unused: true);
            return ([.. leaves.Zip(results).Where(pair => pair.Second is { IsInvalid: false }).Select(pair => pair.First.Maker).Distinct()], true);
        }
        // No gradient tells. Most likely it was made of whole numbers, else of what was made here last and has not been used.
        var whole = Nodes.Where(node => node.MakesWholeNumbers).ToList();
        return (whole.Count > 0 ? whole :
            [.. Nodes.Where(node => node.Parent == container && !node.IsContainer && node.Returned && !used.Contains(node))], false);
    }

    /// <summary>
    /// The value with each tensor in it, where it is one or a tuple of them, replaced by one of equal values whose maker is known. In
    /// lists and dictionaries, which are their owner's, the tensors stay and are known as they are.
    /// </summary>
    private object? Cut(object? value, Func<Tensor, string, TracedNode> maker, string suffix = "")
    {
        switch (value)
        {
            case Tensor { IsInvalid: false } tensor:
                return CutOne(tensor, maker(tensor, suffix));
            case ITuple tuple:
                return Activator.CreateInstance(value.GetType(), [.. Enumerable.Range(0, tuple.Length).Select(i => Cut(tuple[i], maker, $"{suffix}.{i}"))]);
            default:
                foreach (var (name, inner) in NetCall.TensorsIn(value, ""))
                {
                    makers.AddOrUpdate(inner, new Made(maker(inner, suffix + name), null));
                }
                return value;
        }
    }

    private Tensor CutOne(Tensor tensor, TracedNode maker)
    {
        if (makers.TryGetValue(tensor, out var known) && known.Maker == maker && known.Leaf is not null)
        {
            return tensor;
        }
        if (IsWhole(tensor))
        {
            maker.MakesWholeNumbers = true;
            makers.AddOrUpdate(tensor, new Made(maker, null));
            return tensor;
        }
        using var gradients = enable_grad();
        var leaf = tensor.detach().DetachFromDisposeScope().requires_grad_();
        leaves.Add((leaf, maker));
        // The network goes on with a copy: it may work in place, which a leaf forbids.
        var copy = leaf.clone();
        makers.Add(copy, new Made(maker, leaf));
        return copy;
    }

    private static bool IsWhole(Tensor tensor) => !tensor.is_floating_point() && !tensor.is_complex();

    /// <summary>What made a tensor, and the tensor as it was then.</summary>
    private sealed record Made(TracedNode Maker, Tensor? Leaf)
    {
        /// <summary>Whether no operation in place has changed it since.</summary>
        public bool IsAsMade(Tensor tensor)
        {
            using var untracked = no_grad();
            return Leaf is null || tensor.allclose(Leaf, 0, 0, equal_nan: true);
        }
    }

    private void Unwind()
    {
        while (open.TryPop(out var call))
        {
            call.Mode?.Dispose();
            if (!call.Node.IsContainer)
            {
                Connect(call.Node);
            }
        }
    }

    private sealed class Observer(GraphTrace trace, Layer layer) : IModuleObserver
    {
        public void Before(object?[] inputs)
        {
            try
            {
                trace.Before(layer, inputs);
            }
            catch (Exception e)
            {
                trace.HookFault ??= e;
            }
        }

        public object? After(object?[] inputs, object? result)
        {
            try
            {
                return trace.After(layer, result);
            }
            catch (Exception e)
            {
                trace.HookFault ??= e;
                return result;
            }
        }
    }
}
