using System.Globalization;
using NNViz.Html;
using NNViz.Plotly;

namespace NNViz.Views.Graphs;

/// <summary>
/// The static picture of a graph: its nodes one below the other in the order in which they run, containers open from the outside in as
/// long as they fit, edges to the next as arrows, all others as arcs on the right.
/// </summary>
internal sealed class GraphPicture
{
    private const int MostRows = 40;
    private const int RowHeight = 26;
    private const int BoxHeight = 20;
    private const int Indent = 18;
    private const int BoxWidth = 300;
    private const int ArcRoom = 130;
    private const int Margin = 8;

    private readonly GraphSpec _graph;
    private readonly HashSet<int> _open;
    private readonly Dictionary<int, int> _rows;
    private readonly int _deepest;

    private GraphPicture(GraphSpec graph)
    {
        _graph = graph;
        _open = OpenContainers();
        _rows = graph.Nodes.Index().Where(node => Seen(node.Index) == node.Index || _open.Contains(node.Index)).Take(MostRows)
            .Select((node, row) => (node.Index, Row: row)).ToDictionary(pair => pair.Index, pair => pair.Row);
        _deepest = _rows.Count == 0 ? 0 : _rows.Keys.Max(DepthOf);
    }

    /// <summary>The picture of <paramref name="graph"/>.</summary>
    public static Picture Of(GraphSpec graph) => new GraphPicture(graph).Draw();

    private Picture Draw()
    {
        var left = _graph.Nodes.Count(node => node.Parent < 0 || _open.Contains(node.Parent)) - _rows.Count;
        var lines = _rows.Count + (left > 0 ? 1 : 0);
        var (width, height) = (Margin + _deepest * Indent + BoxWidth + ArcRoom, Margin * 2 + lines * RowHeight);
        using var canvas = new SvgCanvas(width, height, _graph.Alt, (_, _, _) => throw new InvalidOperationException("It holds no picture."));
        foreach (var (node, row) in _rows)
        {
            DrawNode(canvas, node, row);
        }
        foreach (var (from, to, likely) in _graph.Edges.Select(edge => (Seen(edge.From), Seen(edge.To), edge.Likely)).Distinct())
        {
            if (from != to && _rows.TryGetValue(from, out var start) && _rows.TryGetValue(to, out var end))
            {
                DrawEdge(canvas, (from, start), (to, end), new Pen(Colors.Ink, 1, likely));
            }
        }
        if (left > 0)
        {
            var more = string.Create(CultureInfo.InvariantCulture, $"… and {left} more");
            canvas.Text(new Spot(Margin, height - Margin - 8), more, new TextStyle());
        }
        return Picture.Svg(canvas.ToString(), width, height, _graph.Alt);
    }

    private void DrawNode(SvgCanvas canvas, int node, int row)
    {
        var box = BoxOf(node, row);
        var (kind, shown) = (_graph.Nodes[node].Kind, _graph.Nodes[node].Label);
        canvas.Area(box.Corners, Colors.Ink, _open.Contains(node) ? 0.08 : 0.16);
        canvas.Line([.. box.Corners, box.Corners[0]], new Pen(Colors.Ink, 1, _graph.Nodes[node].Dashed, 0.6));
        canvas.Text(new Spot(box.X + 8, box.Y + 14), Shorten(shown, 26), new TextStyle(Bold: true));
        canvas.Text(new Spot(box.Right - 8, box.Y + 14), Shorten(kind ?? "", 16), new TextStyle(TextAnchor.End, 10));
    }

    private void DrawEdge(SvgCanvas canvas, (int Node, int Row) from, (int Node, int Row) to, Pen pen)
    {
        var (start, end) = (BoxOf(from.Node, from.Row), BoxOf(to.Node, to.Row));
        if (to.Row == from.Row + 1)
        {
            var x = Math.Max(start.X, end.X) + 14;
            canvas.Line([new Spot(x, start.Bottom), new Spot(x, end.Y)], pen);
            canvas.Area([new Spot(x, end.Y), new Spot(x - 3, end.Y - 4), new Spot(x + 3, end.Y - 4)], Colors.Ink);
            return;
        }
        var (high, low) = (start.Y + BoxHeight / 2.0, end.Y + BoxHeight / 2.0);
        var bulge = Math.Min(ArcRoom - 12, 14 + 4 * Math.Abs(to.Row - from.Row));
        var arc = Enumerable.Range(0, 25).Select(i => Math.PI * i / 24).Select(t => new Spot(
            start.Right + (end.Right - start.Right) * (1 - Math.Cos(t)) / 2 + bulge * Math.Sin(t),
            (high + low) / 2 - (low - high) / 2 * Math.Cos(t)));
        canvas.Line([.. arc], pen);
        canvas.Area([new Spot(end.Right, low), new Spot(end.Right + 5, low - 3), new Spot(end.Right + 5, low + 3)], Colors.Ink);
    }

    private Box BoxOf(int node, int row)
    {
        var indent = DepthOf(node) * Indent;
        return new Box(Margin + indent, Margin + row * RowHeight, BoxWidth + (_deepest * Indent) - indent, BoxHeight);
    }

    // What is seen of a node: itself, or the outermost closed container around it.
    private int Seen(int node)
    {
        var seen = node;
        for (var parent = _graph.Nodes[node].Parent; parent >= 0; parent = _graph.Nodes[parent].Parent)
        {
            seen = _open.Contains(parent) ? seen : parent;
        }
        return seen;
    }

    private int DepthOf(int node)
    {
        var parent = _graph.Nodes[node].Parent;
        return parent < 0 ? 0 : DepthOf(parent) + 1;
    }

    private HashSet<int> OpenContainers()
    {
        var children = _graph.Nodes.Index().ToLookup(node => node.Item.Parent, node => node.Index);
        var (open, rows) = (new HashSet<int>(), children[-1].Count());
        foreach (var container in children.Select(group => group.Key).Where(key => key >= 0).OrderBy(DepthOf))
        {
            rows += children[container].Count();
            if (rows <= MostRows && (_graph.Nodes[container].Parent < 0 || open.Contains(_graph.Nodes[container].Parent)))
            {
                open.Add(container);
            }
        }
        return open;
    }

    private static string Shorten(string text, int letters) =>
        text.Length <= letters ? text : string.Concat(text.AsSpan(0, letters - 1), "…");
}
