using NNViz.Views;
using static TorchSharp.torch;

namespace NNViz.Tests.Views;

/// <summary>Quantised tensors, which TorchSharp makes and reads by TorchScript only: the types by number (qint8 12, quint8 13, qint32 14).</summary>
public class QuantisedTests
{
    /// <summary>By hand: (clamp(round(x / scale) + zero point) − zero point) · scale.</summary>
    [Theory]
    [InlineData(13, "quint8", new[] { -2, 0, 0.5f, 100 })]
    [InlineData(12, "qint8", new[] { -3, 0, 0.5f, 61.5f })]
    [InlineData(14, "qint32", new[] { -3, 0, 0.5f, 100 })]
    public void TheirNumbersAreShown(int type, string name, float[] expected)
    {
        using var scope = NewDisposeScope();
        using var quantise = jit.compile($"def quantise(x: Tensor) -> Tensor:\n    return torch.quantize_per_tensor(x, 0.5, 4, {type})");
        var quantised = quantise.invoke<Tensor>("quantise", tensor(new[] { -3f, 0, 0.44f, 100 }));
        var (text, plain) = (TensorView.From(quantised).ToString(), TensorView.From(tensor(expected)).ToString());
        Assert.Contains($"{name} on cpu, scale 0.5, zero point 4", text, StringComparison.Ordinal);
        Assert.Equal(plain[plain.IndexOf("values", StringComparison.Ordinal)..].Split(" · ")[1..], text[text.IndexOf("values", StringComparison.Ordinal)..].Split(" · ")[1..]);
        Assert.Equal(plain.Split('\n')[^1], text.Split('\n')[^1]);
    }

    [Fact]
    public void ASmallScaleIsNotNothing()
    {
        using var scope = NewDisposeScope();
        using var quantise = jit.compile("def quantise(x: Tensor) -> Tensor:\n    return torch.quantize_per_tensor(x, 0.00000001, 0, 12)");
        Assert.Contains("scale 1e−8, zero point 0", TensorView.From(quantise.invoke<Tensor>("quantise", zeros(2))).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void OneScaleForEachChannelIsSaidSo()
    {
        using var scope = NewDisposeScope();
        using var quantise = jit.compile("""
            def quantise(x: Tensor) -> Tensor:
                return torch.quantize_per_channel(x, torch.tensor([0.5, 0.25]), torch.tensor([0, 0]), 0, 12)
            """);
        var text = TensorView.From(quantise.invoke<Tensor>("quantise", tensor(new[,] { { 0.6f, 1 }, { 0.3f, -1 } }))).ToString();
        Assert.Contains("a scale for each channel", text, StringComparison.Ordinal);
        Assert.Equal(TensorView.From(tensor(new[,] { { 0.5f, 1 }, { 0.25f, -1 } })).ToString().Split('\n')[^1], text.Split('\n')[^1]);
    }
}
