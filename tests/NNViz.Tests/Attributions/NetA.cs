using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Attributions;

/// <summary>Net A of the reference numbers, with its stored weights.</summary>
internal static class NetA
{
    /// <summary>The class of every stored attribution.</summary>
    public const int Class = 6;

    public static Tensor Input() => Golden.Load("A/input");

    public static Sequential Create()
    {
        var net = Sequential(
            ("conv1", Conv2d(1, 32, 3)), ("relu1", ReLU()), ("pool1", MaxPool2d(2)),
            ("conv2", Conv2d(32, 64, 3)), ("relu2", ReLU()), ("pool2", MaxPool2d(2)),
            ("flatten", Flatten()), ("fc1", Linear(1600, 128)), ("relu3", ReLU()), ("fc2", Linear(128, 10)));
        using var none = no_grad();
        foreach (var (name, parameter) in net.named_parameters())
        {
            using var stored = Golden.Load("A/weights/" + name);
            parameter.copy_(stored);
        }
        return net;
    }
}
