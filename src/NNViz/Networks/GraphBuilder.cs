namespace NNViz.Networks;

/// <summary>Makes the graph of what was followed and of what was timed.</summary>
internal sealed class GraphBuilder
{
    private readonly GraphTrace trace;
    private readonly Capture timed;
    private readonly Dictionary<(Layer, int Call), CapturedCall> calls;
    private readonly Dictionary<Layer, long> parameters;
    private readonly Dictionary<TracedNode, TracedNode> merged = [];
    private readonly List<TracedNode> kept;
    private readonly ILookup<TracedNode?, TracedNode> inside;

    public GraphBuilder(GraphTrace trace, Capture timed)
    {
        (this.trace, this.timed) = (trace, timed);
        calls = timed.Layers.SelectMany(layer => layer.Calls.Select((call, i) => (Key: (trace.Tree.Find(layer.Layer.Module)!, i + 1), call)))
            .ToDictionary(entry => entry.Key, entry => entry.call);
        parameters = trace.Tree.Layers.ToDictionary(layer => layer, layer => layer.Module.parameters().Sum(parameter => parameter.numel()));
        Merge();
        kept = [.. trace.Nodes.Where(node => !merged.ContainsKey(node) && !IsWhole(node))];
        inside = trace.Nodes.ToLookup(node => node.Parent);
    }

    public NetGraph Build()
    {
        var numbers = kept.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        int Number(TracedNode? node) => node is null || IsWhole(node) ? -1 : numbers[merged.GetValueOrDefault(node, node)];
        return new NetGraph
        {
            Type = trace.Tree.Root.Type,
            Nodes = [.. kept.Select(node => NodeOf(node, Number(node.Parent)))],
            Edges = [.. trace.Edges.Select(edge => (From: Number(edge.From), To: Number(edge.To), edge.Shape, edge.IsProven))
                .Where(edge => edge.From != edge.To)
                .DistinctBy(edge => (edge.From, edge.To)).Select(edge => new NetGraphEdge(edge.From, edge.To, edge.Shape, edge.IsProven))],
            Parameters = parameters[trace.Tree.Root],
            Failure = timed.Fault is { } fault ? ForwardException.Describe(timed.FailedLayer ?? timed.Tree.Root, timed, fault)
                : trace.HookFault is { } broken ? $"The tensors could not be followed to the end: {broken.Message}" : null,
            Missed = timed.Missed,
        };
    }

    /// <summary>The call of the network itself, where it has calls inside: the graph is what is in it.</summary>
    private bool IsWhole(TracedNode node) => node.IsContainer && node.Layer == trace.Tree.Root;

    /// <summary>Operations at one place, of the same tensors, are one node: the queries, keys and values of an attention, for example.</summary>
    private void Merge()
    {
        var order = trace.Nodes.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        var sources = trace.Edges.ToLookup(edge => edge.To, edge => order[edge.From]);
        var operations = trace.Nodes.Where(node => node.Kind == NetGraphNodeKind.Operations);
        foreach (var same in operations.GroupBy(node => (node.Parent, string.Join(' ', sources[node].Order()))))
        {
            foreach (var other in same.Skip(1))
            {
                same.First().OutputShapes.AddRange(other.OutputShapes);
                merged.Add(other, same.First());
            }
        }
    }

    private NetGraphNode NodeOf(TracedNode node, int parent)
    {
        var call = node.Layer is { } layer ? calls.GetValueOrDefault((layer, node.Call)) : null;
        var graphNode = new NetGraphNode(node.Kind, node.Name, node.Layer?.Type ?? "")
        {
            Parent = parent,
            InputShapes = [.. node.InputShapes],
            OutputShapes = [.. node.OutputShapes],
        };
        return node.Layer is not { } called ? graphNode : graphNode with
        {
            Call = node.Call,
            Calls = trace.CallsOf(called),
            Settings = ModuleTypes.Settings(called.Module),
            Parameters = parameters[called],
            MultiplyAdds = MultiplyAddsOf(node),
            Elapsed = call is { Returned: true } ? call.Elapsed : null,
            Problem = timed.Fault is { } fault && call is { Returned: false } && timed.FailedLayer is { } failed && failed.Module == called.Module
                ? ForwardException.Describe(failed, timed, fault)
                : null,
        };
    }

    private long? MultiplyAddsOf(TracedNode node)
    {
        var own = calls.GetValueOrDefault((node.Layer!, node.Call)) is { Returned: true } call ? MultiplyAdds.Of(node.Layer!, call) : null;
        return inside[node].Where(other => other.Kind == NetGraphNodeKind.Call).Aggregate(own, (sum, other) => sum + MultiplyAddsOf(other));
    }
}
