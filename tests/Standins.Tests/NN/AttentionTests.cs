using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests.NN;

/// <summary>Multi-head attention against PyTorch.</summary>
[Collection(nameof(GlobalSeed))]
public sealed class AttentionTests
{
    [Theory]
    [InlineData(false, false, false, "")]
    [InlineData(true, false, false, "")]
    [InlineData(false, true, false, ", key_padding_mask=kp")]
    [InlineData(true, true, false, ", key_padding_mask=kp, attn_mask=am")]
    [InlineData(false, false, true, ", attn_mask=am")]
    [InlineData(true, true, true, ", key_padding_mask=kp")]
    public void EqualsPyTorch(bool addBias, bool addZero, bool otherDimensions, string masks)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        long[] dimensions = otherDimensions ? [6, 10] : [8, 8];
        var (q, k, v) = (randn(5, 3, 8), randn(4, 3, dimensions[0]), randn(4, 3, dimensions[1]));
        var padding = zeros(3, 4, ScalarType.Bool);
        padding[1, 3] = true;
        var pairs = ones(5, 4, ScalarType.Bool).triu(1);
        var dims = otherDimensions ? ", kdim=6, vdim=10" : "";
        var expected = PyTorch.Run(
            $"""
            torch.manual_seed(2)
            m = nn.MultiheadAttention(8, 2, add_bias_kv={(addBias ? "True" : "False")}, add_zero_attn={(addZero ? "True" : "False")}{dims})
            for n, p in m.state_dict().items(): out[n] = p.clone()
            q.requires_grad_()
            y, w = m(q, k, v{masks})
            (y.sin().sum() + (w * w).sum()).backward()
            out['y'], out['w'], out['g'] = y, w, q.grad
            for n, p in m.named_parameters(): out['grad.' + n] = p.grad
            """,
            ("q", q), ("k", k), ("v", v), ("kp", padding), ("am", pairs));
        manual_seed(2);
        var attention = nn.MultiheadAttention(
            8, 2, add_bias_kv: addBias, add_zero_attn: addZero, kdim: otherDimensions ? 6 : null, vdim: otherDimensions ? 10 : null);
        foreach (var (name, value) in attention.state_dict())
            Close.To(expected[name], value, 0, name);
        q.requires_grad = true;
        var (y, w) = attention.call(
            q, k, v, masks.Contains("kp", StringComparison.Ordinal) ? padding : null, true,
            masks.Contains("am", StringComparison.Ordinal) ? pairs : null);
        (y.sin().sum() + (w * w).sum()).backward();
        Close.To(expected["y"], y, 1e-5, "output");
        Close.To(expected["w"], w, 1e-5, "weights");
        Close.To(expected["g"], q.grad!, 1e-5, "gradient");
        foreach (var (name, parameter) in attention.named_parameters())
            Close.To(expected["grad." + name], parameter.grad!, 1e-5, "gradient of " + name);
    }

    [Fact]
    public void WithoutWeightsTheSecondResultIsInvalid()
    {
        using var scope = NewDisposeScope();
        var x = randn(3, 1, 4);
        var result = nn.MultiheadAttention(4, 2).call(x, x, x, need_weights: false);
        Assert.Equal([3L, 1, 4], result.Item1.shape);
        Assert.NotNull(result.Item2);
        Assert.True(result.Item2.IsInvalid);
    }

    [Fact]
    public void NoSubmodulesShow()
    {
        var attention = nn.MultiheadAttention(4, 2);
        Assert.Empty(attention.named_modules());
        Assert.Equal(["in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"],
            attention.named_parameters().Select(p => p.name));
    }
}
