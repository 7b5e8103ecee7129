using NNViz.Tensors;

namespace NNViz.Attributions;

/// <summary>
/// Explanations of the same input side by side. Methods have different units, so each map is shown in units of what 99 % of its own absolute values stay
/// below; the maps themselves stay as they are. Immutable.
/// </summary>
public sealed record AttributionComparison
{
    /// <summary>What may tell explanations of one method apart.</summary>
    private static readonly Func<Attribution, string?>[] Telling =
        [a => a.Layer, a => a.Target, a => a.Baseline, a => a.Steps > 0 ? $"{a.Steps} steps" : null, a => a.Seed is { } seed ? $"seed {seed}" : null];

    internal AttributionComparison(IReadOnlyList<Attribution> items, IReadOnlyList<(string Method, string Why)>? missing = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items.Count == 0)
        {
            throw new ArgumentException($"There is nothing to compare.{string.Concat((missing ?? []).Select(m => $" {m.Method}: {m.Why}"))}", nameof(items));
        }
        if (items.FirstOrDefault(item => !item.Inputs[0].Shape.SequenceEqual(items[0].Inputs[0].Shape)) is { } other)
        {
            throw new ArgumentException(
                $"Compared are explanations of the same input: '{items[0].Method}' is of {Words.Shape(items[0].Inputs[0].Shape)}, "
                + $"'{other.Method}' of {Words.Shape(other.Inputs[0].Shape)}.", nameof(items));
        }
        if (items.FirstOrDefault(item => !Same(item.Inputs, items[0].Inputs)) is { } apart)
        {
            throw new ArgumentException(
                $"Compared are explanations of the same input: '{items[0].Method}' and '{apart.Method}' "
                + "are of inputs with other values.",
                nameof(items));
        }
        (Items, Missing) = ([.. items], missing ?? []);
    }

    private static bool Same(IReadOnlyList<HostTensor> a, IReadOnlyList<HostTensor> b)
        => ReferenceEquals(a, b) || (a.Count == b.Count && a.Zip(b).All(pair => pair.First.ToDoubles().AsSpan().SequenceEqual(pair.Second.ToDoubles())));

    /// <summary>The explanations.</summary>
    public IReadOnlyList<Attribution> Items { get; }

    /// <summary>How the maps lie on regions that are known to matter, method by method.</summary>
    /// <param name="regions">Boolean or 0 and 1, <c>[H,W]</c> for all samples or <c>[N,H,W]</c>.</param>
    /// <exception cref="ArgumentException">A map does not lie over an image, or the regions do not.</exception>
    public LocalisationScores Localise(TorchSharp.torch.Tensor regions) => LocalisationScores.Of(this, regions);

    /// <summary>The method of one of the explanations; where several have the same, with what tells them apart.</summary>
    public string NameOf(Attribution item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var same = Items.Where(other => other.Method == item.Method).ToList();
        var parts = Telling.Where(part => same.Select(part).Distinct().Count() > 1).Take(2).Select(part => part(item)).OfType<string>();
        return string.Join(' ', parts.Prepend(item.Method));
    }

    /// <summary>Methods that were wanted and did not run, each with the reason.</summary>
    public IReadOnlyList<(string Method, string Why)> Missing { get; }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
