using NNViz.Datasets;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Attributions;

/// <summary>
/// A small net that has learned to tell <see cref="ColorShapes"/> apart: the same weights whenever it is asked for, and on every processor. It learns in double
/// precision, because the steps of training amplify errors of rounding, which differ from one processor's kernels to another's, until singles learn another net.
/// </summary>
internal static class ShapesNet
{
    private const int Batch = 64, Epochs = 5;

    /// <summary>Trained on drawn images, with a watermark on all of one class where <paramref name="marked"/> is given; in evaluation mode.</summary>
    public static Sequential Train(int count, int? marked = null, int seed = 4)
    {
        using var scope = NewDisposeScope();
        var net = Create(seed);
        net.to(ScalarType.Float64);
        var data = ColorShapes.Draw(count, seed: 1, marked);
        var images = data.Images.to(ScalarType.Float64);
        var optimizer = optim.Adam(net.parameters(), lr: 0.01);
        var random = new Random(5);
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            var order = tensor(Enumerable.Range(0, count).OrderBy(_ => random.Next()).Select(i => (long)i).ToArray());
            foreach (var batch in order.split(Batch))
            {
                using var step = NewDisposeScope();
                optimizer.zero_grad();
                functional.cross_entropy(net.call(images.index_select(0, batch)), data.Labels.index_select(0, batch)).backward();
                optimizer.step();
            }
        }
        net.eval();
        net.zero_grad();
        net.to(ScalarType.Float32);
        return scope.MoveToOuter(net);
    }

    /// <summary>The share of images that the net reads right.</summary>
    public static double Accuracy(Module<Tensor, Tensor> net, Tensor images, Tensor labels)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        return net.call(images).argmax(1).eq(labels).to(ScalarType.Float64).mean().ToDouble();
    }

    private static Sequential Create(int seed)
    {
        var net = Sequential(
            ("conv1", Conv2d(3, 16, 3, padding: 1)), ("norm1", BatchNorm2d(16)), ("relu1", ReLU()), ("pool1", MaxPool2d(2)),
            ("conv2", Conv2d(16, 32, 3, padding: 1)), ("norm2", BatchNorm2d(32)), ("relu2", ReLU()), ("pool2", MaxPool2d(2)),
            ("conv3", Conv2d(32, 32, 3, padding: 1)), ("norm3", BatchNorm2d(32)), ("relu3", ReLU()),
            ("pool3", AdaptiveAvgPool2d(1)), ("flatten", Flatten()), ("fc", Linear(32, 4)));
        // Weights of a seed of their own: Torch's generator is shared by tests that run at the same time.
        var noise = new NNViz.Attributions.Noise(seed);
        using var none = no_grad();
        foreach (var parameter in net.modules().Where(module => module is TorchSharp.Modules.Conv2d or TorchSharp.Modules.Linear).SelectMany(module => module.parameters()))
        {
            using var values = parameter.dim() == 1 ? zeros_like(parameter) : noise.Normal(parameter) * Math.Sqrt(2.0 / (parameter.numel() / parameter.shape[0]));
            parameter.copy_(values);
        }
        return net;
    }
}
