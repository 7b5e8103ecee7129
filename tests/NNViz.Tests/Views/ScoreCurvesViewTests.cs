using NNViz.Training;
using NNViz.Views;
using static TorchSharp.torch;

namespace NNViz.Tests.Views;

public class ScoreCurvesViewTests
{
    [Theory]
    [InlineData(500, false)]
    [InlineData(200_000, true)]
    public void OfVeryLongCurvesTheExtremesAreDrawnAndThatIsSaid(int samples, bool thinned)
    {
        using var random = new Generator(3);
        using var labels = rand([samples], generator: random).gt(0.7).to(int64);
        using var scores = randn([samples], generator: random) + labels;
        foreach (ScoreCurves curves in new[] { ScoreCurves.Roc(scores, labels), ScoreCurves.PrecisionRecall(scores, labels) })
        {
            var html = new ScoreCurvesView(curves).ToHtml();
            Assert.InRange(html.Length, 2000, 300_000);
            Assert.Equal(thinned, html.Contains($"points the lowest and the highest of each stretch are drawn", StringComparison.Ordinal));
        }
    }
}
