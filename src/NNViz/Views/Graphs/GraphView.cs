using System.Text.Json;
using NNViz.Html;

namespace NNViz.Views.Graphs;

/// <summary>A graph of nested nodes: containers open and close, nodes are found, chosen and coloured, over a static picture.</summary>
internal sealed class GraphView(GraphSpec graph) : View
{
    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html) => html.Widget("graph", GraphPicture.Of(graph), WritePayload);

    /// <summary>The nodes as an indented list, and the edges that do not lead to the next node.</summary>
    public override void WriteText(TextWriter text)
    {
        var lines = graph.Nodes.Select(node =>
            new string(' ', 2 * DepthOf(node)) + node.Label + (node.Kind is null ? "" : $": {node.Kind}"));
        var others = graph.Edges.Where(edge => edge.To != edge.From + 1).Select(edge =>
            $"{graph.Nodes[edge.From].Label} → {graph.Nodes[edge.To].Label}");
        text.Write(string.Join('\n', [.. lines, .. others]));
    }

    private int DepthOf(GraphNode node) => node.Parent < 0 ? 0 : DepthOf(graph.Nodes[node.Parent]) + 1;

    private void WritePayload(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("alt", graph.Alt);
        json.WriteStartArray("nodes");
        foreach (var node in graph.Nodes)
        {
            WriteNode(json, node);
        }
        json.WriteEndArray();
        json.WritePropertyName("edges");
        json.WriteStartArray();
        foreach (var edge in graph.Edges)
        {
            WriteEdge(json, edge);
        }
        json.WriteEndArray();
        json.WritePropertyName("measures");
        JsonSerializer.Serialize(json, graph.Measures.Select(measure => new
        {
            name = measure.Name,
            unit = measure.Unit,
            values = measure.Values.Select(value => value is { } number && double.IsFinite(number) ? value : null),
        }));
        json.WriteEndObject();
    }

    // What is not said is left out: a thousand layers take a tenth of the room.
    private static void WriteNode(Utf8JsonWriter json, GraphNode node)
    {
        json.WriteStartObject();
        json.WriteString("label", node.Label);
        if (node.Kind is not null)
        {
            json.WriteString("kind", node.Kind);
        }
        if (node.Parent >= 0)
        {
            json.WriteNumber("parent", node.Parent);
        }
        if (node.Facts.Count > 0)
        {
            json.WritePropertyName("facts");
            JsonSerializer.Serialize(json, node.Facts);
        }
        if (node.Dashed)
        {
            json.WriteBoolean("dashed", true);
        }
        json.WriteEndObject();
    }

    private static void WriteEdge(Utf8JsonWriter json, GraphEdge edge)
    {
        json.WriteStartObject();
        json.WriteNumber("from", edge.From);
        json.WriteNumber("to", edge.To);
        if (edge.Label.Length > 0)
        {
            json.WriteString("label", edge.Label);
        }
        if (edge.Likely)
        {
            json.WriteBoolean("likely", true);
        }
        json.WriteEndObject();
    }
}
