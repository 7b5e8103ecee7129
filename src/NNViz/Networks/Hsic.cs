using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>
/// Hilbert–Schmidt independence criteria of all layers of two networks: of each pair, and of each layer with itself. Those of several
/// batches are added.
/// </summary>
/// <param name="Rows">The layers of the first network.</param>
/// <param name="Columns">The layers of the second one.</param>
/// <param name="Across">Of pairs, [rows, columns].</param>
/// <param name="OfRows">Of the first network's layers with themselves.</param>
/// <param name="OfColumns">Of the second one's.</param>
internal sealed record Hsic(IReadOnlyList<string> Rows, IReadOnlyList<string> Columns, double[] Across, double[] OfRows, double[] OfColumns)
{
    public static Hsic Of(LayerGrams rows, LayerGrams columns, bool unbiased) => new(rows.Layers, columns.Layers,
        Numbers(Pairs(rows.Products, columns.Products, unbiased)), Numbers(Pairs(rows.Products, rows.Products, unbiased).diag()),
        Numbers(Pairs(columns.Products, columns.Products, unbiased).diag()));

    public Hsic Add(Hsic? other) => other is null ? this : this with
    {
        Across = [.. Across.Zip(other.Across, (a, b) => a + b)],
        OfRows = [.. OfRows.Zip(other.OfRows, (a, b) => a + b)],
        OfColumns = [.. OfColumns.Zip(other.OfColumns, (a, b) => a + b)],
    };

    /// <summary>HSIC(K, L)/√(HSIC(K, K)·HSIC(L, L)), [rows, columns].</summary>
    public double[] Alignment() => [.. Across.Select((value, i) => (value, Own: OfRows[i / Columns.Count], Other: OfColumns[i % Columns.Count]))
        .Select(entry => entry is { Own: > 0, Other: > 0 } ? entry.value / (Math.Sqrt(entry.Own) * Math.Sqrt(entry.Other)) : double.NaN)];

    /// <summary>
    /// tr(KL) of centred products, by which both sides of the quotient have the same factor; without bias HSIC₁(K, L) =
    /// [tr(KL) + ΣK·ΣL/((n − 1)(n − 2)) − 2/(n − 2)·1ᵀKL1]/(n(n − 3)), both with zeros on the diagonal.
    /// </summary>
    private static Tensor Pairs(Tensor first, Tensor second, bool unbiased)
    {
        var n = first.shape[1];
        var traces = first.flatten(1).matmul(second.flatten(1).t());
        if (!unbiased)
        {
            return traces;
        }
        var (a, b) = (first.sum(2), second.sum(2));
        var totals = a.sum(1, keepdim: true).matmul(b.sum(1, keepdim: true).t());
        return (traces + (totals / ((n - 1) * (n - 2))) - (a.matmul(b.t()) * (2.0 / (n - 2)))) / (n * (n - 3));
    }

    private static double[] Numbers(Tensor tensor) => HostTensor.Copy(tensor, tensor.numel()).ToDoubles();
}
