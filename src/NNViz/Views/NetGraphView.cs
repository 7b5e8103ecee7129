using NNViz.Html;
using NNViz.Networks;
using NNViz.Views.Graphs;

namespace NNViz.Views;

/// <summary>
/// A network as a graph of its calls: containers open and close, layers alike stand together, nodes are found, chosen, and coloured by
/// parameters, multiply-adds or time.
/// </summary>
public sealed class NetGraphView : View
{
    private const int MostBytes = 285_000;

    private readonly NetGraph graph;
    private readonly GraphView view;
    private readonly int left;

    /// <summary>The view of a graph.</summary>
    public NetGraphView(NetGraph graph)
    {
        this.graph = graph;
        var folded = graph.Folded();
        view = new GraphView(SpecOf(folded, folded.Nodes.Count, true));
        // What can be chosen says less, then the last calls are left out, until the output keeps its budget.
        for (var count = folded.Nodes.Count; view.ToFragment() is { Length: > MostBytes } html; count = (int)(count * 0.97 * MostBytes / html.Length))
        {
            view = new GraphView(SpecOf(folded, count, false));
            left = folded.Nodes.Count - count;
        }
    }

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        html.Element("b", graph.Type);
        html.Element("p", Headline);
        if (graph.Failure is { } failure)
        {
            html.Element("p", "⚠ " + failure, ("class", "nnviz-wrong"));
        }
        view.WriteHtml(html);
        foreach (var note in Notes())
        {
            html.Note(note);
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text)
    {
        text.Write($"{graph.Type}: {Headline}\n");
        text.Write(graph.Failure is { } failure ? $"⚠ {failure}\n" : "");
        view.WriteText(text);
        text.Write(string.Concat(Notes().Select(note => "\n" + note)));
    }

    private string Headline
    {
        get
        {
            var top = graph.Calls.Where(call => call.Parent < 0).ToList();
            var known = top.Sum(call => call.MultiplyAdds ?? 0);
            var cost = $"{(top.All(call => call.MultiplyAdds is not null) ? "" : "at least ")}{Words.Count(known, "multiply-add")}";
            return $"{Words.Count(graph.Calls.Count(), "call")}, {Words.Count(graph.Parameters, "parameter")}, {cost}";
        }
    }

    private IEnumerable<string> Notes()
    {
        foreach (var missed in graph.Missed.Where(_ => graph.Failure is null))
        {
            yield return missed.Reason;
        }
        if (graph.Nodes.Any(node => node.Kind == NetGraphNodeKind.Operations))
        {
            yield return $"Dashed: {GraphTrace.OutsideModules}, such as +, cat or functional.relu. "
                + "Hooks see the calls of modules; what such operations were given is known by gradients.";
        }
        if (graph.Edges.Any(edge => !edge.IsProven))
        {
            yield return "Dashed arrows are likely, not proven: no gradient passes through whole numbers or under no_grad.";
        }
        if (left > 0)
        {
            yield return $"The last {Words.Count(left)} nodes are left out, to keep the output small; the result itself has all.";
        }
    }

    private static GraphSpec SpecOf(NetGraph graph, int count, bool facts)
    {
        var nodes = graph.Nodes.Take(count).ToList();
        var edges = graph.Edges.Where(edge => edge.From < count && edge.To < count)
            .Select(edge => new GraphEdge(edge.From, edge.To, Times(edge.Shape), !edge.IsProven));
        IReadOnlyList<double?> Each(Func<NetGraphNode, double?> of) => [.. nodes.Select(node => node.Kind == NetGraphNodeKind.Call ? of(node) : null)];
        return new GraphSpec(
            [.. nodes.Select(node => NodeOf(graph, node, facts))],
            [.. edges],
            new GraphMeasure("parameters", "", Each(node => node.Parameters)),
            new GraphMeasure("multiply-adds", "", Each(node => node.MultiplyAdds)),
            new GraphMeasure("time", "ms", Each(node => node.Elapsed is { } time ? Math.Round(time.TotalMilliseconds, 4) : null)))
        {
            Alt = $"Graph of {graph.Type}: {Words.Count(graph.Calls.Sum(call => call.Repeat), "call")} of modules from input to output.",
        };
    }

    private static GraphNode NodeOf(NetGraph graph, NetGraphNode node, bool facts)
    {
        var parent = node.Parent < 0 ? "" : graph.Nodes[node.Parent].Name + ".";
        string Short(string name) => name.StartsWith(parent, StringComparison.Ordinal) ? name[parent.Length..] : name;
        var label = node.Repeat > 1 ? $"{Short(node.Name)} … {Short(node.LastName)} ×{node.Repeat}"
            : node.Calls > 1 ? $"{Short(node.Name)} (call {node.Call})"
            : Short(node.Name);
        return new GraphNode(node.Problem is null ? label : "⚠ " + label)
        {
            Kind = node.Kind switch
            {
                NetGraphNodeKind.Call => node.Type,
                NetGraphNodeKind.Input => Shapes(node.OutputShapes),
                NetGraphNodeKind.Output => Shapes(node.InputShapes),
                _ => null,
            },
            Parent = node.Parent,
            Dashed = node.Kind == NetGraphNodeKind.Operations,
            Facts = facts ? [.. Facts(node).Where(fact => fact.Length > 0)] : [],
        };
    }

    private static IEnumerable<string> Facts(NetGraphNode node)
    {
        if (node.Kind is NetGraphNodeKind.Input or NetGraphNodeKind.Output)
        {
            yield break;
        }
        yield return node.Settings;
        var outcome = node.OutputShapes.Count > 0 ? Shapes(node.OutputShapes) : node.Problem is null ? "nothing" : "nothing: it threw";
        yield return $"{(node.InputShapes.Count > 0 ? Shapes(node.InputShapes) : "nothing")} → {outcome}";
        yield return node.Repeat > 1 ? $"{node.Repeat} calls alike, one behind the other; the numbers are those of all" : "";
        yield return node.Problem ?? "";
    }

    private static string Shapes(IEnumerable<IReadOnlyList<long>> shapes) => string.Join(", ", shapes.Select(Times));

    private static string Times(IReadOnlyList<long> shape) => shape.Count == 0 ? "one number" : string.Join('×', shape);
}
