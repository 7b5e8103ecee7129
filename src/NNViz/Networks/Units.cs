using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>What to think of a unit, seen over a data set.</summary>
public enum UnitVerdict
{
    /// <summary>It answers samples differently.</summary>
    Fine,

    /// <summary>It is not 0 on fewer than <see cref="Units.RareShare"/> of the samples.</summary>
    Rare,

    /// <summary>Of a layer that is no activation function: it is never above 0. A ReLU behind it is dead.</summary>
    NeverPositive,

    /// <summary>
    /// It is one number, whatever the sample; 0 only of a function through which a gradient passes there,
    /// such as tanh, or of a layer that is no function.
    /// </summary>
    Constant,

    /// <summary>At least <see cref="Units.SaturatedShare"/> of its outputs lie within <see cref="Units.NearBound"/> of the function's bounds.</summary>
    Saturated,

    /// <summary>Of a ReLU or its kind: it is 0 on every sample and at every place. No gradient passes there, so training cannot bring it back.</summary>
    Dead,

    /// <summary>Some of its outputs are NaN or infinite.</summary>
    NonFinite,
}

/// <summary>One unit over a data set: a channel of a convolution with all its places, or a feature.</summary>
/// <param name="Index">Its number in the layer.</param>
/// <param name="Active">The part of the samples on which it is not 0 at some place, 0 to 1.</param>
/// <param name="Zeros">The part of its outputs, over samples and places, that are 0.</param>
/// <param name="Min">Its lowest output; of a unit that is not finite NaN, as the following.</param>
/// <param name="Max">Its highest output.</param>
/// <param name="Mean">The mean of its outputs.</param>
/// <param name="Std">Their standard deviation, ddof = 1.</param>
/// <param name="Saturated">The part of its outputs near a bound of the activation function; NaN where the function has none.</param>
/// <param name="Verdict">What to think of it.</param>
public sealed record Unit(int Index, double Active, double Zeros, double Min, double Max, double Mean, double Std, double Saturated, UnitVerdict Verdict);

/// <summary>The units of one layer.</summary>
/// <param name="Layer">The layer's dotted name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Places">Places at which a unit answers one sample: rows times columns of a feature map, 1 of a dense layer.</param>
/// <param name="Items">Every unit, in the layer's order.</param>
public sealed record LayerUnits(string Layer, string Type, long Places, IReadOnlyList<Unit> Items)
{
    /// <summary>The units of one verdict.</summary>
    public IEnumerable<Unit> With(UnitVerdict verdict) => Items.Where(unit => unit.Verdict == verdict);
}

/// <summary>Which units of a network answer to a data set, and which are dead or saturated. Immutable; holds no tensor.</summary>
/// <param name="Layers">In the order of the tree.</param>
/// <param name="Samples">How many samples were run.</param>
public sealed record Units(IReadOnlyList<LayerUnits> Layers, long Samples)
{
    /// <summary>Below this part of the samples a unit is rarely active.</summary>
    public const double RareShare = 0.01;

    /// <summary>From this part of its outputs on a unit is saturated.</summary>
    public const double SaturatedShare = 0.95;

    /// <summary>How near to a bound an output is saturated: this part of the range between the bounds.</summary>
    public const double NearBound = 0.01;

    /// <summary>The layer of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message says which there are.</exception>
    public LayerUnits this[string layer] => Layers.FirstOrDefault(one => one.Layer == layer)
        ?? throw new KeyNotFoundException($"There are no units of '{layer}'. The layers are: {NameMatch.Listed([.. Layers.Select(one => one.Layer)])}.");

    /// <summary>Runs <paramref name="net"/> in eval mode over the batches. Leaves no trace on it.</summary>
    /// <param name="net">The network.</param>
    /// <param name="batches">Its inputs, each [N, …].</param>
    /// <param name="layers">Which layers; by default the activation functions, or all that compute something where there are none as modules.</param>
    /// <exception cref="ArgumentException">A selector names nothing, there is no batch, or the network does not take one.</exception>
    /// <exception cref="ForwardException">The network threw; the message names the layer and the shapes.</exception>
    /// <exception cref="InvalidOperationException">None of the layers ran through call(); the message says why and what to change.</exception>
    public static Units Of(nn.Module net, IEnumerable<Tensor> batches, string? layers = null)
    {
        ArgumentNullException.ThrowIfNull(net);
        ArgumentNullException.ThrowIfNull(batches);
        var tallies = new Dictionary<string, UnitTally>();
        var samples = UnitOutputs.Over(net, batches, layers, batch =>
        {
            if (!tallies.TryGetValue(batch.Name, out var tally))
            {
                tallies.Add(batch.Name, tally = new UnitTally(batch));
            }
            tally.Add(batch.Values);
        });
        return new Units([.. tallies.Values.OrderBy(tally => tally.Order).Select(tally => tally.Result())], samples);
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
