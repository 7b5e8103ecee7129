using NNViz.Datasets;
using NNViz.Projections;
using NNViz.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Html;

/// <summary>Writes what is seen inside a small net that was trained a little, as notebooks hold it; tests/web opens the pages in a browser.</summary>
public class InsidePages
{
    [Fact]
    public void What_is_seen_inside_a_net_is_written_for_the_browser_within_its_budget()
    {
        using var scope = NewDisposeScope();
        Pages.Write("inside-", Results());
    }

    private static IEnumerable<(string Name, object Result)> Results()
    {
        var shapes = ColorShapes.Draw(240, seed: 1);
        var (net, history) = Train(shapes);
        var moons = Moons();
        yield return ("units", net.Units(shapes.Images));
        yield return ("units-tanh", net.Units(shapes.Images, "squash"));
        yield return ("neurons", net.NeuronActivations(shapes.Images.narrow(0, 0, 80), labels: shapes.Labels.narrow(0, 0, 80), classNames: ColorShapes.Classes));
        yield return ("top", net.TopActivations(shapes.Images, "relu2"));
        yield return ("gradients", net.GradientHistograms(shapes.Images, y => nn.functional.cross_entropy(y, shapes.Labels)));
        yield return ("gradient-steps", history);
        yield return ("importance", net.WeightImportance(shapes.Images, target: 2));
        yield return ("boundary-epochs", moons.Epochs);
        yield return ("neuron-boundaries", moons.Neurons);
        yield return ("filter-map", net.FilterMap("conv1"));
        yield return ("filter-map-deep", net.FilterMap("conv2"));
        yield return ("field", net.ReceptiveField(shapes.Images, "relu2"));
        yield return ("overlay", net.NeuronOverlay(shapes.Images, "relu2"));
    }

    /// <summary>A few steps are enough for filters that differ; one unit is killed, so that there is something to find.</summary>
    private static (nn.Module<Tensor, Tensor> Net, GradientHistory History) Train(ShapeImages shapes)
    {
        manual_seed(3);
        var net = nn.Sequential(("conv1", nn.Conv2d(3, 12, 5)), ("relu1", nn.ReLU()), ("pool1", nn.MaxPool2d(2)), ("conv2", nn.Conv2d(12, 16, 3)), ("relu2", nn.ReLU()),
            ("pool2", nn.MaxPool2d(2)), ("flatten", nn.Flatten()), ("fc1", nn.Linear(576, 24)), ("squash", nn.Tanh()), ("fc2", nn.Linear(24, 4)));
        var adam = optim.Adam(net.parameters(), 3e-3);
        var history = net.RecordGradients();
        for (var step = 0; step < 40; step++)
        {
            adam.zero_grad();
            nn.functional.cross_entropy(net.call(shapes.Images), shapes.Labels).backward();
            history.Record();
            adam.step();
        }
        using (no_grad())
        {
            net.state_dict()["conv2.bias"][2] = -100;
        }
        return (net, history);
    }

    /// <summary>Two half circles that lie into one another, and a net of two hidden layers on its way to tell them apart.</summary>
    private static (BoundaryHistory Epochs, NeuronBoundaries Neurons) Moons()
    {
        manual_seed(1);
        var (angle, side) = (linspace(0, Math.PI, 150).repeat(2), cat([ones(150), zeros(150)], 0));
        var across = (angle.cos() * (side * 2 - 1)) + (1 - side);
        var up = (angle.sin() * (side * 2 - 1)) + (0.5 * (1 - side));
        var x = stack([across, up], 1) + (0.1 * randn(300, 2));
        var labels = (1 - side).to(ScalarType.Int64);
        var net = nn.Sequential(("fc1", nn.Linear(2, 10)), ("relu1", nn.ReLU()), ("fc2", nn.Linear(10, 6)), ("relu2", nn.ReLU()), ("out", nn.Linear(6, 2)));
        var adam = optim.Adam(net.parameters(), 1e-2);
        var epochs = new BoundaryHistory();
        for (var epoch = 0; epoch <= 200; epoch++)
        {
            if (epoch % 10 == 0)
            {
                epochs.Add(net.DecisionBoundary(x, labels), $"epoch {epoch}");
            }
            adam.zero_grad();
            nn.functional.cross_entropy(net.call(x), labels).backward();
            adam.step();
        }
        return (epochs, net.NeuronBoundaries(x, labels));
    }
}
