using NNViz.Networks;
using static TorchSharp.torch;

namespace NNViz.Projections;

/// <summary>
/// All filters of a convolution laid out in a plane, by their weights as they are: direction and norm count.
/// Immutable; holds no tensor of the network.
/// </summary>
/// <param name="Filters">The filters.</param>
/// <param name="Shown">Which of them are laid out, as positions in <see cref="FilterSet.Filters"/>: those that are finite.</param>
/// <param name="Pca">By the first two principal components.</param>
/// <param name="TSne">By t-SNE; null where there are fewer than four filters.</param>
public sealed record FilterMap(FilterSet Filters, IReadOnlyList<int> Shown, Pca Pca, TSne? TSne)
{
    private const int FewestForTSne = 4;
    private const double UsualPerplexity = 15;

    /// <summary>Lays out filters.</summary>
    /// <param name="filters">The filters.</param>
    /// <param name="seed">The seed of the t-SNE.</param>
    /// <exception cref="ArgumentException">Fewer than three of them are finite.</exception>
    public static FilterMap Of(FilterSet filters, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(filters);
        using var scope = NewDisposeScope();
        int[] shown = [.. Enumerable.Range(0, filters.Filters.Count).Where(i => filters.Filters[i].Verdict != FilterVerdict.NonFinite)];
        if (shown.Length < 3)
        {
            throw new ArgumentException($"{filters.Layer} has {shown.Length} finite filters: a plane needs three at least.");
        }
        var rows = tensor(filters.Kernels.ToDoubles(), [.. filters.Kernels.Shape]).reshape(filters.Filters.Count, -1)
            .index_select(0, tensor(Array.ConvertAll(shown, i => (long)i)));
        var options = new TSneOptions { Perplexity = Math.Min(UsualPerplexity, (shown.Length - 1) / 3.0), Seed = seed };
        return new(filters, shown, Pca.Of(rows, components: (int)Math.Min(2, rows.shape[1])),
            shown.Length >= FewestForTSne ? TSne.Of(rows, options: options) : null);
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
