using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests.NN;

/// <summary>The nets of shared/golden: PyTorch's activations from stored weights.</summary>
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
        var x = Read("A/input", 4, 1, 28, 28);
        foreach (var (name, layer) in layers)
        {
            using (no_grad())
                Load(layer, $"A/weights/{name}.");
            x = layer.call(x);
            Close.To(Read("A/activation/" + name, x.shape), x, 1e-5, name);
        }
        Close.To(Read("A/logits", 4, 10), x, 1e-5, "logits");
    }

    [Fact]
    public void TheLstmGivesItsStatesAndLogits()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var embedding = nn.Embedding(20, 8);
        using var lstm = nn.LSTM(8, 16, 2, batchFirst: true);
        using var answer = nn.Linear(16, 3);
        Load(embedding, "LSTM/weights/emb.");
        Load(lstm, "LSTM/weights/lstm.");
        Load(answer, "LSTM/weights/fc.");
        var x = embedding.call(ReadAs(ScalarType.Int32, "LSTM/tokens", 2, 12).to(ScalarType.Int64));
        Close.To(Read("LSTM/embedding", 2, 12, 8), x, 1e-5, "embedding");
        var (output, h, c) = lstm.call(x);
        Close.To(Read("LSTM/lstm_output", 2, 12, 16), output, 1e-5, "output");
        Close.To(Read("LSTM/h_n", 2, 2, 16), h, 1e-5, "h_n");
        Close.To(Read("LSTM/c_n", 2, 2, 16), c, 1e-5, "c_n");
        Close.To(Read("LSTM/logits", 2, 3), answer.call(h[-1]), 1e-5, "logits");
    }

    [Theory]
    [InlineData(0, "embedding", 8)]
    [InlineData(1, "hidden_l0", 16)]
    public void EachLayerOfTheLstmGivesItsGatesAndCells(int layer, string input, int features)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var cell = nn.LSTMCell(features, 16);
        foreach (var (name, value) in cell.named_parameters())
            value.copy_(Read($"LSTM/weights/lstm.{name}_l{layer}", value.shape));
        var weights = cell.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        var x = Read("LSTM/" + input, 2, 12, features);
        var (gates, cells, hidden) = (Read($"LSTM/gates_l{layer}", 2, 12, 64), Read($"LSTM/cell_l{layer}", 2, 12, 16),
            Read($"LSTM/hidden_l{layer}", 2, 12, 16));
        var (h, c) = (zeros(2, 16), zeros(2, 16));
        for (int t = 0; t < 12; t++)
        {
            var sums = nn.functional.linear(x.select(1, t), weights["weight_ih"], weights["bias_ih"])
                + nn.functional.linear(h, weights["weight_hh"], weights["bias_hh"]);
            var parts = sums.chunk(4, 1);
            Close.To(gates.select(1, t), cat([parts[0].sigmoid(), parts[1].sigmoid(), parts[2].tanh(), parts[3].sigmoid()], 1), 1e-5,
                $"gates at {t}");
            (h, c) = cell.call(x.select(1, t), (h, c));
            Close.To(cells.select(1, t), c, 1e-5, $"cell at {t}");
            Close.To(hidden.select(1, t), h, 1e-5, $"hidden state at {t}");
        }
    }

    [Fact]
    public void AttentionGivesItsOutputAndWeights()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var attention = nn.MultiheadAttention(16, 4);
        Load(attention, "MHA/weights/");
        var x = Read("MHA/input", 2, 7, 16).transpose(0, 1);
        var (output, weights) = attention.call(x, x, x);
        Close.To(Read("MHA/output", 2, 7, 16), output.transpose(0, 1), 1e-5, "output");
        Close.To(Read("MHA/attention_mean", 2, 7, 7), weights, 1e-5, "weights");
        Close.To(Read("MHA/attention", 2, 4, 7, 7).mean([1]), weights, 1e-5, "mean of the heads' weights");
        var (_, causal) = attention.call(x, x, x, attn_mask: ones(7, 7, ScalarType.Bool).triu(1));
        Close.To(Read("MHA/attention_causal", 2, 4, 7, 7).mean([1]), causal, 1e-5, "causal weights");
    }

    private static void Load(nn.Module module, string prefix)
    {
        foreach (var (name, value) in module.named_parameters())
            value.copy_(Read(prefix + name, value.shape));
    }

    private static Tensor Read(string name, params long[] shape) => ReadAs(ScalarType.Float32, name, shape);

    private static Tensor ReadAs(ScalarType type, string name, params long[] shape)
    {
        string? file = SharedFolder.Find($"golden/{name}.bin");
        if (file is null)
            Assert.Skip($"shared/golden/{name}.bin beside the repository is not there");
        var result = empty(shape, type);
        using var stream = File.OpenRead(file!);
        Assert.Equal(stream.Length, result.numel() * result.element_size());
        result.ReadBytesFromStream(stream);
        return result;
    }
}
