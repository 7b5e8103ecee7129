using System.Text.RegularExpressions;
using NNViz.Views.Graphs;

namespace NNViz.Tests.Views;

public class GraphViewTests
{
    private const string Hostile = "</script><img src=x onerror=alert(1)>";

    private static GraphSpec Residual() => new(
        [
            new GraphNode("input") { Kind = "3×32×32" },
            new GraphNode("stem") { Kind = "Conv2d", Facts = ["3 → 16 channels, 3×3"] },
            new GraphNode("block") { Kind = "ResidualBlock" },
            new GraphNode("conv1") { Kind = "Conv2d", Parent = 2, Facts = ["16 → 16 channels"] },
            new GraphNode("relu") { Kind = "ReLU", Parent = 2 },
            new GraphNode(Hostile) { Kind = "Conv2d", Parent = 2 },
            new GraphNode("operations outside modules") { Parent = 2, Dashed = true },
            new GraphNode("head") { Kind = "Sequential" },
            new GraphNode("flatten") { Kind = "Flatten", Parent = 7 },
            new GraphNode("fc") { Kind = "Linear", Parent = 7 },
        ],
        [
            new GraphEdge(0, 1, "3×32×32"), new GraphEdge(1, 3, "16×32×32"), new GraphEdge(3, 4), new GraphEdge(4, 5), new GraphEdge(5, 6, "16×32×32"),
            new GraphEdge(1, 6, "16×32×32"), new GraphEdge(6, 8, "16×32×32"), new GraphEdge(8, 9, "16384"),
        ],
        new GraphMeasure("parameters", "", [null, 448, 4640, 2320, 0, 2320, null, 163850, 0, 163850]));

    /// <summary>A thousand layers in ten stages of ten blocks of ten.</summary>
    private static GraphSpec Deep()
    {
        var nodes = new List<GraphNode>();
        var layers = new List<int>();
        for (var stage = 0; stage < 10; stage++)
        {
            var stageNode = nodes.Count;
            nodes.Add(new GraphNode($"stage{stage}") { Kind = "Sequential" });
            for (var block = 0; block < 10; block++)
            {
                var blockNode = nodes.Count;
                nodes.Add(new GraphNode($"stage{stage}.{block}") { Kind = "Block", Parent = stageNode });
                for (var layer = 0; layer < 10; layer++)
                {
                    layers.Add(nodes.Count);
                    nodes.Add(new GraphNode($"stage{stage}.{block}.{layer}") { Kind = "Linear", Parent = blockNode, Facts = ["128 → 128", "16,512 parameters"] });
                }
            }
        }
        return new GraphSpec(nodes, [.. layers.Zip(layers.Skip(1), (from, to) => new GraphEdge(from, to, "64×128"))]);
    }

    [Fact]
    public void Graphs_are_written_for_the_browser()
    {
        Pages.Write("graph", new GraphView(Residual()).ToHtml());
        var deep = new GraphView(Deep()).ToHtml();
        Pages.Write("graph-deep", deep);
        Assert.InRange(deep.Length, 10_000, 300_000);
        Assert.DoesNotContain(Hostile, new GraphView(Residual()).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_static_picture_names_the_nodes_and_what_was_left_out()
    {
        var svg = Svg(GraphPicture.Of(Residual()));
        Assert.Contains("conv1", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("more</text>", svg, StringComparison.Ordinal);
        // Ten stages, and of these those that fit into forty rows open: 10 + 3 · 10 rows.
        Assert.Equal(40, Regex.Count(Svg(GraphPicture.Of(Deep())), "font-weight=\"600\""));
        var wide = new GraphSpec([.. Enumerable.Range(0, 50).Select(i => new GraphNode($"layer{i}"))], []);
        Assert.Contains("… and 10 more", Svg(GraphPicture.Of(wide)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_lists_nodes_by_depth_and_edges_that_skip()
    {
        var lines = new GraphView(Residual()).ToString().Split('\n');
        Assert.Equal("  conv1: Conv2d", lines[3]);
        Assert.Contains("stem → operations outside modules", lines);
    }

    [Fact]
    public void A_graph_that_contradicts_itself_is_refused()
    {
        GraphNode[] nodes = [new("a"), new("b") { Parent = 1 }];
        Assert.Contains("'b'", Assert.Throws<ArgumentException>(() => new GraphSpec(nodes, [])).Message, StringComparison.Ordinal);
        Assert.Contains("0 → 2", Assert.Throws<ArgumentException>(() => new GraphSpec(nodes[..1], [new GraphEdge(0, 2)])).Message, StringComparison.Ordinal);
        Assert.Contains("'time'", Assert.Throws<ArgumentException>(() => new GraphSpec(nodes[..1], [], new GraphMeasure("time", "ms", []))).Message, StringComparison.Ordinal);
    }

    private static string Svg(NNViz.Html.Picture picture) =>
        Uri.UnescapeDataString(picture.DataUri[(picture.DataUri.IndexOf(',', StringComparison.Ordinal) + 1)..]);
}
