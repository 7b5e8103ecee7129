using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>What became of one parameter or buffer between two checkpoints.</summary>
/// <param name="Name">Its dotted name.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Difference">How far after is from before; relative to before.</param>
/// <param name="Before">How it was distributed.</param>
/// <param name="After">How it is distributed.</param>
public sealed record WeightChange(string Name, IReadOnlyList<long> Shape, TensorDifference Difference, TensorStats Before, TensorStats After);

/// <summary>Two checkpoints of a network, compared entry by entry. Immutable; holds no tensor.</summary>
public sealed record WeightDiff
{
    /// <summary>The entries that both have in one shape, in the order of the later checkpoint.</summary>
    public required IReadOnlyList<WeightChange> Changes { get; init; }

    /// <summary>The entries that cannot be compared, each with the reason: it is in one checkpoint only, or its shape is another.</summary>
    public required IReadOnlyList<string> NotCompared { get; init; }

    /// <summary>Whether all that could be compared is equal to the last bit.</summary>
    public bool IsUnchanged => Changes.All(change => change.Difference.Unequal == 0);

    /// <summary>Compares two checkpoints: results of <c>net.Checkpoint()</c> or <c>net.state_dict()</c>.</summary>
    /// <exception cref="ArgumentException">No name is in both.</exception>
    public static WeightDiff Of(IReadOnlyDictionary<string, Tensor> before, IReadOnlyDictionary<string, Tensor> after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var common = after.Keys.Where(before.ContainsKey).ToList();
        if (common.Count == 0)
        {
            throw new ArgumentException(
                $"The checkpoints have no name in common: the first has {NameMatch.Listed([.. before.Keys])}; "
                + $"the second {NameMatch.Listed([.. after.Keys])}.");
        }
        bool Fits(string name) => before[name].shape.SequenceEqual(after[name].shape);
        return new WeightDiff
        {
            Changes = [.. common.Where(Fits).Select(name => Change(name, before[name], after[name]))],
            NotCompared =
            [
                .. common.Where(name => !Fits(name)).Select(name => $"{name} was {Words.Shape(before[name].shape)} and is {Words.Shape(after[name].shape)}"),
                .. before.Keys.Except(common).Select(name => $"{name} is only in the first"),
                .. after.Keys.Except(common).Select(name => $"{name} is only in the second"),
            ],
        };
    }

    /// <summary>
    /// Copies of all parameters and buffers of <paramref name="net"/>, as they are now:
    /// unlike those of <c>state_dict()</c> they do not go on changing with it.
    /// </summary>
    internal static Dictionary<string, Tensor> Checkpoint(nn.Module net)
    {
        ArgumentNullException.ThrowIfNull(net);
        using var untracked = no_grad();
        return net.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone().DetachFromDisposeScope());
    }

    private static WeightChange Change(string name, Tensor before, Tensor after)
    {
        using var untracked = no_grad();
        using var difference = TensorDifference.Subtract(after, before);
        return new(name, after.shape, TensorDifference.Of(after, before, difference), TensorStats.Of(before), TensorStats.Of(after));
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
