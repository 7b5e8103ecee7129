namespace NNViz.Attributions;

/// <summary>
/// Explanations of the same input side by side. Methods have different units, so each map is shown as shares of its own total of absolute values; the maps
/// themselves stay as they are. Immutable.
/// </summary>
public sealed record AttributionComparison
{
    internal AttributionComparison(IReadOnlyList<Attribution> items, IReadOnlyList<(string Method, string Why)>? missing = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items.Count == 0)
        {
            throw new ArgumentException($"There is nothing to compare.{string.Concat((missing ?? []).Select(m => $" {m.Method}: {m.Why}"))}", nameof(items));
        }
        if (items.FirstOrDefault(item => !item.Inputs[0].Shape.SequenceEqual(items[0].Inputs[0].Shape)) is { } other)
        {
            throw new ArgumentException($"Compared are explanations of the same input: '{items[0].Method}' is of {Words.Shape(items[0].Inputs[0].Shape)}, '{other.Method}' of {Words.Shape(other.Inputs[0].Shape)}.", nameof(items));
        }
        (Items, Missing) = ([.. items], missing ?? []);
    }

    /// <summary>The explanations.</summary>
    public IReadOnlyList<Attribution> Items { get; }

    /// <summary>Methods that were wanted and did not run, each with the reason.</summary>
    public IReadOnlyList<(string Method, string Why)> Missing { get; }
}
