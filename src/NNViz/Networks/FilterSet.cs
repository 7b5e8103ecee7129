using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>What to think of a filter.</summary>
public enum FilterVerdict
{
    /// <summary>Nothing is wrong with it.</summary>
    Fine,

    /// <summary>Its norm is below <see cref="FilterSet.LowShare"/> of the layer's median.</summary>
    LowNorm,

    /// <summary>Its norm is below <see cref="FilterSet.DeadShare"/> of the layer's median, or 0.</summary>
    Dead,

    /// <summary>It points where another, of larger or equal norm, points: cosine above <see cref="FilterSet.SameCosine"/>.</summary>
    Duplicate,

    /// <summary>It has NaN or infinite weights.</summary>
    NonFinite,
}

/// <summary>One filter: the weights that make one output channel.</summary>
/// <param name="Index">The output channel.</param>
/// <param name="Norm">The Euclidean norm of its weights.</param>
/// <param name="Verdict">What to think of it.</param>
/// <param name="DuplicateOf">The output channel that it repeats, or null.</param>
public sealed record Filter(int Index, double Norm, FilterVerdict Verdict, int? DuplicateOf = null);

/// <summary>The filters of a convolution, the largest norm first. Immutable; holds no tensor of the network.</summary>
/// <param name="Layer">The layer's dotted name.</param>
/// <param name="Filters">The largest norm first, those that are not finite before all.</param>
/// <param name="Kernels">Their weights, [filters, inputs in the group, kernel…], in the same order.</param>
public sealed record FilterSet(string Layer, IReadOnlyList<Filter> Filters, HostTensor Kernels)
{
    /// <summary>Part of the median norm below which a filter is low.</summary>
    public const double LowShare = 0.1;

    /// <summary>Part of the median norm below which a filter is dead.</summary>
    public const double DeadShare = 1e-3;

    /// <summary>The cosine of the angle between two filters above which the smaller one is a duplicate.</summary>
    public const double SameCosine = 0.99;

    /// <summary>Filters of fewer weights are not compared: they point the same way by chance.</summary>
    public const int LeastWeights = 4;

    /// <summary>The filters of the one convolution that <paramref name="layer"/> names; the first of the network where it is null.</summary>
    /// <exception cref="ArgumentException">There is no such layer, several have that name, or it is no convolution.</exception>
    public static FilterSet Of(nn.Module net, string? layer = null)
    {
        var tree = LayerTree.Of(net);
        var chosen = layer is null ? tree.Layers.FirstOrDefault(one => WeightOf(one) is not null) : tree.SelectSingle(layer);
        if (chosen is null || WeightOf(chosen) is not { } weight)
        {
            var there = tree.Layers.Where(one => WeightOf(one) is not null).Select(one => one.DisplayName).ToList();
            throw new ArgumentException(
                $"{(chosen ?? tree.Root).DisplayName} is no convolution. "
                + $"{(there.Count > 0 ? $"Convolutions are: {NameMatch.Listed(there)}." : "The network has none.")}");
        }
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var kernels = FilterRows.Of(weight.detach().cpu(), chosen.Module);
        var filters = Judge(kernels.reshape(kernels.shape[0], -1).Doubles());
        return new(chosen.DisplayName, filters, HostTensor.Copy(kernels.index_select(0, from_array(filters.Select(filter => (long)filter.Index).ToArray()))));
    }

    private static Tensor? WeightOf(Layer layer) => layer.Type.Contains("Conv", StringComparison.Ordinal)
        ? layer.Parameters.FirstOrDefault(parameter => parameter.Name == "weight" && parameter.Value.dim() > 2).Value
        : null;

    private static Filter[] Judge(Tensor rows)
    {
        var norms = HostTensor.Copy(rows.square().sum(1).sqrt()).ToDoubles();
        int[] order = [.. Enumerable.Range(0, norms.Length).OrderBy(i => double.IsFinite(norms[i])).ThenByDescending(i => norms[i])];
        double[] finite = [.. norms.Where(double.IsFinite).Order()];
        var median = finite.Length > 0 ? finite[finite.Length / 2] : 0;
        var unit = rows / from_array(norms).unsqueeze(1);
        var cosines = rows.shape[1] < LeastWeights ? null : HostTensor.Copy(unit.matmul(unit.t())).ToDoubles();
        var filters = new Filter[order.Length];
        for (var at = 0; at < order.Length; at++)
        {
            var (i, norm) = (order[at], norms[order[at]]);
            var verdict = !double.IsFinite(norm) ? FilterVerdict.NonFinite
                : norm == 0 || norm < DeadShare * median ? FilterVerdict.Dead
                : norm < LowShare * median ? FilterVerdict.LowNorm
                : FilterVerdict.Fine;
            // The first of equals is the original: a duplicate is compared with those only that are none themselves.
            var original = verdict != FilterVerdict.Fine || cosines is null ? null
                : filters.Take(at).FirstOrDefault(other => other.Verdict == FilterVerdict.Fine && cosines[i * norms.Length + other.Index] > SameCosine);
            filters[at] = original is null ? new(i, norm, verdict) : new(i, norm, FilterVerdict.Duplicate, original.Index);
        }
        return filters;
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
