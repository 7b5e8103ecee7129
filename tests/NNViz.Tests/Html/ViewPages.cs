using NNViz.Datasets;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Html;

/// <summary>Writes the views of scores, weights, projections and tensors as notebooks hold them; tests/web opens the pages in a browser.</summary>
public class ViewPages
{
    [Fact]
    public void ViewsOfScoresWeightsAndTensorsAreWrittenForTheBrowserWithinTheirBudget()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        Pages.Write("view-", OfNets().Concat(OfTensors()));
    }

    private static IEnumerable<(string Name, object Result)> OfNets()
    {
        var shapes = ColorShapes.Draw(120, seed: 1);
        var net = nn.Sequential(("conv1", nn.Conv2d(3, 12, 5)), ("relu1", nn.ReLU()), ("pool1", nn.MaxPool2d(4)), ("flatten", nn.Flatten()), ("fc", nn.Linear(588, 4)));
        var before = net.Checkpoint();
        using var adam = optim.Adam(net.parameters(), 3e-3);
        for (var step = 0; step < 10; step++)
        {
            adam.zero_grad();
            nn.functional.cross_entropy(net.call(shapes.Images), shapes.Labels).backward();
            adam.step();
        }
        var scores = net.call(shapes.Images).detach();
        yield return ("confusion", scores.ConfusionMatrix(shapes.Labels, ColorShapes.Classes));
        yield return ("roc", scores.Roc(shapes.Labels, ColorShapes.Classes));
        yield return ("precision-recall", scores.PrecisionRecall(shapes.Labels, ColorShapes.Classes));
        yield return ("filters", net.Filters());
        yield return ("weight-diff", net.WeightDiff(before));
        yield return ("spectra", net.SingularValues());
        yield return ("weights", net.Weights());
        yield return ("feature-maps", net.FeatureMaps(shapes.Images.narrow(0, 0, 4)));
        yield return ("pca", shapes.Images.flatten(1).Pca(shapes.Labels, ColorShapes.Classes));
        yield return ("image", shapes.Images.narrow(0, 0, 8).Image());
    }

    private static IEnumerable<(string Name, object Result)> OfTensors()
    {
        var (a, b) = (randn(40, 60), randn(40, 60));
        yield return ("compare", a.Compare(a + (0.01 * b), "exact", "noisy"));
        yield return ("complex", complex(a, b));
    }
}
