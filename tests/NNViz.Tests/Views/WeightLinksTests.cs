using NNViz.Views;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Views;

public class WeightLinksTests
{
    /// <summary>For a linear net and x = (1, 1) importance is the weight itself in the row of the output, and 0 in the others.</summary>
    [Fact]
    public void WeightsForAnOutputAreRedLinesThoseAgainstItBlueTheStrongestFirst()
    {
        using var net = nn.Linear(2, 2);
        using var untracked = no_grad();
        net.weight.copy_(tensor(new float[] { 1, -4, 7, 8 }, [2, 2]));
        using var x = ones(1, 2);
        string html = NNViz.Views.Views.Of(net.WeightImportance(x, 0))!.ToHtml();
        string links = html[html.IndexOf("strongest weights of", StringComparison.Ordinal)..];
        Assert.Contains("input 1 → output 0: −4; input 0 → output 0: +1", System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("\"#d64550\"", links, StringComparison.Ordinal);
        Assert.Contains("\"#3b7dd8\"", links, StringComparison.Ordinal);
    }

    [Fact]
    public void ALargeLayerShowsFewEnoughUnitsToBeToldApart()
    {
        manual_seed(2);
        using var net = nn.Linear(2000, 500);
        using var x = rand(2, 2000);
        View view = NNViz.Views.Views.Of(net.WeightImportance(x, 3))!;
        string html = view.ToHtml();
        Assert.InRange(html.Length, 1, 300_000);
        Assert.Contains("The 24 strongest weights of weight as lines", html, StringComparison.Ordinal);
    }
}
