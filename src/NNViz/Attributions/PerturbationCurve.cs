namespace NNViz.Attributions;

/// <summary>In which order places are taken out or put in.</summary>
public enum PlaceOrder
{
    /// <summary>What speaks most for the target first (MoRF): the score should fall fast.</summary>
    MostRelevantFirst,

    /// <summary>What speaks least for it first (LeRF): the score should stay.</summary>
    LeastRelevantFirst,

    /// <summary>A random order: what a map without information would give.</summary>
    Random,
}

/// <summary>The score while an input is taken apart, or put together, in the order that a map gives.</summary>
/// <param name="Order">The order of the places.</param>
/// <param name="Inserted">Whether places were put into the baseline, instead of taken out of the input.</param>
/// <param name="Shares">The share of places changed at each point, from 0 to 1.</param>
/// <param name="Scores">The score at each point, for each sample.</param>
/// <param name="Areas">The area under each sample's curve, its mean height. Small is good where the most relevant are taken out first, large where they are put in.</param>
public sealed record PerturbationCurve(
    PlaceOrder Order, bool Inserted, IReadOnlyList<double> Shares, IReadOnlyList<IReadOnlyList<double>> Scores, IReadOnlyList<double> Areas);
