using System.Globalization;

namespace NNViz.Networks;

/// <summary>Joins calls that are alike and follow each other, from the inside out.</summary>
internal sealed class GraphFold
{
    private readonly NetGraph graph;
    private readonly ILookup<int, int> inside;
    private readonly ILookup<int, int> feeders;
    private readonly string[] signatures;
    private readonly int[] ends;

    /// <summary>For each node the one that stands for it; for each that stands for several, how many and the last.</summary>
    private readonly int[] standsFor;
    private readonly Dictionary<int, (int Count, int Last)> groups = [];

    private GraphFold(NetGraph graph)
    {
        this.graph = graph;
        inside = Enumerable.Range(0, graph.Nodes.Count).ToLookup(node => graph.Nodes[node].Parent);
        feeders = graph.Edges.ToLookup(edge => edge.To, edge => edge.From);
        signatures = new string[graph.Nodes.Count];
        ends = new int[graph.Nodes.Count];
        standsFor = [.. Enumerable.Range(0, graph.Nodes.Count)];
        for (var node = graph.Nodes.Count - 1; node >= 0; node--)
        {
            ends[node] = inside[node].Select(child => ends[child]).Append(node).Max();
            signatures[node] = SignatureOf(node);
        }
    }

    public static NetGraph Of(NetGraph graph)
    {
        var fold = new GraphFold(graph);
        fold.FoldChildren(-1);
        return fold.Build();
    }

    /// <summary>What makes two calls alike: type, settings, shapes, parameters, and all that with the edges inside.</summary>
    private string SignatureOf(int node)
    {
        var (own, last) = (graph.Nodes[node], ends[node]);
        string Shapes(IEnumerable<IReadOnlyList<long>> shapes) => string.Join(' ', shapes.Select(Words.Shape));
        var edges = Enumerable.Range(node, last - node + 1)
            .SelectMany(to => feeders[to].Where(from => from >= node).Select(from => $"{from - node}>{to - node}"));
        return string.Create(CultureInfo.InvariantCulture,
            $"{own.Kind} {own.Type} {own.Settings} {Shapes(own.InputShapes)}→{Shapes(own.OutputShapes)} "
                + $"{own.Parameters} {own.Calls} {own.Problem}"
                + $"({string.Join(';', inside[node].Select(child => signatures[child]))})[{string.Join(',', edges)}]");
    }

    private void FoldChildren(int container)
    {
        int[] children = [.. inside[container]];
        for (var first = 0; first < children.Length;)
        {
            var count = 1;
            while (first + count < children.Length && Continues(children[first + count - 1], children[first + count]))
            {
                count++;
            }
            Join(children.AsSpan(first, count));
            FoldChildren(children[first]);
            first += count;
        }
    }

    /// <summary>Whether a node is like the one before it, and fed by that one alone.</summary>
    private bool Continues(int before, int node) => graph.Nodes[node] is { Kind: NetGraphNodeKind.Call, Calls: 1 } && signatures[before] == signatures[node]
        && Enumerable.Range(node, ends[node] - node + 1).SelectMany(to => feeders[to]).Where(from => from < node || from > ends[node])
            .All(from => from >= before && from <= ends[before]);

    private void Join(ReadOnlySpan<int> alike)
    {
        if (alike.Length > 1)
        {
            groups.Add(alike[0], (alike.Length, alike[^1]));
        }
        foreach (var node in alike)
        {
            for (var below = node; below <= ends[node]; below++)
            {
                standsFor[below] = alike[0] + (below - node);
            }
        }
    }

    private NetGraph Build()
    {
        // Joined blocks may hold joined calls: what stands for a node may itself be stood for.
        int Root(int node) => standsFor[node] == node ? node : Root(standsFor[node]);
        var members = Enumerable.Range(0, graph.Nodes.Count).ToLookup(Root);
        int[] kept = [.. Enumerable.Range(0, graph.Nodes.Count).Where(node => Root(node) == node)];
        var numbers = kept.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        // A later copy's edges are those of the first, or come from the copy before it.
        var edges = graph.Edges.Where(edge => Root(edge.To) == edge.To).Select(edge => edge with { From = numbers[Root(edge.From)], To = numbers[edge.To] });
        return graph with
        {
            Nodes = [.. kept.Select(node => Joined(node, members[node], graph.Nodes[node].Parent is >= 0 and var parent ? numbers[parent] : -1))],
            Edges = [.. edges.DistinctBy(edge => (edge.From, edge.To))],
        };
    }

    /// <summary>A node with the numbers of all that it stands for.</summary>
    private NetGraphNode Joined(int node, IEnumerable<int> members, int parent)
    {
        var all = members.Select(member => graph.Nodes[member]).ToList();
        var (count, last) = groups.GetValueOrDefault(node, (1, node));
        return graph.Nodes[node] with
        {
            Parent = parent,
            Repeat = count,
            LastName = graph.Nodes[last].Name,
            Parameters = all.DistinctBy(one => one.Name).Sum(one => one.Parameters),
            MultiplyAdds = all.Aggregate((long?)0, (sum, one) => sum + one.MultiplyAdds),
            Elapsed = all.Aggregate((TimeSpan?)TimeSpan.Zero, (sum, one) => sum + one.Elapsed),
        };
    }
}
