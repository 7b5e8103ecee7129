using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests.NN;

/// <summary>The net A of shared/golden: PyTorch's activations from stored weights.</summary>
public sealed class GoldenTests
{
    [Fact]
    public void NetAGivesItsActivations()
    {
        using var scope = NewDisposeScope();
        var layers = new (string name, nn.Module<Tensor, Tensor>)[]
        {
            ("conv1", nn.Conv2d(1, 32, 3)), ("relu1", nn.ReLU()), ("pool1", nn.MaxPool2d(2)), ("conv2", nn.Conv2d(32, 64, 3)),
                ("relu2", nn.ReLU()),
            ("pool2", nn.MaxPool2d(2)), ("flatten", nn.Flatten()), ("fc1", nn.Linear(1600, 128)), ("relu3", nn.ReLU()),
            ("fc2", nn.Linear(128, 10)),
        };
        var x = Read("input", 4, 1, 28, 28);
        foreach (var (name, layer) in layers)
        {
            using (no_grad())
                foreach (var (parameter, value) in layer.named_parameters())
                    value.copy_(Read($"weights/{name}.{parameter}", value.shape));
            x = layer.call(x);
            Close.To(Read("activation/" + name, x.shape), x, 1e-5, name);
        }
        Close.To(Read("logits", 4, 10), x, 1e-5, "logits");
    }

    private static Tensor Read(string name, params long[] shape)
    {
        string? file = SharedFolder.Find($"golden/A/{name}.bin");
        if (file is null)
            Assert.Skip($"shared/golden/A/{name}.bin beside the repository is not there");
        var result = empty(shape);
        using var stream = File.OpenRead(file!);
        result.ReadBytesFromStream(stream);
        return result;
    }
}
