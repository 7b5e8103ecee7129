using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>The products of samples with samples in what each layer returns: [layers, N, N] in double precision, in the caller's dispose scope.</summary>
/// <param name="Layers">The layers.</param>
/// <param name="Products">X·Xᵀ of each; all 0 of a layer that answers the same to every sample.</param>
internal sealed record LayerGrams(IReadOnlyList<string> Layers, Tensor Products)
{
    /// <summary>Columns that are widened to double precision at a time.</summary>
    private const int Block = 8192;

    /// <summary>A layer whose squares differ by less than this part from sample to sample answers the same to all, but for rounding.</summary>
    private const double Rounding = 1e-12;

    /// <summary>Runs the network and multiplies.</summary>
    /// <param name="net">The network.</param>
    /// <param name="input">[N, …].</param>
    /// <param name="selector">Which layers; null: all that hold no others.</param>
    /// <param name="unbiased">The diagonals 0; else the mean of each column of X taken out before.</param>
    /// <exception cref="ArgumentException">None of the layers returns floating-point numbers for each sample.</exception>
    public static LayerGrams Of(nn.Module net, Tensor input, string? selector, bool unbiased)
    {
        using var capture = Capture.Run(net, [input], new CaptureOptions { Layers = selector });
        var samples = input.shape[0];
        var found = capture.Layers.Where(layer => selector is not null || layer.Layer.Children.Count == 0)
            .Select(layer => (layer.Layer, Value: layer.Calls[^1].Outputs is [{ Value: { } value }, ..] ? value : null))
            .Where(entry => entry.Value is { } value && value.is_floating_point() && value.dim() > 0 && value.shape[0] == samples).ToList();
        return found.Count > 0
            ? new LayerGrams([.. found.Select(entry => entry.Layer.DisplayName)], stack(found.Select(entry => Product(entry.Value!, unbiased))))
            : throw new ArgumentException(
                $"None of the layers{(selector is null ? "" : $" '{selector}'")} of {capture.Tree.Root.Type} "
                + $"returns floating-point numbers with a row for each of the {samples} samples.");
    }

    private static Tensor Product(Tensor value, bool unbiased)
    {
        using var scope = NewDisposeScope();
        var rows = value.detach().Near().reshape(value.shape[0], -1);
        var product = zeros(rows.shape[0], rows.shape[0], dtype: ScalarType.Float64, device: rows.device);
        double size = 0, spread = 0;
        for (long from = 0; from < rows.shape[1]; from += Block)
        {
            using var inner = NewDisposeScope();
            var part = rows.narrow(1, from, Math.Min(Block, rows.shape[1] - from)).Doubles();
            var centred = part - part.mean([0], keepdim: true);
            (size, spread) = (size + part.square().sum().item<double>(), spread + centred.square().sum().item<double>());
            part = unbiased ? part : centred;
            product.add_(part.matmul(part.t()));
        }
        product = unbiased ? product - product.diag().diag() : product;
        return (spread > Rounding * size ? product : zeros_like(product)).MoveToOuterDisposeScope();
    }
}
