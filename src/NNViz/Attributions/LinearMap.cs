using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>A linear layer or convolution applied with other weights, the layer itself untouched.</summary>
internal static class LinearMap
{
    /// <summary>The weight and bias of the layer.</summary>
    public static (Tensor Weight, Tensor? Bias) Parameters(nn.Module module) => module switch
    {
        Linear linear => (linear.weight.detach(), linear.bias?.detach()),
        Convolution convolution => (convolution.weight.detach(), convolution.bias?.detach()),
        _ => throw new ArgumentException($"{module.GetType().Name} has no weights that a rule could change."),
    };

    /// <summary>Whether the layer can be applied with other weights.</summary>
    public static bool TakesWeights(nn.Module module) =>
        module is Linear or ((Conv1d or Conv2d or Conv3d) and Convolution { padding_mode: PaddingModes.Zeros });

    /// <summary>The layer's own output, its hooks not called.</summary>
    public static Tensor Apply(nn.Module module, Tensor x) => ((nn.Module<Tensor, Tensor>)module).forward(x);

    /// <summary>The layer's output for <paramref name="x"/> with these weights and this bias in place of its own.</summary>
    public static Tensor Apply(nn.Module module, Tensor x, Tensor weight, Tensor? bias) => module switch
    {
        Linear => nn.functional.linear(x, weight, bias),
        Convolution { padding_mode: not PaddingModes.Zeros } other => throw new ArgumentException(
            $"Convolutions with padding mode {other.padding_mode} have no rule with changed weights; use LrpRule.Epsilon for them."),
        Conv1d c => nn.functional.conv1d(x, weight, bias, c.stride[0], PaddingOf(c)[0], c.dilation[0], c.groups),
        Conv2d c => nn.functional.conv2d(x, weight, bias, c.stride, PaddingOf(c), c.dilation, c.groups),
        Conv3d c => nn.functional.conv3d(x, weight, bias, c.stride, PaddingOf(c), c.dilation, c.groups),
        _ => throw new ArgumentException($"{module.GetType().Name} has no rule with changed weights; use LrpRule.Epsilon for it."),
    };

    /// <summary>The bias shaped to add to the layer's output <paramref name="like"/>.</summary>
    public static Tensor Spread(nn.Module module, Tensor bias, Tensor like)
        => module is Linear ? bias : bias.reshape([1, bias.shape[0], .. Enumerable.Repeat(1L, (int)like.dim() - 2)]);

    private static long[] PaddingOf(Convolution c) => c.padding_type switch
    {
        Padding.Same => [.. c.kernel_size.Select((k, axis) => c.dilation[axis] * (k - 1) is var span && span % 2 == 0
            ? span / 2
            : throw new ArgumentException("'Same' padding of an even kernel is uneven and has no rule with changed weights; use LrpRule.Epsilon for it."))],
        Padding.Valid => [.. c.kernel_size.Select(_ => 0L)],
        _ => c.padding ?? [.. c.kernel_size.Select(_ => 0L)],
    };
}
