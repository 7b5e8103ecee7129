using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests.NN;

/// <summary>Transformers against PyTorch: initial values from one seed, outputs, gradients, with dropout and masks.</summary>
[Collection(nameof(GlobalSeed))]
public sealed class TransformerTests
{
    private static void Compare(nn.Module module, PyTorch.Answer expected, Func<Tensor> run, string after)
    {
        foreach (var (name, value) in module.state_dict())
            Close.To(expected[name], value, 0, name);
        Assert.Empty(module.named_modules());
        manual_seed(9);
        var y = run();
        Close.To(expected["y"], y, 1e-5, after);
        y.sin().sum().backward();
        foreach (var (name, parameter) in module.named_parameters())
            Close.To(expected["grad." + name], parameter.grad!, 1e-5, "gradient of " + name);
    }

    private static string Script(string make, string call) =>
        $"""
        torch.manual_seed(8)
        m = {make}
        for n, w in m.state_dict().items(): out[n] = w.clone()
        torch.manual_seed(9)
        out['y'] = {call}
        out['y'].sin().sum().backward()
        for n, w in m.named_parameters(): out['grad.' + n] = w.grad
        """;

    private static (Tensor Source, Tensor Target, Tensor Causal, Tensor Padding) Inputs()
    {
        var padding = zeros(2, 5, ScalarType.Bool);
        padding[1, 4] = true;
        return (randn(5, 2, 8), randn(4, 2, 8), ones(4, 4, ScalarType.Bool).triu(1), padding);
    }

    [Fact]
    public void AnEncoderLayerEqualsPyTorch()
    {
        using var scope = NewDisposeScope();
        var (x, _, _, padding) = Inputs();
        var expected = PyTorch.Run(
            Script("nn.TransformerEncoderLayer(8, 2, 16, activation='gelu')", "m(x, torch.zeros(5, 5), p)"), ("x", x), ("p", padding));
        manual_seed(8);
        var layer = nn.TransformerEncoderLayer(8, 2, 16, activation: nn.Activations.GELU);
        Compare(layer, expected, () => layer.call(x, zeros(5, 5), padding), "encoder layer");
    }

    [Fact]
    public void ADecoderLayerEqualsPyTorch()
    {
        using var scope = NewDisposeScope();
        var (x, t, causal, padding) = Inputs();
        var expected = PyTorch.Run(
            Script("nn.TransformerDecoderLayer(8, 2, 16)", "m(t, x, tgt_mask=c, memory_key_padding_mask=p)"), ("x", x), ("t", t),
            ("c", causal), ("p", padding));
        manual_seed(8);
        var layer = nn.TransformerDecoderLayer(8, 2, 16);
        Compare(layer, expected, () => layer.call(t, x, causal, memory_key_padding_mask: padding), "decoder layer");
    }

    [Fact]
    public void EncodersAndDecodersEqualPyTorch()
    {
        using var scope = NewDisposeScope();
        var (x, t, _, _) = Inputs();
        var expected = PyTorch.Run(Script("nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16), 2)", "m(x)"), ("x", x));
        manual_seed(8);
        var encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16), 2);
        Compare(encoder, expected, () => encoder.call(x), "encoder");
        expected = PyTorch.Run(Script("nn.TransformerDecoder(nn.TransformerDecoderLayer(8, 2, 16), 2)", "m(t, x)"), ("x", x), ("t", t));
        manual_seed(8);
        var decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(8, 2, 16), 2);
        Compare(decoder, expected, () => decoder.call(t, x), "decoder");
    }

    [Fact]
    public void AWholeTransformerEqualsPyTorch()
    {
        using var scope = NewDisposeScope();
        var (x, t, causal, _) = Inputs();
        var expected = PyTorch.Run(Script("nn.Transformer(8, 2, 2, 2, 16)", "m(x, t, tgt_mask=c)"), ("x", x), ("t", t), ("c", causal));
        manual_seed(8);
        var transformer = nn.Transformer(8, 2, 2, 2, 16);
        Compare(transformer, expected, () => transformer.call(x, t, null, causal), "transformer");
        var ran = false;
        transformer.register_forward_hook((nn.Module _) => ran = true);
        transformer.call(x, t, null);
        Assert.False(ran);
        transformer.call(x, t);
        Assert.True(ran);
    }

    [Fact]
    public void GradientsEqualDifferences()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        Tensor x = randn(5, 2, 8, float64), t = randn(4, 2, 8, float64);
        var attention = nn.MultiheadAttention(8, 2).to(float64);
        var encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16), 1).to(float64);
        var decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(8, 2, 16), 1).to(float64);
        var both = nn.Transformer(8, 2, 1, 1, 16).to(float64);
        (nn.Module Module, Func<Tensor> Run)[] all =
        [
            (attention, () => attention.call(t, x, x, null!, true, null!).Item1), (encoder, () => encoder.call(x)),
            (decoder, () => decoder.call(t, x)), (both, () => both.call(x, t)),
        ];
        foreach (var (module, run) in all)
        {
            Differences.Check(
                () =>
                {
                    manual_seed(6);
                    return run().sin().sum();
                }, [x, t, .. module.parameters()]);
        }
    }
}
