using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace NNViz.Tests.Html;

/// <summary>
/// Writes activation functions, gradient flow and decision boundaries as notebooks hold them, each within its budget; tests/web opens the pages in a
/// browser.
/// </summary>
public class BoundaryPages
{
    [Fact]
    public void Curves_flow_and_boundaries_are_written_for_the_browser()
    {
        using var scope = NewDisposeScope();
        Pages.Write("", Results());
    }

    private static IEnumerable<(string Name, object Result)> Results()
    {
        manual_seed(5);
        var (x, y) = Rings(300, classes: 3);
        var net = Trained(x, y, 3);
        yield return ("curves", Activations.Curve("relu, gelu, tanh, softplus"));
        yield return ("curves-net", net.ActivationCurves(x));
        yield return ("gradient-flow", net.GradientFlow(x, output => F.cross_entropy(output, y)));
        yield return ("boundary", net.DecisionBoundary(x, y, new() { ClassNames = ["inner", "middle", "outer"], FeatureNames = ["width", "height"] }));
        var (many, labels) = Rings(10_000, classes: 12);
        yield return ("boundary-many", Trained(many, labels, 12, steps: 40).DecisionBoundary(many, labels));
        // Two further features that the picture does not show.
        var wide = cat([x, rand(300, 2)], 1);
        yield return ("boundary-axes", Trained(wide, y, 3).DecisionBoundary(wide, y, new() { Axes = (0, 2) }));
    }

    /// <summary>As many rings around one another as there are classes.</summary>
    private static (Tensor X, Tensor Y) Rings(int count, int classes)
    {
        var y = arange(count).remainder(classes);
        var (radius, angle) = (y + 0.5 + rand(count) * 0.9, rand(count) * 2 * Math.PI);
        return (stack([radius * angle.cos(), radius * angle.sin()], 1).to(ScalarType.Float32), y);
    }

    private static nn.Module<Tensor, Tensor> Trained(Tensor x, Tensor y, int classes, int steps = 120)
    {
        var net = nn.Sequential(("hidden", nn.Linear(x.shape[1], 24)), ("tanh", nn.Tanh()), ("middle", nn.Linear(24, 24)), ("relu", nn.ReLU()), ("out", nn.Linear(24, classes)));
        var adam = optim.Adam(net.parameters(), 0.02);
        for (var step = 0; step < steps; step++)
        {
            using var inner = NewDisposeScope();
            adam.zero_grad();
            F.cross_entropy(net.call(x), y).backward();
            adam.step();
        }
        return net;
    }
}
