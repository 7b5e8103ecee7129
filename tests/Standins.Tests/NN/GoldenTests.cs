using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests.NN;

/// <summary>The nets of shared/golden: stored weights and inputs, stored results.</summary>
public sealed class GoldenTests
{
    private static Tensor Read(string name, params long[] shape) => Read(name, ScalarType.Float32, shape);

    private static Tensor Read(string name, ScalarType type, params long[] shape)
    {
        var path = SharedFolder.Find("golden/" + name + ".bin");
        if (path is null)
            Assert.Skip("the folder with reference numbers is not beside the repository");
        var values = empty(shape, type);
        using var stream = File.OpenRead(path);
        values.ReadBytesFromStream(stream, 1 << 16);
        return values;
    }

    private static void LoadWeights(nn.Module module, string folder)
    {
        var state = module.state_dict();
        module.load_state_dict(state.ToDictionary(e => e.Key, e => Read($"{folder}/weights/{e.Key}", e.Value.shape)));
    }

    [Fact]
    public void NetAGivesItsLogitsAndActivations()
    {
        using var scope = NewDisposeScope();
        var net = nn.Sequential(
            ("conv1", nn.Conv2d(1, 32, 3)), ("relu1", nn.ReLU()), ("pool1", nn.MaxPool2d(2)),
            ("conv2", nn.Conv2d(32, 64, 3)), ("relu2", nn.ReLU()), ("pool2", nn.MaxPool2d(2)), ("flatten", nn.Flatten()),
            ("fc1", nn.Linear(1600, 128)), ("relu3", nn.ReLU()), ("fc2", nn.Linear(128, 10)));
        LoadWeights(net, "A");
        var seen = new Dictionary<string, Tensor>();
        foreach (var (name, module) in net.named_children())
            ((nn.Module<Tensor, Tensor>)module).register_forward_hook((_, _, y) => { seen[name] = y.clone(); return y; });
        var logits = net.call(Read("A/input", 4, 1, 28, 28));
        Close.To(Read("A/logits", 4, 10), logits, 1e-5, "logits");
        foreach (var name in seen.Keys.Where(n => SharedFolder.Find($"golden/A/activation/{n}.bin") is not null))
            Close.To(Read("A/activation/" + name, seen[name].shape), seen[name], 1e-5, name);
    }

    [Fact]
    public void TheLstmNetGivesItsStatesAndLogits()
    {
        using var scope = NewDisposeScope();
        var net = nn.ModuleDict<nn.Module>(("emb", nn.Embedding(20, 8)), ("lstm", nn.LSTM(8, 16, 2, batchFirst: true)), ("fc", nn.Linear(16, 3)));
        LoadWeights(net, "LSTM");
        var tokens = Read("LSTM/tokens", ScalarType.Int32, 2, 12);
        var embedded = ((nn.Module<Tensor, Tensor>)net["emb"]).call(tokens);
        var (output, h, c) = ((TorchSharp.Modules.LSTM)net["lstm"]).call(embedded);
        Close.To(Read("LSTM/embedding", 2, 12, 8), embedded, 1e-5, "embedding");
        Close.To(Read("LSTM/lstm_output", 2, 12, 16), output, 1e-5, "output");
        Close.To(Read("LSTM/h_n", 2, 2, 16), h, 1e-5, "h");
        Close.To(Read("LSTM/c_n", 2, 2, 16), c, 1e-5, "c");
        var logits = ((nn.Module<Tensor, Tensor>)net["fc"]).call(output.select(1, 11));
        Close.To(Read("LSTM/logits", 2, 3), logits, 1e-5, "logits");
    }

    [Fact]
    public void TheAttentionLayerGivesItsOutputAndWeights()
    {
        using var scope = NewDisposeScope();
        var attention = nn.MultiheadAttention(16, 4);
        LoadWeights(attention, "MHA");
        var x = Read("MHA/input", 2, 7, 16).transpose(0, 1);
        var (output, weights) = attention.call(x, x, x);
        Close.To(Read("MHA/output", 2, 7, 16), output.transpose(0, 1), 1e-5, "output");
        Close.To(Read("MHA/attention_mean", 2, 7, 7), weights, 1e-5, "weights");
        var causal = attention.call(x, x, x, attn_mask: ones(7, 7, ScalarType.Bool).triu(1)).Item2;
        Close.To(Read("MHA/attention_causal", 2, 4, 7, 7).mean([1]), causal, 1e-5, "causal weights");
    }
}
