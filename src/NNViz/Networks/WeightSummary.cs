using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>One parameter of a layer, as it stood: numbers about all of it and cells to draw.</summary>
public sealed record WeightSummary
{
    private WeightSummary()
    {
    }

    /// <summary>The parameter's own name, for example <c>weight</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its shape, for a convolution [out, in / groups, kernel…].</summary>
    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>The type of its elements.</summary>
    public required ScalarType DType { get; init; }

    /// <summary>Whether it is trained (requires_grad).</summary>
    public required bool IsTrainable { get; init; }

    /// <summary>Statistics of all elements.</summary>
    public required TensorStats Stats { get; init; }

    /// <summary>The elements as a bounded number of cells.</summary>
    public required SliceGrid Grid { get; init; }

    internal static WeightSummary Of(string name, Tensor parameter, int maxCells)
    {
        var stats = TensorStats.Of(parameter);
        return new WeightSummary
        {
            Name = name,
            Shape = parameter.shape,
            DType = parameter.dtype,
            IsTrainable = parameter.requires_grad,
            Stats = stats,
            Grid = SliceGrid.Of(parameter, maxCells, stats.Min < 0 ? 0 : stats.Mean),
        };
    }
}
