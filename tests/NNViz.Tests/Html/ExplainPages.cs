using System.Text.Json;
using NNViz.Attributions;
using NNViz.Tests.Attributions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Html;

/// <summary>Writes explanations of a small net as notebooks hold them, and the numbers of one map; tests/web/explain.test.mjs opens the pages in a browser.</summary>
public class ExplainPages
{
    private static readonly ExplainOptions Plain = new() { Checks = false };

    [Fact]
    public void Explanations_are_written_for_the_browser_within_their_budget()
    {
        using var scope = NewDisposeScope();
        var images = new Noise(5).Normal(zeros(3, 3, 12, 12)).sigmoid();
        using var net = Sequential(("conv1", Conv2d(3, 20, 3)), ("relu1", ReLU()), ("conv2", Conv2d(20, 6, 3)), ("relu2", ReLU()), ("pool", AdaptiveAvgPool2d(1)), ("flatten", Flatten()), ("fc", Linear(6, 4))).Weighted(11);
        var map = net.InputXGradient(images, 1, Plain);
        Pages.Write("explain-", Results(net, images, map));
        File.WriteAllText(Pages.PathOf("explain-map.json"), JsonSerializer.Serialize(map.Map.ToDoubles()));
    }

    private static IEnumerable<(string Name, object Result)> Results(Module<Tensor, Tensor> net, Tensor images, Attribution map)
    {
        yield return ("map", map);
        yield return ("compare", net.Explain(images, "gradcam,ig,saliency", 1, options: Plain));
        var patient = new ExplainOptions { CheckTime = TimeSpan.FromMinutes(1), Create = () => Sequential(("conv1", Conv2d(3, 20, 3)), ("relu1", ReLU()), ("conv2", Conv2d(20, 6, 3)), ("relu2", ReLU()), ("pool", AdaptiveAvgPool2d(1)), ("flatten", Flatten()), ("fc", Linear(6, 4))).Weighted(12) };
        // A map of the input alone: the same for every net, and grey.
        yield return ("grey", net.ClassActivationMap(images, (activations, _) => activations.sum(1) * 0 + images.sum(1)[.., 2..10, 2..10], 1, "conv2", patient));
        yield return ("blank", net.Saliency(images, Target.Of(output => output.sum(1) * 0, "nothing"), options: Plain));
        yield return ("layer", net.LayerActivation(images, "relu1", Plain));
        using var region = zeros(12, 12);
        region[3..9, 3..9] = 1;
        yield return ("scores", net.Explain(images, "gradcam,ig,saliency", 1, options: Plain).Localise(region));
        yield return ("localised", map.Localise(region));
        yield return ("curve", net.Curve(images, map, options: Plain));
        using var table = Sequential(("fc1", Linear(5, 8)), ("relu", ReLU()), ("fc2", Linear(8, 2))).Weighted(4);
        using var rows = new Noise(6).Normal(zeros(2, 5));
        yield return ("table", table.IntegratedGradients(rows, 1, Plain with { Names = new() { Features = ["age", "height", "weight", "pulse", "steps a day"], Classes = ["ill", "well"] } }));
    }
}
