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
/// <param name="Areas">
/// The area under each sample's curve, its mean height.
/// Small is good where the most relevant are taken out first, large where they are put in.
/// </param>
public sealed record PerturbationCurve(
    PlaceOrder Order, bool Inserted, IReadOnlyList<double> Shares, IReadOnlyList<IReadOnlyList<double>> Scores, IReadOnlyList<double> Areas)
{
    /// <summary>The method whose map gave the order.</summary>
    public required string Method { get; init; }

    /// <summary>What the score is of, in words.</summary>
    public required string Target { get; init; }

    /// <summary>The same scores for random orders of the places, <c>[orders][samples][points]</c>: what a map that knows nothing would give.</summary>
    public required IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> RandomScores { get; init; }

    /// <summary>The areas under the random orders' curves, <c>[orders][samples]</c>.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> RandomAreas { get; init; }

    /// <summary>Whether a small area speaks for the map or a large one; <see langword="null"/> for a random order, of which neither does.</summary>
    internal bool? SmallIsGood => Order == PlaceOrder.Random ? null : (Order == PlaceOrder.MostRelevantFirst) != Inserted;

    /// <inheritdoc/>
    public override string ToString()
    {
        var (own, random) = (Areas.Average(), RandomAreas.Select(areas => areas.Average()).ToList());
        var way = Order switch
        {
            PlaceOrder.MostRelevantFirst => "the most relevant first",
            PlaceOrder.LeastRelevantFirst => "the least relevant first",
            _ => "in a random order",
        };
        var verdict = SmallIsGood switch { null => "", true => " Small is good.", false => " Large is good." };
        return $"{Method}, places {(Inserted ? "put in" : "taken out")} {way}: "
            + $"the area under the score is {Words.Number(own)}, under {Words.Count(random.Count, "random order")} "
            + $"{Words.Number(random.Min())} to {Words.Number(random.Max())}.{verdict}";
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
