using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Standins.Tests.NN;

/// <summary>
/// Gradients of layers that look rows up, and of CTCLoss, element by element against differences: where a gradient is by definition not the
/// derivative, the test says what it is instead.
/// </summary>
[Collection(nameof(GlobalSeed))]
public sealed class LookupGradientTests
{
    private static readonly long[,] Bags = { { 1, 2, 5 }, { 2, 2, 0 } };

    private static Tensor Indices => tensor(Bags);

    /// <summary>A weight for each element of a result, so that no two gradients are alike.</summary>
    private static Tensor Weighted(Tensor y) => (y * linspace(-1, 2, y.numel(), ScalarType.Float64).reshape(y.shape)).sum();

    /// <summary>Half the difference of the losses on both sides of each element of a leaf, over the step.</summary>
    private static Tensor Differences(Func<Tensor> loss, Tensor leaf)
    {
        const double step = 1e-6;
        using var off = no_grad();
        var result = zeros_like(leaf);
        var (flat, values) = (leaf.detach().reshape(-1), result.reshape(-1));
        for (long k = 0; k < flat.numel(); k++)
        {
            double value = flat[k].ToDouble();
            flat[k] = tensor(value + step);
            double above = loss().ToDouble();
            flat[k] = tensor(value - step);
            values[k] = tensor((above - loss().ToDouble()) / (2 * step));
            flat[k] = tensor(value);
        }
        return result;
    }

    private static Tensor Gradient(Func<Tensor> loss, Tensor leaf) => autograd.grad([loss()], [leaf])[0];

    private static void Equal(Tensor expected, Func<Tensor> loss, Tensor leaf, string what)
    {
        Assert.True(expected.abs().max().ToDouble() > 0.1, $"{what}: nothing to compare");
        Close.To(expected, Gradient(loss, leaf), 1e-7, what);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-5)]
    public void ThePaddingRowHasNoGradientAndTheOthersTheirDerivative(int row)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var table = Embedding(7, 4, padding_idx: row, dtype: ScalarType.Float64);
        Assert.Equal(0, table.weight![2].abs().max().ToDouble());
        HasPadding(table);
        HasPadding(Embedding_from_pretrained(randn(7, 4, ScalarType.Float64), freeze: false, padding_idx: row));
    }

    /// <summary>At row 2.</summary>
    private static void HasPadding(TorchSharp.Modules.Embedding table)
    {
        Tensor Loss() => Weighted(table.call(Indices));
        var expected = Differences(Loss, table.weight!);
        Assert.True(expected[2].abs().max().ToDouble() > 0.1);
        expected[2] = zeros(4, ScalarType.Float64);
        Equal(expected, Loss, table.weight!, "padding");
    }

    [Fact]
    public void ScalingByFrequencyDividesEachRowByItsCount()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var table = Embedding(7, 4, scale_grad_by_freq: true, dtype: ScalarType.Float64);
        Tensor Loss() => Weighted(table.call(Indices));
        var counts = Indices.reshape(-1).bincount(null, 7).clamp_min(1).unsqueeze(1);
        Equal(Differences(Loss, table.weight!) / counts, Loss, table.weight!, "frequency");
    }

    /// <summary>
    /// Rows that are longer than the norm are shortened in place before they are looked up, which is not part of the gradient; that of
    /// shorter ones is the derivative.
    /// </summary>
    [Theory]
    [InlineData(1.0)]
    [InlineData(3.0)]
    public void RowsAreShortenedToTheNormAndThenDifferentiated(double order)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var table = Embedding(7, 4, max_norm: 1, norm_type: order, dtype: ScalarType.Float64);
        var plain = Embedding(7, 4, dtype: ScalarType.Float64);
        using (no_grad())
            table.weight!.mul_(5);
        var before = table.weight!.detach().clone();
        var norms = before.abs().pow(order).sum(1).pow(1 / order);
        table.call(Indices);
        long[] used = [0, 1, 2, 5];
        Assert.All(used, row => Assert.True(norms[row].ToDouble() > 1));
        foreach (long row in Enumerable.Range(0, 7).Select(k => (long)k))
            Close.To(used.Contains(row) ? before[row] / (norms[row] + 1e-7) : before[row], table.weight![row], 1e-12, $"row {row}");

        using (no_grad())
        {
            table.weight!.mul_(0.9);
            plain.weight!.copy_(table.weight);
        }
        Tensor Loss() => Weighted(table.call(Indices));
        Equal(Differences(Loss, table.weight!), Loss, table.weight!, "shorter rows");
        using (no_grad())
            table.weight!.mul_(2);
        var gradient = Gradient(Loss, table.weight!);
        Close.To(Gradient(() => Weighted(plain.call(Indices)), plain.weight!), gradient, 1e-12, "longer rows");
    }

    [Theory]
    [InlineData(EmbeddingBagMode.Sum)]
    [InlineData(EmbeddingBagMode.Mean)]
    [InlineData(EmbeddingBagMode.Max)]
    public void BagsHaveTheirDerivative(EmbeddingBagMode mode)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var bags = EmbeddingBag(7, 4, mode: mode, dtype: ScalarType.Float64);
        Tensor Whole() => Weighted(bags.call(Indices));
        Equal(Differences(Whole, bags.weight!), Whole, bags.weight!, "bags of one length");
        Tensor Cut() => Weighted(bags.call(Indices.reshape(-1), tensor(new long[] { 0, 1, 1 })));
        Equal(Differences(Cut, bags.weight!), Cut, bags.weight!, "bags with offsets, one of them empty");

        var last = EmbeddingBag(7, 4, mode: mode, include_last_offset: true, dtype: ScalarType.Float64);
        Tensor Ends() => Weighted(last.call(Indices.reshape(-1), tensor(new long[] { 0, 4, 6 })));
        Assert.Equal([2L, 4], last.call(Indices.reshape(-1), tensor(new long[] { 0, 4, 6 })).shape);
        Equal(Differences(Ends, last.weight!), Ends, last.weight!, "bags with the last offset");

        // What is padding is not in its bag: the derivative there is zero, and so is the gradient.
        var padded = EmbeddingBag(7, 4, mode: mode, padding_index: 2, dtype: ScalarType.Float64);
        Tensor Padded() => Weighted(padded.call(Indices));
        var expected = Differences(Padded, padded.weight!);
        Assert.Equal(0, expected[2].abs().max().ToDouble());
        Equal(expected, Padded, padded.weight!, "padding");
    }

    [Fact]
    public void WeightsOfSamplesHaveTheirDerivative()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var bags = EmbeddingBag(7, 4, mode: EmbeddingBagMode.Sum, dtype: ScalarType.Float64);
        var weights = tensor(new[,] { { 0.5, -1, 2 }, { 1.5, 0.3, -0.7 } }, requires_grad: true);
        Tensor Loss() => Weighted(bags.call(Indices, null, weights));
        Equal(Differences(Loss, weights), Loss, weights, "weights of samples");
        Equal(Differences(Loss, bags.weight!), Loss, bags.weight!, "rows");
    }

    [Fact]
    public void ABagsRowsAreShortenedToTheNorm()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var bags = EmbeddingBag(7, 4, max_norm: 1, mode: EmbeddingBagMode.Sum, dtype: ScalarType.Float64);
        using (no_grad())
            bags.weight!.mul_(5);
        bags.call(Indices);
        var norms = bags.weight!.detach()[tensor(new long[] { 0, 1, 2, 5 })].square().sum(1).sqrt();
        Close.To(ones(4, ScalarType.Float64), norms, 1e-6, "norms");
        using (no_grad())
            bags.weight!.mul_(0.9);
        Tensor Loss() => Weighted(bags.call(Indices));
        Equal(Differences(Loss, bags.weight!), Loss, bags.weight!, "shorter rows");
    }

    /// <summary>
    /// Through log_softmax, since the gradient that CTCLoss gives for its input is right up to what log_softmax takes out.
    /// </summary>
    [Theory]
    [InlineData(nn.Reduction.Mean)]
    [InlineData(nn.Reduction.Sum)]
    [InlineData(nn.Reduction.None)]
    public void TheLossOfAlignmentsHasItsDerivative(nn.Reduction reduction)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var scores = randn([6, 2, 5], ScalarType.Float64, generator: generator).requires_grad_();
        var targets = tensor(new long[,] { { 2, 2, 3 }, { 4, 0, 1 } });
        var (lengths, wanted) = (tensor(new long[] { 6, 5 }), tensor(new long[] { 3, 1 }));
        var loss = CTCLoss(blank: 1, zero_infinity: true, reduction: reduction);
        Tensor Loss() => Weighted(loss.call(scores.log_softmax(2), targets, lengths, wanted));
        Equal(Differences(Loss, scores), Loss, scores, "scores");
        // Three labels do not fit in two steps: infinite, so zero, and without a gradient.
        var shorter = tensor(new long[] { 2, 5 });
        Tensor Short() => Weighted(loss.call(scores.log_softmax(2), targets, shorter, wanted));
        var gradient = Gradient(Short, scores);
        Assert.Equal(0, gradient.select(1, 0).abs().max().ToDouble());
        Close.To(Differences(Short, scores), gradient, 1e-7, "without the one that does not fit");
    }
}
